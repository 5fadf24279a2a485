package org.asaman.archive;

import static org.asaman.archive.Hostile.file;
import static org.asaman.archive.HostileZips.concat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// Files that must be refused for their wrapping: compression, name, or being two things at once.
final class HostileFiles {
  private static final byte[] TAR = TarBuilder.tar().file("p-1/a").end();
  private static final byte[] ZIP = ZipBuilder.zip().file("p-1/a").build();
  private static final byte[] GZIP = Hostile.gzip(TAR);
  private static final byte[] BZIP2 = Hostile.bzip2(TAR);
  private static final byte[] XZ = Hostile.xz(TAR);
  private static final String DAMAGED = "is damaged or cut short";
  private static final String AFTER = "there are bytes after";

  private HostileFiles() {}

  static Stream<Hostile> all() {
    return Stream.of(gzip(), others(), names(), polyglots(), bombs()).flatMap(List::stream);
  }

  private static List<Hostile> gzip() {
    int end = GZIP.length;
    return List.of(
        gz("gzip, then bytes", concat(GZIP, new byte[] {1}), AFTER),
        gz("gzip, then zeros", concat(GZIP, new byte[512]), AFTER),
        gz("gzip, then very many bytes", concat(GZIP, new byte[1 << 20]), AFTER),
        gz("two gzip members", concat(GZIP, GZIP), AFTER),
        gz("two gzip members that are one tar", split(), AFTER),
        gz("gzip of another CRC", changed(GZIP, end - 8), "does not fit the checksum"),
        gz("gzip of another length", changed(GZIP, end - 4), "does not fit the checksum"),
        gz("gzip cut in its header", Arrays.copyOf(GZIP, 8), DAMAGED),
        gz("gzip cut in its data", Arrays.copyOf(GZIP, end - 20), DAMAGED),
        gz("gzip without a trailer", Arrays.copyOf(GZIP, end - 8), DAMAGED),
        gz("gzip with half a trailer", Arrays.copyOf(GZIP, end - 3), DAMAGED),
        gz("gzip of another method", with(GZIP, 2, 7), "malformed gzip header"),
        gz("gzip with reserved flags", with(GZIP, 3, 0x20), "malformed gzip header"),
        gz(
            "gzip with a wrong header checksum",
            flagged(2, new byte[] {1, 2}),
            "header does not fit"),
        gz("gzip with an extra field past the end", flagged(4, new byte[] {-1, -1}), DAMAGED),
        gz("gzip with a name without end", flagged(8, longText()), "malformed gzip header"),
        gz("gzip with a comment without end", flagged(16, longText()), "malformed gzip header"),
        gz("gzip of damaged data", with(GZIP, 10, 0xff), DAMAGED),
        gz("gzip magic alone", Arrays.copyOf(GZIP, 2), DAMAGED),
        gz("gzip in gzip", Hostile.gzip(concat(GZIP, new byte[600])), "wrong checksum"));
  }

  private static byte[] split() {
    byte[] second = TarBuilder.tar().file("p-1/b").end();
    return concat(Hostile.gzip(TarBuilder.tar().file("p-1/a").unfinished()), Hostile.gzip(second));
  }

  private static List<Hostile> others() {
    return List.of(
        file("bzip2, then bytes", "p-1.tar.bz2", concat(BZIP2, new byte[] {1}), "", AFTER),
        file("two bzip2 streams", "p-1.tar.bz2", concat(BZIP2, BZIP2), "", AFTER),
        file("bzip2 cut in its data", "p-1.tar.bz2", Arrays.copyOf(BZIP2, 60), "", DAMAGED),
        file("bzip2 of damaged data", "p-1.tar.bz2", changed(BZIP2, 60), "", DAMAGED),
        file("bzip2 of block size 0", "p-1.tar.bz2", with(BZIP2, 3, '0'), "", DAMAGED),
        file("bzip2 magic alone", "p-1.tar.bz2", Arrays.copyOf(BZIP2, 3), "", DAMAGED),
        file("xz, then bytes", "p-1.tar.xz", concat(XZ, new byte[] {1}), "", AFTER),
        file("xz, then padding", "p-1.tar.xz", concat(XZ, new byte[4]), "", AFTER),
        file("two xz streams", "p-1.tar.xz", concat(XZ, XZ), "", AFTER),
        file("xz cut in its data", "p-1.tar.xz", Arrays.copyOf(XZ, 60), "", DAMAGED),
        file("xz without a footer", "p-1.tar.xz", Arrays.copyOf(XZ, XZ.length - 12), "", DAMAGED),
        file("xz of damaged data", "p-1.tar.xz", changed(XZ, 60), "", DAMAGED),
        file("xz of an unknown check", "p-1.tar.xz", with(XZ, 7, 9), "", DAMAGED),
        file("xz of a 1.5 GiB dictionary", "p-1.tar.xz", dictionary(XZ.clone()), "", "KiB"),
        file("xz magic alone", "p-1.tar.xz", Arrays.copyOf(XZ, 6), "", DAMAGED));
  }

  /// Sets the dictionary size in the block header, and that header's CRC-32.
  private static byte[] dictionary(byte[] xz) {
    int start = 12;
    int length = (xz[start] + 1) * 4;
    xz[start + 4] = 37;
    CRC32 crc = new CRC32();
    crc.update(xz, start, length - 4);
    ByteBuffer.wrap(xz)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(start + length - 4, (int) crc.getValue());
    return xz;
  }

  private static List<Hostile> names() {
    byte[] page = "<!doctype html><title>Not found</title>".getBytes(StandardCharsets.US_ASCII);
    return List.of(
        file("nothing", "p-1.tgz", new byte[0], "", "is not a gzip file"),
        file("web page", "p-1.tar.gz", page, "", "is not a gzip file"),
        file("web page named zip", "p-1.zip", page, "", "is not a zip file"),
        file("plain tar", "p-1.tar.gz", TAR, "", "is not a gzip file"),
        file("plain tar named zip", "p-1.zip", TAR, "", "is not a zip file"),
        file("gzip named zip", "p-1.zip", GZIP, "", "is a gzip file in spite of its name"),
        file("gzip named bzip2", "p-1.tar.bz2", GZIP, "", "is a gzip file in spite of its name"),
        file("xz named gzip", "p-1.tar.gz", XZ, "", "is an xz file in spite of its name"),
        file("bzip2 named xz", "p-1.tar.xz", BZIP2, "", "is a bzip2 file in spite of its name"),
        file("zip named gzip", "p-1.tar.gz", ZIP, "", "is a zip file in spite of its name"),
        file("wheel", "p-1-py3-none-any.whl", ZIP, "", "is no source archive by its name"),
        file("egg", "p-1.egg", ZIP, "", "is no source archive by its name"),
        file("no suffix", "p-1", GZIP, "", "is no source archive by its name"),
        file("compress", "p-1.tar.Z", new byte[] {0x1f, (byte) 0x9d}, "", "by its name"));
  }

  private static List<Hostile> polyglots() {
    String both = "can be read as a tar and as a zip";
    return List.of(
        gz("gzip, then zip", concat(GZIP, ZIP), both),
        gz("zip in the gzip header", flagged(4, extraField(ZIP)), both),
        file("bzip2, then zip", "p-1.tar.bz2", concat(BZIP2, ZIP), "", both),
        file("xz, then zip", "p-1.tar.xz", concat(XZ, ZIP), "", both),
        file("zip whose first header is a tar header", "p-1.zip", tarAndZip(), "", both));
  }

  private static byte[] extraField(byte[] content) {
    return ByteBuffer.allocate(2 + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  /// A zip archive whose first 512 bytes have a valid tar checksum where tar expects it.
  private static byte[] tarAndZip() {
    ZipBuilder.Entry first = new ZipBuilder.Entry("p-1/" + "a".repeat(96), new byte[600]).stored();
    byte[] zip = ZipBuilder.zip().add(first).build();
    byte[] header = TarBuilder.withChecksum(Arrays.copyOf(zip, 512));
    System.arraycopy(header, 148, zip, 148, 8);
    return zip;
  }

  private static List<Hostile> bombs() {
    String past = "expands past the limit";
    byte[] zeros = new byte[64 << 20];
    byte[] big = TarBuilder.tar().member("p-1/a", '0', "", zeros, _ -> {}).end();
    return List.of(
        gz("gzip bomb", Hostile.gzip(big), past),
        gz("gzip bomb of nothing but zeros", Hostile.gzip(zeros), past),
        file("bzip2 bomb", "p-1.tar.bz2", Hostile.bzip2(big), "", past),
        file("xz bomb", "p-1.tar.xz", Hostile.xz(big), "", past),
        gz("bomb in a bomb", Hostile.gzip(Hostile.gzip(big)), "wrong checksum"));
  }

  private static Hostile gz(String attack, byte[] bytes, String what) {
    return file(attack, "p-1.tar.gz", bytes, "", what);
  }

  private static byte[] changed(byte[] bytes, int at) {
    return with(bytes, at, bytes[at] ^ 0x55);
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  /// The gzip file with a flag and what the flag announces.
  private static byte[] flagged(int flag, byte[] part) {
    byte[] header = with(Arrays.copyOf(GZIP, 10), 3, flag);
    return concat(concat(header, part), Arrays.copyOfRange(GZIP, 10, GZIP.length));
  }

  private static byte[] longText() {
    byte[] text = new byte[100_000];
    Arrays.fill(text, (byte) 'x');
    return text;
  }
}
