package org.asaman.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/// The one reader of tar archives.
///
/// It is one state machine: headers that extend the next one are gathered, then the member is given
/// to the sink. Nothing that other readers might take differently is skipped or mended.
final class TarReader {
  private static final int PAX_LIMIT = 1 << 20;

  private final InputStream in;
  private final TreeKind kind;
  private final Limits limits;
  private final Refusal refusal;
  private final MemberSink sink;
  private final MemberTree tree;
  private int globals;

  TarReader(InputStream in, TreeKind kind, Limits limits, Refusal refusal, MemberSink sink) {
    this.in = in;
    this.kind = kind;
    this.limits = limits;
    this.refusal = refusal;
    this.sink = sink;
    this.tree = new MemberTree(kind, limits, refusal);
  }

  void read() throws IOException {
    TarExtensions extensions = TarExtensions.NONE;
    byte[] block = readBlock();
    while (!isZero(block, 0, block.length)) {
      TarHeader header = TarHeader.parse(block, refusal);
      extensions =
          switch (header.type()) {
            case 'L' ->
                extensions.withLongName(extension(header, limits.pathLength() + 1), refusal);
            case 'K' ->
                extensions.withLongLink(extension(header, limits.pathLength() + 1), refusal);
            case 'x' -> extensions.withPax(extension(header, PAX_LIMIT), refusal);
            case 'g' -> {
              checkGlobal(PaxRecords.parse(extension(header, PAX_LIMIT), refusal));
              yield extensions;
            }
            default -> {
              member(extensions.applyTo(header, refusal));
              yield TarExtensions.NONE;
            }
          };
      block = readBlock();
    }
    if (!extensions.equals(TarExtensions.NONE)) {
      throw refusal.because("ends with an extended header that belongs to no member");
    }
    if (!isZero(readBlock(), 0, TarHeader.BLOCK)) {
      throw refusal.because("has bytes after the end of the tar archive");
    }
    requireZerosToTheEnd();
  }

  private void checkGlobal(PaxRecords records) {
    if (records.path().isPresent() || records.link().isPresent() || records.size().isPresent()) {
      throw refusal.because("has a global PAX header that names every member alike");
    }
    if (++globals > limits.members()) {
      throw refusal.because("has more than the limit of " + limits.members() + " members");
    }
  }

  private void member(TarHeader header) throws IOException {
    boolean slash = header.name().endsWith("/");
    switch (header.type()) {
      case '0', '7' -> file(header, slash);
      case '\0' -> {
        if (header.old() && slash) {
          directory(header);
        } else {
          file(header, slash);
        }
      }
      case '1' -> hardLink(header);
      case '2' -> symlink(header);
      case '5' -> directory(header);
      case '3', '4', '6' -> device(header);
      case 'S' -> throw refusal.because(header.name(), "is a sparse file");
      default ->
          throw refusal.because(
              header.name(),
              String.format("is a tar member of the unknown type 0x%02x", (int) header.type()));
    }
  }

  private void file(TarHeader header, boolean slash) throws IOException {
    if (slash) {
      throw refusal.because(header.name(), "is a file with the name of a folder");
    }
    String path = withoutDot(header.name());
    tree.add(path, MemberTree.Kind.FILE);
    sink.tarFacts(path, header.facts());
    Content content = new Content(path, header.size());
    sink.file(path, header.executable(), content);
    content.transferTo(OutputStream.nullOutputStream());
    skipPadding(path, header.size());
  }

  private void directory(TarHeader header) {
    requireNoContent(header);
    String name = header.name();
    String path = withoutDot(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
    if (!path.equals(".")) {
      tree.add(path, MemberTree.Kind.DIRECTORY);
      sink.tarFacts(path, header.facts());
      sink.directory(path);
    }
  }

  private void hardLink(TarHeader header) {
    requireNoContent(header);
    String path = withoutDot(header.name());
    String existing = withoutDot(header.link());
    if (!tree.hasFile(existing)) {
      throw refusal.because(
          path, "is a hard link to '" + existing + "', which is no regular file before it");
    }
    tree.add(path, MemberTree.Kind.FILE);
    sink.tarFacts(path, header.facts());
    sink.hardLink(path, existing);
  }

  private void symlink(TarHeader header) {
    requireNoContent(header);
    String path = withoutDot(header.name());
    tree.add(path, MemberTree.Kind.LINK);
    sink.tarFacts(path, header.facts());
    sink.symlink(path, LinkTarget.of(kind, path, header.link(), limits, refusal));
  }

  private void device(TarHeader header) {
    if (kind == TreeKind.SOURCE) {
      throw refusal.because(header.name(), "is a device or FIFO");
    }
    requireNoContent(header);
    tree.add(withoutDot(header.name()), MemberTree.Kind.OTHER);
  }

  private void requireNoContent(TarHeader header) {
    if (header.size() != 0) {
      throw refusal.because(header.name(), "is a folder or link with content");
    }
  }

  private static String withoutDot(String name) {
    String path = name;
    while (path.startsWith("./") && path.length() > 2) {
      path = path.substring(2);
    }
    return path;
  }

  private byte[] extension(TarHeader header, int limit) throws IOException {
    if (header.size() > limit) {
      throw refusal.because(header.name(), "is an extended header longer than " + limit + " bytes");
    }
    byte[] content = in.readNBytes((int) header.size());
    if (content.length < header.size()) {
      throw cutShort();
    }
    skipPadding(header.name(), header.size());
    return content;
  }

  private void skipPadding(String member, long size) throws IOException {
    int length = (int) (-size & (TarHeader.BLOCK - 1));
    byte[] padding = in.readNBytes(length);
    if (padding.length < length) {
      throw cutShort();
    }
    if (!isZero(padding, 0, length)) {
      throw refusal.because(member, "has hidden bytes after its content");
    }
  }

  private byte[] readBlock() throws IOException {
    byte[] block = in.readNBytes(TarHeader.BLOCK);
    if (block.length < TarHeader.BLOCK) {
      throw cutShort();
    }
    return block;
  }

  private void requireZerosToTheEnd() throws IOException {
    byte[] bytes = new byte[1 << 13];
    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
      if (!isZero(bytes, 0, n)) {
        throw refusal.because("has bytes after the end of the tar archive");
      }
    }
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private RuntimeException cutShort() {
    return refusal.because("is cut short: the tar archive has no end");
  }

  /// One member's content, for as long as the member is the current one.
  private final class Content extends BulkInput {
    private final String path;
    private long left;

    Content(String path, long size) {
      this.path = path;
      this.left = size;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (length == 0 || left == 0) {
        return length == 0 ? 0 : -1;
      }
      int n = in.read(bytes, offset, (int) Math.min(length, left));
      if (n < 0) {
        throw refusal.because(path, "is cut short");
      }
      left -= n;
      return n;
    }
  }
}
