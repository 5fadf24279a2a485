package org.asaman.remote;

import build.bazel.remote.execution.v2.ExecutedActionMetadata;
import build.bazel.remote.execution.v2.OutputDirectory;
import build.bazel.remote.execution.v2.OutputFile;
import build.bazel.remote.execution.v2.Tree;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.asaman.exec.ActionResult;
import org.asaman.exec.Directory;
import org.asaman.exec.Directory.FileNode;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Between results as servers have them, which are untrusted, and those of this program.
///
/// Of an output folder the regular files directly in it count, as they do of a build here.
final class Results {
  private static final long OUTPUT_LIMIT = 4L << 30;
  private static final int OUTPUT_FILES = 4096;
  private static final int OUTPUT_FOLDERS = 16;
  private static final int KEPT_LOG = 16 << 20;
  private static final long TREE_LIMIT = 16L << 20;
  private static final long LONGEST = 31_536_000;

  private final Store store;
  private final Cas cas;
  private final Retry retry;

  Results(Store store, Cas cas, Retry retry) {
    this.store = store;
    this.cas = cas;
    this.retry = retry;
  }

  /// Brings all that a result names into the store.
  ///
  /// @throws MissingBlob when the server does not have some of it
  ActionResult take(build.bazel.remote.execution.v2.ActionResult told) throws InterruptedException {
    if (told.getOutputDirectoriesCount() > OUTPUT_FOLDERS) {
      throw nonsense("more output than a build may write");
    }
    Map<String, ActionResult.OutputFile> outputs = new TreeMap<>();
    for (OutputFile file : told.getOutputFilesList()) {
      add(outputs, file.getPath(), digest(file.getDigest()), file.getIsExecutable());
    }
    for (OutputDirectory folder : told.getOutputDirectoriesList()) {
      for (FileNode file : directory(folder).files()) {
        add(outputs, folder.getPath() + "/" + file.name(), file.digest(), file.executable());
      }
    }
    List<Digest> needed = new ArrayList<>(shortLogs(told));
    outputs.values().forEach(file -> needed.add(file.digest()));
    cas.fetch(needed, store);
    return new ActionResult(
        List.copyOf(outputs.values()),
        told.getExitCode(),
        log(told),
        ActionResult.ELSEWHERE,
        seconds(told.getExecutionMetadata()));
  }

  private void add(
      Map<String, ActionResult.OutputFile> outputs,
      String path,
      Digest digest,
      boolean executable) {
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
        throw nonsense("an output file that lies nowhere: " + path);
      }
    }
    outputs.put(path, new ActionResult.OutputFile(path, digest, executable));
    long size = outputs.values().stream().mapToLong(file -> file.digest().size()).sum();
    if (outputs.size() > OUTPUT_FILES || digest.size() > OUTPUT_LIMIT || size > OUTPUT_LIMIT) {
      throw nonsense("more output than a build may write");
    }
  }

  /// The folder's own message; it comes as a Tree, or by itself.
  private Directory directory(OutputDirectory folder) throws InterruptedException {
    try {
      return Directory.read(message(folder));
    } catch (IOException | IllegalArgumentException _) {
      throw nonsense("an output folder that is none: " + folder.getPath());
    }
  }

  private byte[] message(OutputDirectory folder)
      throws InterruptedException, InvalidProtocolBufferException {
    if (folder.hasTreeDigest()) {
      Digest tree = digest(folder.getTreeDigest());
      if (tree.size() > TREE_LIMIT) {
        throw nonsense("more output than a build may write");
      }
      cas.fetch(List.of(tree), store);
      return Tree.parseFrom(store.read(tree)).getRoot().toByteArray();
    }
    Digest root = digest(folder.getRootDirectoryDigest());
    if (root.size() == 0) {
      return new byte[0];
    }
    return cas.tree(root).stream()
        .filter(message -> Digest.of(message).equals(root))
        .findFirst()
        .orElseThrow(() -> new MissingBlob(root.toString()));
  }

  /// Standard output, and what went to standard error beside it: the content is here already, but
  /// for what is very long.
  private Digest log(build.bazel.remote.execution.v2.ActionResult told)
      throws InterruptedException {
    boolean whole = told.hasStdoutDigest() && told.getStdoutDigest().getSizeBytes() <= KEPT_LOG;
    if (whole && told.getStderrDigest().getSizeBytes() == 0 && told.getStderrRaw().isEmpty()) {
      return digest(told.getStdoutDigest());
    }
    byte[] output = told.hasStdoutDigest() ? end(told.getStdoutDigest()) : end(told.getStdoutRaw());
    byte[] errors = told.hasStderrDigest() ? end(told.getStderrDigest()) : end(told.getStderrRaw());
    return store.put(
        new SequenceInputStream(
            new ByteArrayInputStream(output), new ByteArrayInputStream(errors)));
  }

  private List<Digest> shortLogs(build.bazel.remote.execution.v2.ActionResult told) {
    List<Digest> logs = new ArrayList<>();
    if (told.hasStdoutDigest()) {
      logs.add(digest(told.getStdoutDigest()));
    }
    if (told.hasStderrDigest()) {
      logs.add(digest(told.getStderrDigest()));
    }
    logs.removeIf(log -> log.size() > KEPT_LOG);
    return logs;
  }

  private static byte[] end(ByteString raw) {
    return raw.substring(Math.max(0, raw.size() - KEPT_LOG)).toByteArray();
  }

  private byte[] end(build.bazel.remote.execution.v2.Digest message) throws InterruptedException {
    Digest digest = digest(message);
    return digest.size() > KEPT_LOG ? cas.end(digest, KEPT_LOG) : store.read(digest);
  }

  private static long seconds(ExecutedActionMetadata metadata) {
    long seconds =
        metadata.hasVirtualExecutionDuration()
            ? metadata.getVirtualExecutionDuration().getSeconds()
            : metadata.getExecutionCompletedTimestamp().getSeconds()
                - metadata.getExecutionStartTimestamp().getSeconds();
    return Math.clamp(seconds, 0, LONGEST);
  }

  private Digest digest(build.bazel.remote.execution.v2.Digest message) {
    return Protocol.digest(message).orElseThrow(() -> nonsense("a digest that is none"));
  }

  private RuntimeException nonsense(String what) {
    return retry.problem("answers with " + what, "do not use this server");
  }

  /// A result as it is shared, with the content that it names.
  record Shared(build.bazel.remote.execution.v2.ActionResult message, List<Blob> content) {}

  /// The form that a server gives a result of its own: each output folder as a Tree.
  Shared share(ActionResult result) {
    List<Blob> content = new ArrayList<>();
    Map<String, List<FileNode>> folders = new LinkedHashMap<>();
    for (ActionResult.OutputFile file : result.outputs()) {
      int slash = file.path().lastIndexOf('/');
      folders
          .computeIfAbsent(file.path().substring(0, slash), _ -> new ArrayList<>())
          .add(new FileNode(file.path().substring(slash + 1), file.digest(), file.executable()));
      content.add(Blob.of(file.digest(), store));
    }
    build.bazel.remote.execution.v2.ActionResult.Builder message =
        build.bazel.remote.execution.v2.ActionResult.newBuilder()
            .setExitCode(result.exitCode())
            .setStdoutDigest(Protocol.message(result.log()))
            .setExecutionMetadata(
                ExecutedActionMetadata.newBuilder()
                    .setWorker(result.worker())
                    .setVirtualExecutionDuration(
                        com.google.protobuf.Duration.newBuilder().setSeconds(result.seconds())));
    content.add(Blob.of(result.log(), store));
    folders.forEach((path, files) -> {
      Directory directory = new Directory(files, List.of(), List.of());
      Blob tree =
          Blob.of(
              Tree.newBuilder().setRoot(Protocol.bytes(directory.toBytes())).build().toByteArray());
      content.add(tree);
      message.addOutputDirectories(
          OutputDirectory.newBuilder()
              .setPath(path)
              .setTreeDigest(Protocol.message(tree.digest())));
    });
    return new Shared(message.build(), content);
  }
}
