package org.asaman.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.asaman.compare.Comparer;
import org.asaman.compare.Comparison;
import org.asaman.compare.Grade;
import org.asaman.compare.InputDifference;
import org.asaman.compare.RecordInputs;
import org.asaman.report.ComparisonJson;
import org.asaman.report.ComparisonPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `asaman diff`: how alike two wheels or sdists are, and in what they differ.
@Command(
    name = "diff",
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = "asaman diff A B [--json FILE] [--html FILE]",
    header = "Tells how alike two wheels or sdists are, and where and in what they differ.",
    description = {
      "%nThe grades are identical, equivalent, metadata-only and different. Where the build",
      "records stand beside both wheels, differing inputs are told first.%n"
    },
    optionListHeading = "Options:%n",
    footer = {"", "Exit codes: 0 identical; 1 not identical; 2 unreadable input."})
final class DiffCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final Console console;

  @Parameters(index = "0", paramLabel = "A", description = "A wheel or an sdist.")
  Path left = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  Path right = Path.of("");

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the comparison as JSON too.")
  Optional<Path> json = Optional.empty();

  @Option(names = "--html", paramLabel = "FILE", description = "Writes the comparison as a page.")
  Optional<Path> html = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this help.")
  boolean help;

  DiffCommand(Map<String, String> environment, Console console) {
    this.environment = environment;
    this.console = console;
  }

  @Override
  public Integer call() {
    Comparison comparison = new Comparer(onPath("diffoscope")).compare(left, right);
    List<InputDifference> inputs = inputs();
    new DiffText(console.out(), new Screen(environment).outIsTerminal()).print(comparison, inputs);
    json.ifPresent(file -> ResultFile.write(file, ComparisonJson.of(comparison, inputs), "--json"));
    html.ifPresent(file ->
        ResultFile.write(file, ComparisonPage.of(Version.text(), comparison, inputs), "--html"));
    return comparison.grade() == Grade.IDENTICAL ? ExitCode.OK : ExitCode.FAILED;
  }

  /// What the records say, where there are two.
  private List<InputDifference> inputs() {
    Path leftRecord = Path.of(left + ".build.json");
    Path rightRecord = Path.of(right + ".build.json");
    return Files.isRegularFile(leftRecord) && Files.isRegularFile(rightRecord)
        ? RecordInputs.between(leftRecord, rightRecord)
        : List.of();
  }

  /// A program that the caller's PATH holds; only absolute folders are looked into.
  private Optional<Path> onPath(String program) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> folder.startsWith("/") && folder.indexOf('\0') < 0)
        .map(folder -> Path.of(folder).resolve(program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
