package org.asaman.exec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.asaman.exec.ActionResult.OutputFile;
import org.asaman.exec.Box.Bind;
import org.asaman.exec.Directory.DirectoryNode;
import org.asaman.exec.Directory.FileNode;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Evaluates actions on this machine, each in a box of its own.
///
/// An action's working directory holds what is read-only in the box; its first output path is a
/// folder that can be written. Must be called from a platform thread that lives as long as the
/// call: the sandbox ends with the thread that started it.
public final class LocalExecutor implements Executor {
  private final Store store;
  private final Toolchains toolchains;
  private final HostSystem host;
  private final Sandbox sandbox;
  private final Checkout checkout;
  private final Map<Digest, Path> offered = new ConcurrentHashMap<>();

  private LocalExecutor(Store store, Toolchains toolchains, HostSystem host, Sandbox sandbox) {
    this.store = store;
    this.toolchains = toolchains;
    this.host = host;
    this.sandbox = sandbox;
    this.checkout = new Checkout(store);
  }

  /// An executor with the strongest sandbox that `choice` allows and this machine has.
  ///
  /// `interpreterRoots` and the toolchains are shown in every box where they are no part of the
  /// system.
  public static LocalExecutor start(
      Store store,
      SandboxChoice choice,
      List<Path> interpreterRoots,
      Toolchains toolchains,
      Map<String, String> environment) {
    List<Path> roots = new ArrayList<>(interpreterRoots);
    roots.addAll(toolchains.roots());
    HostSystem host = HostSystem.of(store.temporaryFolder("etc"), roots);
    Sandbox sandbox = new SandboxProbe(store, host, environment).choose(choice);
    return new LocalExecutor(store, toolchains, host, sandbox);
  }

  /// An executor whose boxes show a root instead of this machine.
  public static LocalExecutor start(Store store, RootSystem root) {
    return new LocalExecutor(store, Toolchains.NONE, root.system(), root.sandbox());
  }

  @Override
  public void offer(Digest directory, Path folder) {
    offered.put(directory, folder);
  }

  @Override
  public ActionResult execute(Action action, Consumer<String> phases) throws InterruptedException {
    Path folder = store.temporaryFolder("action");
    try {
      Command command = Command.read(store.read(action.command()));
      Directory inputs = workingDirectory(action.inputRoot(), command.workingDirectory());
      Path output = Permissions.writableFolder(folder.resolve("output"));
      Written written = new Written(output, folder.resolve("log"));
      String workingDirectory = "/" + command.workingDirectory();
      List<Bind> binds = new ArrayList<>(inputs(inputs, workingDirectory, folder));
      String outputPath = command.outputPaths().getFirst();
      binds.add(new Bind(output, workingDirectory + "/" + outputPath, true));
      Box box =
          new Box(
              workingDirectory,
              Pretence.binds(action.surroundings(), Permissions.folder(folder.resolve("system"))),
              binds,
              environment(command),
              command.arguments(),
              action.surroundings());
      long began = System.nanoTime();
      int exitCode = run(box, folder, written, action.timeout());
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
      boolean ended = exitCode != TIMED_OUT && exitCode != TOO_MUCH_OUTPUT;
      List<OutputFile> outputs = ended ? written.storeFiles(store, outputPath) : List.of();
      return new ActionResult(outputs, exitCode, written.storeLog(store), sandbox.form(), seconds);
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(
              folder.toString(), "the build cannot be run (" + Wording.why(e) + ")", ""),
          e);
    } finally {
      store.discard(folder);
    }
  }

  private Directory workingDirectory(Digest inputRoot, String path) throws IOException {
    Directory directory = Directory.read(store.read(inputRoot));
    for (String name : path.split("/")) {
      DirectoryNode child =
          directory.directories().stream()
              .filter(node -> node.name().equals(name))
              .findFirst()
              .orElseThrow(() -> new IOException("no folder " + path + " in the input root"));
      directory = Directory.read(store.read(child.digest()));
    }
    return directory;
  }

  private List<Bind> inputs(Directory inputs, String workingDirectory, Path folder)
      throws IOException {
    Path unshared = Permissions.folder(folder.resolve("inputs"));
    List<Bind> binds = new ArrayList<>();
    for (DirectoryNode node : inputs.directories()) {
      Path source = offered.get(node.digest());
      if (source == null) {
        source = unshared.resolve(node.name());
        checkout.write(node.digest(), source);
      }
      binds.add(Bind.readOnly(source, workingDirectory + "/" + node.name()));
    }
    for (FileNode file : inputs.files()) {
      binds.add(Bind.readOnly(store.path(file.digest()), workingDirectory + "/" + file.name()));
    }
    return binds;
  }

  private SortedMap<String, String> environment(Command command) {
    SortedMap<String, String> environment = new TreeMap<>(command.environment());
    environment.merge("PATH", String.join(":", toolchains.path()), LocalExecutor::joined);
    return environment;
  }

  private static String joined(String path, String more) {
    return more.isEmpty() ? path : path + ":" + more;
  }

  private int run(Box box, Path folder, Written written, Duration timeout)
      throws IOException, InterruptedException {
    if (!sandbox.isolates()) {
      try (HostBox hostBox = HostBox.enter(box)) {
        return await(hostBox.processBuilder(written.log()).start(), written, timeout);
      }
    }
    Path scratch = Permissions.folder(folder.resolve("root"));
    List<String> line = sandbox.commandLine(host, box, scratch);
    ProcessBuilder builder =
        box.surroundings().otherCaller()
            ? OtherCaller.processBuilder(line, written.log())
            : processBuilder(line, written.log());
    return await(builder.start(), written, timeout);
  }

  /// A process with an empty environment and standard input, both outputs into one file.
  static ProcessBuilder processBuilder(List<String> commandLine, Path log) {
    ProcessBuilder builder = new ProcessBuilder(commandLine);
    builder.environment().clear();
    builder.environment().put("PATH", Identity.TRUSTED_PATH);
    return builder
        .directory(Path.of("/").toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile());
  }

  private static int await(Process process, Written written, Duration timeout)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        if (System.nanoTime() > deadline) {
          return TIMED_OUT;
        }
        if (written.isTooMuch()) {
          return TOO_MUCH_OUTPUT;
        }
      }
      return written.isTooMuch() ? TOO_MUCH_OUTPUT : process.exitValue();
    } finally {
      end(process);
    }
  }

  private static void end(Process process) {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    boolean interrupted = false;
    while (true) {
      try {
        int _ = process.waitFor();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
