package org.asaman.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.SingleXZInputStream;

/// The forms of source archives: how they are named, and how they begin.
enum ArchiveFormat {
  GZIP,
  BZIP2,
  XZ,
  ZIP;

  /// Enough for the largest dictionary that `xz -9` makes (64 MiB), not for more.
  private static final int XZ_KIBIBYTES = 100 << 10;

  static Optional<ArchiveFormat> ofName(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return Stream.of(values())
        .filter(format -> format.suffixes().stream().anyMatch(name::endsWith))
        .findFirst();
  }

  static Optional<ArchiveFormat> ofContent(ByteBuffer start) {
    byte[] bytes = new byte[Math.min(6, start.remaining())];
    start.get(start.position(), bytes);
    String hex = HexFormat.of().formatHex(bytes);
    return Stream.of(values())
        .filter(format -> format.magics().stream().anyMatch(hex::startsWith))
        .findFirst();
  }

  static String allSuffixes() {
    return String.join(
        ", ", Stream.of(values()).flatMap(format -> format.suffixes().stream()).toList());
  }

  String description() {
    return switch (this) {
      case GZIP -> "a gzip file";
      case BZIP2 -> "a bzip2 file";
      case XZ -> "an xz file";
      case ZIP -> "a zip file";
    };
  }

  private List<String> suffixes() {
    return switch (this) {
      case GZIP -> List.of(".tar.gz", ".tgz");
      case BZIP2 -> List.of(".tar.bz2");
      case XZ -> List.of(".tar.xz");
      case ZIP -> List.of(".zip");
    };
  }

  /// The first bytes of such a file, in hex.
  private List<String> magics() {
    return switch (this) {
      case GZIP -> List.of("1f8b");
      case BZIP2 -> List.of("425a68");
      case XZ -> List.of("fd377a585a00");
      case ZIP -> List.of("504b0304", "504b0506");
    };
  }

  /// Unpacks one stream that ends where the file ends.
  InputStream decoder(InputStream packed) throws IOException {
    return switch (this) {
      case GZIP -> new GzipInput(packed);
      case BZIP2 -> new SoleInput(new BZip2CompressorInputStream(packed), packed);
      case XZ -> new SoleInput(new SingleXZInputStream(packed, XZ_KIBIBYTES), packed);
      case ZIP -> throw new IllegalStateException("a zip file is no stream");
    };
  }

  /// A decoder's output that ends only where the packed bytes end too.
  private static final class SoleInput extends BulkInput {
    private final InputStream decoder;
    private final InputStream packed;

    SoleInput(InputStream decoder, InputStream packed) {
      this.decoder = decoder;
      this.packed = packed;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = decoder.read(bytes, offset, length);
      if (n < 0 && packed.read() >= 0) {
        throw new IOException("there are bytes after the compressed stream");
      }
      return n;
    }

    @Override
    public void close() throws IOException {
      decoder.close();
    }
  }
}
