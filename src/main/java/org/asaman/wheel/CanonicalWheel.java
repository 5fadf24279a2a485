package org.asaman.wheel;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.archive.CanonicalZip;
import org.asaman.archive.ZipMember;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.store.Digest;

/// A wheel in canonical form: its bytes depend on what the files hold, on which of them are
/// executable and on one time, and on nothing else; what SBOMs hold of the build itself is no part
/// of that.
///
/// @param changes what is different from the wheel it was made of; empty if no byte is
public record CanonicalWheel(Path file, Digest digest, List<Change> changes) {

  public CanonicalWheel {
    changes = List.copyOf(changes);
  }

  /// Writes the canonical form into a folder, under the wheel's own name: whole or not at all.
  ///
  /// @param epochSecond the time of every file; ZIP knows none before 1980
  public static CanonicalWheel write(Wheel wheel, Path folder, long epochSecond) {
    Path file = folder.resolve(wheel.name().fileName());
    try {
      Files.createDirectories(folder);
      Path temporary = Files.createTempFile(folder, ".wheel-", ".tmp");
      try {
        SortedMap<String, Sbom> sboms = Sboms.rewritten(wheel, epochSecond);
        byte[] sha256 = writeBytes(temporary, items(wheel, sboms), epochSecond);
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
        Digest digest = new Digest(HexFormat.of().formatHex(sha256), Files.size(temporary));
        List<Change> changes = Changes.between(wheel, temporary, sboms);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        return new CanonicalWheel(file, digest, changes);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(file.toString(), "cannot be written: " + e.getMessage(), ""), e);
    }
  }

  /// The files in canonical order, RECORD made anew. Signatures of RECORD are left out: what they
  /// sign is gone.
  private static List<CanonicalZip.Item> items(Wheel wheel, SortedMap<String, Sbom> sboms) {
    Set<String> withoutHash = RecordFile.withoutHash(wheel.distInfo());
    List<CanonicalZip.Item> items = new ArrayList<>();
    wheel.members().stream()
        .filter(member -> member.regular() && !withoutHash.contains(member.name()))
        .sorted(Comparator.comparing(ZipMember::name, MemberOrder.canonical(wheel.distInfo())))
        .map(member -> item(wheel, member, Optional.ofNullable(sboms.get(member.name()))))
        .forEach(items::add);
    SortedMap<String, Digest> files = new TreeMap<>(wheel.files());
    sboms.forEach((path, sbom) -> files.put(path, Digest.of(sbom.content())));
    byte[] recordFile = RecordFile.canonical(wheel.distInfo(), files);
    items.add(
        new CanonicalZip.Item(
            RecordFile.path(wheel.distInfo()), false, CanonicalZip.Content.of(recordFile)));
    return items;
  }

  private static CanonicalZip.Item item(Wheel wheel, ZipMember member, Optional<Sbom> sbom) {
    return new CanonicalZip.Item(
        member.name(),
        member.executable(),
        sbom.map(Sbom::content).map(CanonicalZip.Content::of).orElse(() -> wheel.read(member)));
  }

  /// Writes through to the disk and gives the SHA-256 of what was written.
  private static byte[] writeBytes(Path file, List<CanonicalZip.Item> items, long epochSecond)
      throws IOException {
    MessageDigest sha256 = Digest.sha256();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        OutputStream out =
            new BufferedOutputStream(
                new DigestOutputStream(Channels.newOutputStream(channel), sha256), 1 << 16)) {
      CanonicalZip.write(out, items, epochSecond);
      channel.force(true);
    }
    return sha256.digest();
  }
}
