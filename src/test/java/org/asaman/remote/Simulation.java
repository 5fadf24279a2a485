package org.asaman.remote;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.asaman.exec.Action;
import org.asaman.store.Store;
import tools.jackson.databind.json.JsonMapper;

/// Measures a client against a server with simulated workers, which is a process of its own.
///
/// Each line that it prints is the JSON of one run: cold, with an empty store, with the same store.
final class Simulation {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Simulation() {}

  /// Arguments: a folder to work in, number of actions, scale, then pairs WORKERS:JOBS.
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    try (Store store = Store.open(folder.resolve("store"))) {
      List<Action> actions = SimulatedActions.make(store, count, Math.max(1, count / 500), 1);
      for (int i = 3; i < args.length; i++) {
        String[] pair = args[i].split(":");
        String row = "row " + i;
        // Another salt is another action with the same inputs: its results are in no store yet.
        List<Action> own = actions.stream().map(action -> action.withSalt(row)).toList();
        row(own, store, folder, args[2], pair[0], Integer.parseInt(pair[1]));
      }
    }
  }

  private static void row(
      List<Action> actions, Store store, Path folder, String scale, String workers, int jobs)
      throws IOException, InterruptedException, ExecutionException {
    Process server =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx6g",
                SimulatedServer.class.getName(),
                workers,
                scale)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader answers = server.inputReader(StandardCharsets.UTF_8);
        OutputStream questions = server.getOutputStream()) {
      int port = Integer.parseInt(answers.readLine());
      Map<String, Object> about =
          new TreeMap<>(Map.of("workers", Integer.parseInt(workers), "jobs", jobs, "scale", scale));
      measure("cold", actions, store, port, jobs, about, answers, questions);
      try (Store empty = Store.open(Files.createTempDirectory(folder, "empty"))) {
        measure("empty store", actions, empty, port, jobs, about, answers, questions);
        measure("same store", actions, empty, port, jobs, about, answers, questions);
      }
    } finally {
      server.destroy();
    }
  }

  private static void measure(
      String name,
      List<Action> actions,
      Store store,
      int port,
      int jobs,
      Map<String, Object> about,
      BufferedReader answers,
      OutputStream questions)
      throws IOException, InterruptedException, ExecutionException {
    System.gc();
    List<MemoryPoolMXBean> heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    heap.forEach(MemoryPoolMXBean::resetPeakUsage);
    Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the largest size begins anew
    Map<String, Object> line = new TreeMap<>(about);
    double cpu = SYSTEM.getProcessCpuTime() / 1e9;
    SimulatedRun run;
    try (Recording recording = new Recording()) {
      recording.enable("jdk.CPUTimeSample").with("throttle", "20ms");
      recording.start();
      run = SimulatedRun.of(actions, store, port, jobs);
      recording.stop();
      line.put("cpu_s", SYSTEM.getProcessCpuTime() / 1e9 - cpu);
      line.put("profile", profile(recording));
    }
    line.put("heap_peak_mb", heap.stream().mapToLong(p -> p.getPeakUsage().getUsed()).sum() >> 20);
    line.put("rss_peak_mb", residentMegabytes());
    line.put("run", name);
    line.put("actions", actions.size());
    line.put("wall_s", run.wall());
    line.put("phase_s", run.seconds());
    line.put("wrong", run.wrong());
    line.put("load", SYSTEM.getSystemLoadAverage());
    line.put(
        "true_service_s",
        actions.stream().mapToDouble(a -> SimulatedServer.seconds(a.digest())).average().orElse(0));
    questions.write('\n');
    questions.flush();
    line.put("server", new JsonMapper().readValue(answers.readLine(), Map.class));
    System.out.println(new JsonMapper().writeValueAsString(line));
  }

  private static long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(text -> text.startsWith("VmHWM:"))
        .mapToLong(text -> Long.parseLong(text.replaceAll("[^0-9]", "")) >> 10)
        .sum();
  }

  /// How many samples of processor time fell to which kind of work.
  private static Map<String, Integer> profile(Recording recording) throws IOException {
    Path file = Files.createTempFile("simulation", ".jfr");
    try {
      recording.dump(file);
      Map<String, Integer> samples = new HashMap<>();
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        if (event.getStackTrace() != null) {
          samples.merge(kind(event.getStackTrace().getFrames()), 1, Integer::sum);
        }
      }
      return new TreeMap<>(samples);
    } finally {
      Files.delete(file);
    }
  }

  private static String kind(List<RecordedFrame> frames) {
    for (RecordedFrame frame : frames) {
      String name = frame.getMethod().getType().getName();
      if (name.startsWith("sun.security") || name.startsWith("java.security")) {
        return "hashing";
      }
      if (name.startsWith("sun.nio.fs")
          || name.startsWith("sun.nio.ch.File")
          || name.startsWith("java.nio.file")) {
        return "files";
      }
      if (name.startsWith("io.grpc")
          || name.startsWith("io.netty")
          || name.startsWith("sun.nio.ch")) {
        return "gRPC";
      }
      if (name.startsWith("com.google.protobuf")) {
        return "messages";
      }
      if (name.startsWith("org.asaman")) {
        return "own code";
      }
    }
    return "other";
  }
}
