package org.asaman.index;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;

/// One file on its way to disk: hashed while it streams into a file beside the target, taken up
/// where it broke off if the server can do that, and renamed when all is right. Closing leaves
/// nothing else behind.
final class Download implements Transport.Exchange<Void>, AutoCloseable {
  /// Far more than any index takes; a server that never ends is cut off here.
  private static final long MOST_BYTES = 8L << 30;

  /// RFC 9110, section 8.8.3, without what cannot be sent back.
  private static final Pattern STRONG_TAG = Pattern.compile("\"[!#-~]*\"");

  private final DistributionFile file;
  private final Path target;
  private final Path part;
  private Hashing hashing = new Hashing();
  private long written;
  private Optional<String> strongTag = Optional.empty();

  Download(DistributionFile file, Path target) {
    this.file = file;
    this.target = target;
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    this.part = target.resolveSibling("." + random + ".part");
  }

  @Override
  public Map<String, String> requestHeaders() {
    return written > 0 && strongTag.isPresent()
        ? Map.of(
            "Accept-Encoding",
            "identity",
            "Range",
            "bytes=" + written + "-",
            "If-Range",
            strongTag.get())
        : Map.of("Accept-Encoding", "identity");
  }

  @Override
  public Void read(Transport.Answer answer) throws IOException {
    if (answer.missing()) {
      throw new AsamanException(
          new Problem.NotFound(
              file.filename(),
              "at " + Urls.shown(answer.url()),
              "the index lists it all the same"));
    }
    boolean goesOn = answer.status() == 206 && goesOn(answer);
    if (!goesOn) {
      startAnew();
      if (answer.status() != 200) {
        throw new IOException("no useful answer to a request for the rest");
      }
    }
    strongTag = answer.header("ETag").filter(tag -> STRONG_TAG.matcher(tag).matches());
    append(answer);
    return null;
  }

  /// The hashes of what was written, once each of them was found right: it has one of the
  /// `expected` (if there are any) and all that the index states.
  List<Hash> finish(List<Hash> expected) {
    List<Hash> actual = hashing.finish();
    check(expected, actual, expected.isEmpty() || actual.stream().anyMatch(expected::contains));
    check(file.hashes(), actual, actual.containsAll(file.hashes()));
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(e);
    }
    return actual;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private boolean goesOn(Transport.Answer answer) {
    return written > 0
        && answer.header("Content-Range").orElse("").startsWith("bytes " + written + "-")
        && strongTag.equals(answer.header("ETag"));
  }

  private void startAnew() {
    hashing = new Hashing();
    written = 0;
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void append(Transport.Answer answer) throws IOException {
    long most = file.size().orElse(MOST_BYTES);
    try (OutputStream out = open()) {
      byte[] buffer = new byte[1 << 16];
      for (int count = answer.body().read(buffer); count >= 0; count = answer.body().read(buffer)) {
        if (written + count > most) {
          throw Transport.failed(
              answer.url(), "sends more than the " + most + " bytes that are expected", "");
        }
        write(out, buffer, count);
        hashing.update(buffer, count);
        written += count;
      }
    }
    if (file.size().isPresent() && written < file.size().getAsLong()) {
      throw new EOFException(written + " of " + file.size().getAsLong() + " bytes were sent");
    }
  }

  private OutputStream open() {
    try {
      return Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void write(OutputStream out, byte[] buffer, int count) {
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void check(List<Hash> expected, List<Hash> actual, boolean right) {
    if (!right) {
      List<String> algorithms = expected.stream().map(Hash::algorithm).toList();
      throw new AsamanException(
          new Problem.HashMismatch(
              file.filename(),
              expected.stream().map(Hash::toString).toList(),
              String.join(
                  ", ",
                  actual.stream()
                      .filter(hash -> algorithms.contains(hash.algorithm()))
                      .map(Hash::toString)
                      .toList())));
    }
  }

  private AsamanException unwritable(IOException cause) {
    return new AsamanException(
        new Problem.BadFile(
            target.toString(), "cannot be written: " + cause.getMessage(), "check the disk"),
        cause);
  }
}
