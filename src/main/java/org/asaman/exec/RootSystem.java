package org.asaman.exec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.asaman.exec.Box.Bind;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.process.ChildProcess;
import org.asaman.process.Site;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// A root file system as the place where builds and their tools run: each of them in a box that
/// shows the root and nothing of this machine.
public final class RootSystem implements Site {
  /// What closes a box from inside, so that it has to be in the root.
  private static final List<String> PROGRAMS =
      List.of("setpriv", "unshare", "prlimit", "env", "true");

  private static final String HINT =
      "install bubblewrap or allow user namespaces; in the root, util-linux and coreutils"
          + " are needed";

  /// Where a program sees what it is shown.
  private static final String SHOWN = "/tmp/shown/";

  private static final String WORKING_DIRECTORY = "/tmp/work";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Store store;
  private final RootFolder root;
  private final HostSystem system;
  private final Sandbox sandbox;

  private RootSystem(Store store, RootFolder root, HostSystem system, Sandbox sandbox) {
    this.store = store;
    this.root = root;
    this.system = system;
    this.sandbox = sandbox;
  }

  /// Prepares boxes with the root, in the strongest sandbox that `choice` allows and this machine
  /// has.
  ///
  /// @param name what the user calls the root, for messages
  public static RootSystem start(
      Store store,
      RootFolder root,
      String name,
      SandboxChoice choice,
      Map<String, String> environment) {
    for (String program : PROGRAMS) {
      if (root.program(program).isEmpty()) {
        throw bad(
            name,
            "has no program " + program + ", which closes the sandbox",
            "install util-linux and coreutils in it");
      }
    }
    HostSystem system = HostSystem.ofRoot(store.temporaryFolder("etc"), root);
    Sandbox sandbox =
        choose(new SandboxProbe(store, system, false, environment), choice, root, name);
    return new RootSystem(store, root, system, sandbox);
  }

  private static Sandbox choose(
      SandboxProbe probe, SandboxChoice choice, RootFolder root, String name) {
    try {
      return probe.choose(choice);
    } catch (AsamanException e) {
      if (!machine(root.program("env").orElseThrow()).equals(machine(Path.of("/proc/self/exe")))) {
        throw bad(
            name,
            "has programs of another kind of machine, which cannot be started here",
            "name a root for this machine");
      }
      throw e.problem() instanceof Problem.NoSandbox(String what, _)
          ? new AsamanException(new Problem.NoSandbox(name + ": " + what, HINT), e)
          : e;
    }
  }

  /// The kind of machine that a program is for, as its ELF header tells; empty for a script.
  private static String machine(Path program) {
    try (InputStream in = Files.newInputStream(program)) {
      byte[] header = in.readNBytes(20);
      boolean elf = header.length == 20 && header[0] == 0x7f && header[1] == 'E';
      return elf ? HexFormat.of().formatHex(header, 18, 20) : "";
    } catch (IOException _) {
      return ""; // then whatever failed before tells more
    }
  }

  /// What the root is.
  public RootFolder root() {
    return root;
  }

  /// Why boxes with the root cannot have another clock: libfaketime is this machine's, and tried.
  public Optional<String> noClock() {
    Optional<String> missing = FakeTime.missing();
    if (missing.isPresent()) {
      return missing;
    }
    try {
      ChildProcess.Ended ended =
          run(
              new ChildProcess(List.of("date", "+%s"), Map.of(), Path.of("/"), "", LIMIT),
              List.of(),
              Surroundings.USUAL.withClock("+400d"));
      String later = "" + Instant.now().plus(Duration.ofDays(399)).getEpochSecond();
      String told = ended.output().strip();
      boolean works = told.length() == later.length() && told.compareTo(later) > 0;
      return works
          ? Optional.empty()
          : Optional.of("this machine's libfaketime does not run in the root");
    } catch (IOException | TimeoutException e) {
      return Optional.of("the root's clock cannot be asked (" + e.getMessage() + ")");
    }
  }

  HostSystem system() {
    return system;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  @Override
  public ChildProcess.Ended run(ChildProcess process, List<Shown> shown)
      throws IOException, TimeoutException {
    return run(process, shown, Surroundings.USUAL);
  }

  private ChildProcess.Ended run(ChildProcess process, List<Shown> shown, Surroundings surroundings)
      throws IOException, TimeoutException {
    Path folder = store.temporaryFolder("box");
    try {
      List<Bind> binds =
          new ArrayList<>(
              Pretence.binds(surroundings, Permissions.folder(folder.resolve("system"))));
      for (Shown one : shown) {
        open(one);
        binds.add(new Bind(one.path(), inside(one.path()).toString(), one.writable()));
      }
      Box box =
          new Box(
              WORKING_DIRECTORY,
              binds,
              List.of(),
              new TreeMap<>(process.environment()),
              process.command(),
              surroundings);
      return new ChildProcess(
              sandbox.commandLine(system, box, Permissions.folder(folder.resolve("root"))),
              Map.of("PATH", Identity.TRUSTED_PATH),
              Path.of("/"),
              process.input(),
              process.limit())
          .run();
    } finally {
      store.discard(folder);
    }
  }

  /// The user of a box is another where root starts it, and every umask is possible.
  private static void open(Shown shown) throws IOException {
    if (!Files.isDirectory(shown.path())) {
      return;
    }
    if (!shown.writable()) {
      Permissions.enterable(shown.path());
      return;
    }
    Files.walkFileTree(
        shown.path(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Permissions.writable(folder);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              Permissions.usable(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public Path inside(Path shown) {
    return Path.of(SHOWN + Digest.ofUtf8(shown.toString()).hash().substring(0, 16));
  }

  @Override
  public Path outside(Path seen) {
    return root.at(seen.toString());
  }

  @Override
  public Map<String, String> environment(Map<String, String> caller) {
    return Map.of("PATH", String.join(":", RootFolder.PATH), "HOME", "/tmp");
  }

  @Override
  public String identity() {
    return "root " + root.digest();
  }

  private static AsamanException bad(String name, String what, String hint) {
    return new AsamanException(new Problem.BadFile(name, what, hint));
  }
}
