package org.asaman.exec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.asaman.store.Digest;

/// One folder of an input root, as REAPI's `Directory`: names sorted, contents by digest.
public record Directory(
    List<FileNode> files, List<DirectoryNode> directories, List<SymlinkNode> symlinks) {

  /// A file of this folder.
  public record FileNode(String name, Digest digest, boolean executable) {}

  /// A folder in this folder, by the digest of its own message.
  public record DirectoryNode(String name, Digest digest) {}

  /// A symbolic link of this folder.
  public record SymlinkNode(String name, String target) {}

  public Directory {
    files = files.stream().sorted(Comparator.comparing(FileNode::name)).toList();
    directories = directories.stream().sorted(Comparator.comparing(DirectoryNode::name)).toList();
    symlinks = symlinks.stream().sorted(Comparator.comparing(SymlinkNode::name)).toList();
  }

  /// The canonical bytes: field numbers 1 files, 2 directories, 3 symlinks.
  public byte[] toBytes() {
    return Wire.message(out -> {
      for (FileNode file : files) {
        Wire.write(out, 1, file(file));
      }
      for (DirectoryNode directory : directories) {
        Wire.write(out, 2, directory(directory));
      }
      for (SymlinkNode symlink : symlinks) {
        Wire.write(out, 3, symlink(symlink));
      }
    });
  }

  public static Directory read(byte[] bytes) throws IOException {
    List<FileNode> files = new java.util.ArrayList<>();
    List<DirectoryNode> directories = new java.util.ArrayList<>();
    List<SymlinkNode> symlinks = new java.util.ArrayList<>();
    Wire.read(
        CodedInputStream.newInstance(bytes),
        (field, in) -> {
          switch (field) {
            case 1 -> files.add(readFile(in.readByteArray()));
            case 2 -> directories.add(readDirectory(in.readByteArray()));
            case 3 -> symlinks.add(readSymlink(in.readByteArray()));
            default -> throw new IOException("unexpected field " + field);
          }
        });
    return new Directory(files, directories, symlinks);
  }

  private static byte[] file(FileNode node) {
    return Wire.message(out -> {
      out.writeString(1, node.name());
      Wire.write(out, 2, Wire.digest(node.digest()));
      if (node.executable()) {
        out.writeBool(4, true);
      }
    });
  }

  private static byte[] directory(DirectoryNode node) {
    return Wire.message((CodedOutputStream out) -> {
      out.writeString(1, node.name());
      Wire.write(out, 2, Wire.digest(node.digest()));
    });
  }

  private static byte[] symlink(SymlinkNode node) {
    return Wire.message(out -> {
      out.writeString(1, node.name());
      out.writeString(2, node.target());
    });
  }

  private static FileNode readFile(byte[] bytes) throws IOException {
    Wire.Fields fields = Wire.Fields.read(bytes);
    return new FileNode(fields.string(1), fields.digest(2), fields.flag(4));
  }

  private static DirectoryNode readDirectory(byte[] bytes) throws IOException {
    Wire.Fields fields = Wire.Fields.read(bytes);
    return new DirectoryNode(fields.string(1), fields.digest(2));
  }

  private static SymlinkNode readSymlink(byte[] bytes) throws IOException {
    Wire.Fields fields = Wire.Fields.read(bytes);
    return new SymlinkNode(fields.string(1), fields.string(2));
  }
}
