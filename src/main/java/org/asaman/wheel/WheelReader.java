package org.asaman.wheel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.asaman.archive.ZipArchive;
import org.asaman.archive.ZipMember;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;

/// Reads the content of a wheel and checks that all of it agrees.
final class WheelReader {
  /// METADATA holds a whole read-me; nothing honest comes near this.
  private static final int MOST_TEXT = 16 << 20;

  /// RECORD has a line for each member.
  private static final int MOST_RECORD = 64 << 20;

  private final Path file;
  private final WheelName name;
  private final ZipArchive archive;
  private final Findings findings;
  private final Map<String, ZipMember> byPath;

  private WheelReader(Path file, WheelName name, ZipArchive archive) {
    this.file = file;
    this.name = name;
    this.archive = archive;
    this.findings = new Findings(file.toString());
    this.byPath =
        archive.members().stream()
            .filter(ZipMember::regular)
            .collect(Collectors.toMap(ZipMember::name, Function.identity()));
  }

  static WheelContent read(Path file, WheelName name, ZipArchive archive) {
    return new WheelReader(file, name, archive).read();
  }

  private WheelContent read() {
    WheelLayout layout = new WheelLayout(name, archive.members(), findings);
    String distInfo = layout.distInfo();
    layout.check();
    Optional<Metadata> metadata = metadata(distInfo + "/METADATA");
    Optional<WheelFile> wheelFile = wheelFile(distInfo + "/WHEEL");
    checkEntryPoints(distInfo + "/entry_points.txt");
    SortedMap<String, Digest> files = digests();
    required(distInfo + "/RECORD", MOST_RECORD, RecordFile::parse)
        .ifPresent(
            listed -> new RecordCheck(distInfo, files, this::otherHash, findings).check(listed));
    findings.throwIfAny();
    return new WheelContent(name, distInfo, metadata.orElseThrow(), wheelFile.orElseThrow(), files);
  }

  private Optional<Metadata> metadata(String path) {
    Optional<Metadata> metadata = required(path, MOST_TEXT, Metadata::parse);
    metadata.ifPresent(said -> {
      agree(path, "name", said.name(), name.name());
      agree(path, "version", said.version(), name.version());
    });
    return metadata;
  }

  private Optional<WheelFile> wheelFile(String path) {
    Optional<WheelFile> wheelFile = required(path, MOST_TEXT, WheelFile::parse);
    wheelFile.ifPresent(said -> {
      agree(path, "tags", said.tags(), name.tags());
      agree(path, "build number", words(said.build()), words(name.build()));
    });
    return wheelFile;
  }

  private static String words(Optional<BuildTag> build) {
    return build.map(BuildTag::toString).orElse("none");
  }

  private void agree(String path, String what, Object said, Object fileName) {
    findings.addIf(
        !said.equals(fileName),
        path,
        "gives as " + what + " " + said + ", but the file name says " + fileName);
  }

  private void checkEntryPoints(String path) {
    if (byPath.containsKey(path)) {
      required(path, MOST_TEXT, EntryPoints::parse)
          .ifPresent(entryPoints ->
              entryPoints
                  .unsafe()
                  .forEach(script ->
                      findings.add(path, "names a script '" + script + "': not a file name")));
    }
  }

  /// The parsed content of a file that must be there; a finding if it cannot be had.
  private <T> Optional<T> required(String path, int most, Function<byte[], T> parser) {
    ZipMember member = byPath.get(path);
    if (member == null) {
      findings.add(path, "is missing");
      return Optional.empty();
    }
    if (member.size() > most) {
      findings.add(path, "is of " + member.size() + " bytes; more than " + most + " are not read");
      return Optional.empty();
    }
    try (InputStream in = archive.read(member)) {
      byte[] content = in.readAllBytes();
      return findings.parsed(path, () -> parser.apply(content));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private SortedMap<String, Digest> digests() {
    SortedMap<String, Digest> digests = new TreeMap<>(MemberOrder.BYTEWISE);
    byPath.forEach((path, member) ->
        digests.put(
            path,
            new Digest(HexFormat.of().formatHex(hash(member, Digest.sha256())), member.size())));
    return Collections.unmodifiableSortedMap(digests);
  }

  private byte[] otherHash(String path, MessageDigest algorithm) {
    return hash(Objects.requireNonNull(byPath.get(path)), algorithm);
  }

  private byte[] hash(ZipMember member, MessageDigest algorithm) {
    try (DigestInputStream in = new DigestInputStream(archive.read(member), algorithm)) {
      in.transferTo(OutputStream.nullOutputStream());
      return algorithm.digest();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private AsamanException unreadable(IOException e) {
    return new AsamanException(
        new Problem.BadFile(file.toString(), "cannot be read: " + e.getMessage(), ""), e);
  }
}
