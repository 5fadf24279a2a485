package org.asaman.lockfile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.asaman.lock.BuildWheel;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Release;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The ways to show who needs whom.
public enum GraphFormat {
  /// A tree for people: what was shown once is not opened again.
  TEXT {
    @Override
    public String print(BuildLock lock) {
      LockGraph graph = new LockGraph(lock);
      StringBuilder text = new StringBuilder();
      Set<Release> shown = new HashSet<>();
      for (LockedPackage locked : lock.requested()) {
        tree(
            locked.release(),
            graph::needs,
            release -> note(lock, release),
            "",
            shown,
            new HashSet<>(),
            text);
      }
      return text.toString();
    }
  },
  /// Nodes and edges for programs.
  JSON {
    @Override
    public String print(BuildLock lock) {
      LockGraph graph = new LockGraph(lock);
      List<Object> nodes = new ArrayList<>();
      List<Object> edges = new ArrayList<>();
      for (Release release : releases(lock)) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("name", release.name().value());
        node.put("version", release.version().toString());
        node.put("requested", isRequested(lock, release));
        node.put("from", from(lock, release));
        nodes.add(node);
        graph
            .needs(release)
            .forEach(
                needed -> edges.add(Map.of("from", release.toString(), "to", needed.toString())));
      }
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("schema", "asaman/lock-graph/1");
      document.put("nodes", nodes);
      document.put("edges", edges);
      return JsonMapper.builder()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
              .build()
              .writeValueAsString(document)
          + "\n";
    }
  },
  /// For Graphviz.
  DOT {
    @Override
    public String print(BuildLock lock) {
      LockGraph graph = new LockGraph(lock);
      StringBuilder text =
          new StringBuilder("digraph build {\n  rankdir=LR;\n  node [shape=box];\n");
      for (Release release : releases(lock)) {
        String style =
            isRequested(lock, release)
                ? " [style=bold]"
                : from(lock, release).equals("source") ? "" : " [style=dashed]";
        text.append("  \"").append(release).append("\"").append(style).append(";\n");
        graph
            .needs(release)
            .forEach(needed -> text.append("  \"" + release + "\" -> \"" + needed + "\";\n"));
      }
      return text.append("}\n").toString();
    }
  };

  private static final int DEEPEST = 200;

  /// The graph of a lock as text.
  public abstract String print(BuildLock lock);

  /// Who needs a project to be built, up to what the requirements name.
  ///
  /// @param file of the lock, for messages
  public static String why(BuildLock lock, ProjectName name, Path file) {
    LockGraph graph = new LockGraph(lock);
    StringBuilder text = new StringBuilder();
    Set<Release> shown = new HashSet<>();
    for (Release release : releases(lock)) {
      if (release.name().equals(name)) {
        tree(
            release,
            one -> List.copyOf(graph.neededBy(one)),
            one -> note(lock, one),
            "",
            shown,
            new HashSet<>(),
            text);
      }
    }
    if (text.isEmpty()) {
      throw new AsamanException(
          new Problem.NotFound(name.value(), "in " + file, "asaman lock --graph shows what is"));
    }
    return text.toString();
  }

  private static void tree(
      Release release,
      Function<Release, List<Release>> next,
      Function<Release, String> note,
      String indent,
      Set<Release> shown,
      Set<Release> above,
      StringBuilder text) {
    List<Release> children = next.apply(release);
    boolean again = !children.isEmpty() && !shown.add(release);
    text.append(indent).append(release.subject()).append(note.apply(release));
    text.append(above.contains(release) ? " (a cycle)" : again ? " (see above)" : "").append('\n');
    if (!again && indent.length() < 2 * DEEPEST) {
      above.add(release);
      children.forEach(child -> tree(child, next, note, indent + "  ", shown, above, text));
      above.remove(release);
    }
  }

  private static SortedSet<Release> releases(BuildLock lock) {
    SortedSet<Release> releases = new TreeSet<>(lock.packages().keySet());
    releases.addAll(lock.requirements().keySet());
    return releases;
  }

  private static boolean isRequested(BuildLock lock, Release release) {
    return Optional.ofNullable(lock.packages().get(release))
        .filter(LockedPackage::requested)
        .isPresent();
  }

  /// Where its wheel is from when the whole chain is built: `source`, `index`, `seed` or `allowed`.
  private static String from(BuildLock lock, Release release) {
    Optional<BuildWheel.Origin> binary =
        Optional.ofNullable(lock.requirements().get(release)).flatMap(LockedRequirement::binary);
    return binary
        .map(Object::toString)
        .orElse(lock.packages().containsKey(release) ? "source" : "index");
  }

  private static String note(BuildLock lock, Release release) {
    String from = from(lock, release);
    String requested = isRequested(lock, release) ? " (requested)" : "";
    return requested + (from.equals("seed") || from.equals("allowed") ? " (" + from + ")" : "");
  }
}
