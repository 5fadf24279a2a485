package org.asaman.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.asaman.build.Settings;
import org.asaman.debian.MadeRoot;
import org.asaman.debian.RootMaker;
import org.asaman.debian.RootRequest;
import org.asaman.event.Event;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `asaman root`: a root file system to build native wheels in.
@Command(
    name = "root",
    sortOptions = false,
    usageHelpAutoWidth = true,
    customSynopsis = {
      "asaman root debian SUITE [-o ROOT.tar] [--include PACKAGES] [OPTIONS]",
      "       asaman root debian SUITE --debs DIR [-o ROOT.tar] [OPTIONS]"
    },
    header = "Makes a root file system in which native wheels are the same on any host.",
    description = {
      "%nPackages come from the sources of this machine's apt; mmdebstrap installs them.",
      "ROOT.debs keeps their files and ROOT.packages.json lists them: with both the",
      "same root can be made again when no mirror has these versions any more.%n"
    },
    parameterListHeading = "Parameters:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Exit codes: 0 all is well; 1 no root was made, or --debs gave another one;",
      "2 wrong usage or an unusable file."
    })
final class RootCommand implements Callable<Integer> {
  private static final String DEBIAN = "debian";

  private final Map<String, String> environment;
  private final Console console;

  @Parameters(index = "0", paramLabel = "debian", description = "The distribution.")
  String distribution = DEBIAN;

  @Parameters(index = "1", paramLabel = "SUITE", description = "Its suite, such as bookworm.")
  String suite = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "root.tar",
      description = "The file to write (default: ${DEFAULT-VALUE}).")
  Path output = Path.of("root.tar");

  @Option(
      names = "--include",
      paramLabel = "PACKAGES",
      split = ",",
      description = "Packages to add, with commas between them.")
  List<String> include = List.of();

  @Option(
      names = "--minimal",
      description = "Leaves out what is in it by default: compilers, Python, libraries.")
  boolean minimal;

  @Option(
      names = "--debs",
      paramLabel = "DIR",
      description = "Makes it from package files that were kept, and asks no apt source.")
  Optional<Path> debs = Optional.empty();

  @Option(
      names = "--sde",
      paramLabel = "TIME",
      converter = EpochConverter.class,
      description =
          "SOURCE_DATE_EPOCH: seconds, or an ISO date (default: that of --debs, else "
              + Settings.DEFAULT_EPOCH
              + ").")
  Optional<Long> epoch = Optional.empty();

  @Option(
      names = {"-v", "--verbose"},
      description = "Says each phase.")
  boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      description = "Says only what failed.")
  boolean quiet;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this help.")
  boolean help;

  RootCommand(Map<String, String> environment, Console console) {
    this.environment = environment;
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    checkUsage();
    try (Interruption _ = Interruption.ofThisThread(console);
        Progress progress = new Screen(environment).progress(console, quiet, verbose)) {
      MadeRoot made = make(progress);
      if (!made.asListed()) {
        progress.on(
            new Event.Warning(
                output
                    + " is not what these packages gave before (sha256 "
                    + made.listed().orElseThrow().hash()
                    + "): mmdebstrap, apt or asaman is of another version, or a package writes down"
                    + " when or where it is installed"));
      }
      progress.close();
      if (!quiet) {
        console
            .out()
            .printf(
                Locale.ROOT,
                "%s: %d packages, %.1f MB, sha256 %s%n",
                output,
                made.packages(),
                made.root().size() / 1e6,
                made.root().hash());
      }
      return made.asListed() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private MadeRoot make(Progress progress) throws InterruptedException {
    RootMaker maker = new RootMaker(environment, progress);
    RootRequest request = new RootRequest(distribution, suite, include, minimal);
    try {
      return debs.isPresent()
          ? maker.fromKept(
              request,
              debs.get(),
              output,
              epoch.map(OptionalLong::of).orElseGet(OptionalLong::empty))
          : maker.fromApt(request, output, epoch.orElse(Settings.DEFAULT_EPOCH));
    } catch (CancellationException _) {
      throw new InterruptedException();
    }
  }

  private void checkUsage() {
    if (!distribution.equals(DEBIAN)) {
      throw CommonOptions.usage(
          "'" + distribution + "' is no distribution that roots are made of", "name debian");
    }
    if (!suite.matches(RootRequest.SUITE)) {
      throw CommonOptions.usage("'" + suite + "' is no suite", "name one such as bookworm");
    }
    include.stream()
        .filter(name -> !name.matches(RootRequest.PACKAGE))
        .findFirst()
        .ifPresent(name -> {
          throw CommonOptions.usage(
              "--include: '" + name + "' is no package", "name packages with commas between them");
        });
    if (debs.isPresent() && (minimal || !include.isEmpty())) {
      throw CommonOptions.usage(
          "--debs says already which packages go in", "leave out --include and --minimal");
    }
    if (verbose && quiet) {
      throw CommonOptions.usage("--verbose and --quiet contradict each other", "use one");
    }
  }
}
