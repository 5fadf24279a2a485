package org.asaman.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// The host's apt, asked about one suite of its sources as if nothing were installed.
///
/// It has the host's addresses, keys, proxies and credentials, but lists, cache and state of its
/// own: nothing of the host is changed, and nothing that is installed there matters.
final class HostApt {
  /// apt holds itself to be essential; a build has no use for it.
  private static final String ESSENTIAL = "?and(?essential,?not(?name(^apt$)))";

  private static final Pattern POLICY =
      Pattern.compile("^(\\S+):\\n(?: .*\\n)*?  Candidate: (\\S+)$", Pattern.MULTILINE);

  private final Tools tools;
  private final Path folder;
  private final String architecture;

  /// @param folder an empty one, for its own state
  HostApt(Tools tools, Path folder, String architecture) {
    this.tools = tools;
    this.folder = folder;
    this.architecture = architecture;
  }

  /// Takes over what the host's sources say of a suite and fetches its indexes.
  void update(RootRequest request) throws IOException {
    String answer = tools.run("apt", List.of("apt-get", "indextargets"), configured(), folder);
    List<AptTarget> targets =
        AptTarget.parse(answer).stream()
            .filter(target -> target.serves(request.distribution(), request.suite()))
            .toList();
    if (targets.stream().noneMatch(target -> target.is(request.suite()))) {
      throw new AsamanException(
          new Problem.NotFound(
              "a source of " + request.subject(),
              "among those of this machine's apt",
              "add one to /etc/apt/sources.list.d (a paragraph with Suites: "
                  + request.suite()
                  + " "
                  + request.suite()
                  + "-updates), then run apt-get update"));
    }
    prepare(targets);
    ask("apt-get", "update", "--error-on=any");
  }

  private Map<String, String> configured() {
    String file = tools.caller().get("APT_CONFIG");
    return file == null ? Map.of() : Map.of("APT_CONFIG", file);
  }

  private void prepare(List<AptTarget> targets) throws IOException {
    for (String each : List.of("state/lists/partial", "cache/archives/partial", "sources")) {
      Files.createDirectories(folder.resolve(each));
    }
    Files.writeString(folder.resolve("status"), "");
    StringBuilder paragraphs = new StringBuilder();
    StringBuilder lines = new StringBuilder();
    Map<String, List<AptTarget>> byFile =
        targets.stream()
            .collect(Collectors.groupingBy(AptTarget::file, TreeMap::new, Collectors.toList()));
    for (var file : byFile.entrySet()) {
      String text = Files.readString(Path.of(file.getKey()));
      if (file.getKey().endsWith(".sources")) {
        paragraphs.append(AptSources.paragraphs(text, file.getValue())).append('\n');
      } else {
        lines.append(AptSources.lines(text, file.getValue()));
      }
    }
    Files.writeString(folder.resolve("sources/host.sources"), paragraphs);
    Files.writeString(folder.resolve("sources/host.list"), lines);
    Files.writeString(folder.resolve("apt.conf"), configuration());
  }

  /// The host's ways to fetch, and nothing else that is configured there: no hooks, no pins.
  private String configuration() {
    String acquire =
        tools.run("apt", List.of("apt-config", "dump", "Acquire"), configured(), folder);
    String kept =
        acquire
            .lines()
            .filter(line -> !line.matches("Acquire::(IndexTargets|Languages)\\b.*"))
            .collect(Collectors.joining("\n"));
    return kept
        + """

        Acquire::Languages "none";
        APT::Architecture "%2$s";
        APT::Architectures "%2$s";
        APT::Install-Recommends "false";
        APT::Install-Suggests "false";
        Dir::State "%1$s/state";
        Dir::State::status "%1$s/status";
        Dir::Cache "%1$s/cache";
        Dir::Etc::main "/dev/null";
        Dir::Etc::parts "/dev/null";
        Dir::Etc::preferences "/dev/null";
        Dir::Etc::preferencesparts "/dev/null";
        Dir::Etc::sourcelist "/dev/null";
        Dir::Etc::sourceparts "%1$s/sources";
        """
            .formatted(folder, architecture);
  }

  /// Those of the packages that the suite has.
  Set<String> available(List<String> names) {
    List<String> command = new ArrayList<>(List.of("apt-cache", "policy"));
    command.addAll(names);
    return available(ask(command.toArray(String[]::new)));
  }

  /// The packages of apt's answer that can be installed.
  static Set<String> available(String policy) {
    return POLICY
        .matcher(policy)
        .results()
        .filter(match -> !match.group(2).equals("(none)"))
        .map(match -> match.group(1))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Fetches the essential packages, the named ones and all that they need.
  ///
  /// @return the folder that holds their files
  Path fetch(List<String> names) {
    List<String> command =
        new ArrayList<>(List.of("apt-get", "--yes", "--download-only", "install", ESSENTIAL));
    command.addAll(names);
    String _ = ask(command.toArray(String[]::new));
    return folder.resolve("cache/archives");
  }

  private String ask(String... command) {
    return tools.run(
        "apt",
        List.of(command),
        Map.of("APT_CONFIG", folder.resolve("apt.conf").toString()),
        folder);
  }
}
