package org.asaman.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// An archive that must be refused, for a reason that names the member (empty: the whole archive)
/// and holds the given words.
record Hostile(
    String attack, String fileName, byte[] bytes, Limits limits, String member, String what) {

  static Hostile zip(String attack, ZipBuilder zip, String member, String what) {
    return zip(attack, zip.build(), member, what);
  }

  static Hostile zip(String attack, byte[] bytes, String member, String what) {
    return new Hostile(attack, "p-1.zip", bytes, Limits.DEFAULT, member, what);
  }

  static Hostile tar(String attack, TarBuilder tar, String member, String what) {
    return tar(attack, tar.end(), member, what);
  }

  static Hostile tar(String attack, byte[] tar, String member, String what) {
    return file(attack, "p-1.tar.gz", gzip(tar), member, what);
  }

  static Hostile file(String attack, String fileName, byte[] bytes, String member, String what) {
    return new Hostile(attack, fileName, bytes, Limits.DEFAULT, member, what);
  }

  Hostile within(Limits other) {
    return new Hostile(attack, fileName, bytes, other, member, what);
  }

  @Override
  public String toString() {
    return attack;
  }

  static byte[] gzip(byte[] content) {
    return packed(content, GZIPOutputStream::new);
  }

  static byte[] bzip2(byte[] content) {
    return packed(content, BZip2CompressorOutputStream::new);
  }

  static byte[] xz(byte[] content) {
    return packed(content, out -> new XZOutputStream(out, new LZMA2Options(1)));
  }

  private interface Packer {
    OutputStream open(OutputStream out) throws IOException;
  }

  private static byte[] packed(byte[] content, Packer packer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packer.open(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
