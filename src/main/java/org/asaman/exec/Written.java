package org.asaman.exec;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.asaman.exec.ActionResult.OutputFile;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// All that a box writes on the host: the files of its output folder, and its log.
record Written(Path folder, Path log) {
  /// Some builds warn of every line: numpy's log has 100 MB.
  private static final long LOG_LIMIT = 1L << 30;

  /// As much of a log's end as is kept.
  private static final long KEPT_LOG = 16L << 20;

  private static final long OUTPUT_LIMIT = 4L << 30;
  private static final int OUTPUT_FILES = 4096;

  /// Whether it is more than a box may write, or hidden so that nobody can tell.
  boolean isTooMuch() throws IOException {
    if (Files.size(log) > LOG_LIMIT) {
      return true;
    }
    Sum sum = new Sum();
    Files.walkFileTree(folder, sum);
    return sum.bytes > OUTPUT_LIMIT;
  }

  /// Stores the log, or its end where it is very long: that is where a failure is explained.
  Digest storeLog(Store store) throws IOException {
    Permissions.readable(log); // the box had it open, and could change its mode
    try (FileChannel channel = FileChannel.open(log)) {
      channel.position(Math.max(0, channel.size() - KEPT_LOG));
      return store.put(Channels.newInputStream(channel));
    }
  }

  /// Stores the regular files directly in the output folder; links and what lies deeper are no
  /// output.
  List<OutputFile> storeFiles(Store store, String outputPath) throws IOException {
    List<OutputFile> outputs = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && outputs.size() < OUTPUT_FILES) {
          String path = outputPath + "/" + file.getFileName();
          outputs.add(new OutputFile(path, store.putFile(file), Files.isExecutable(file)));
        }
      }
    }
    return outputs;
  }

  /// The bytes in a folder that is being written to; an entry takes a block at the least.
  private static final class Sum extends SimpleFileVisitor<Path> {
    private static final long BLOCK = 4096;
    private long bytes;

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return add(BLOCK);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return add(Math.max(BLOCK, attributes.size()));
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return add(failure instanceof NoSuchFileException ? 0 : OUTPUT_LIMIT);
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    private FileVisitResult add(long more) {
      bytes += more;
      return bytes > OUTPUT_LIMIT ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }
  }
}
