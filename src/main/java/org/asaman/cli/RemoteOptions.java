package org.asaman.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.asaman.config.RemoteConfig;
import org.asaman.exec.SandboxChoice;
import org.asaman.remote.Access;
import org.asaman.remote.Address;
import org.asaman.remote.RemoteCluster;
import picocli.CommandLine.Option;

/// Which remote execution server is used, and how: the options, the environment, then the settings
/// beside the requirements. The first of them that names a server says all of it; options add.
final class RemoteOptions {
  private static final String VARIABLE = "ASAMAN_REMOTE";

  /// What a server of ordinary size keeps busy, and this machine waits for without effort.
  private static final int USUAL_JOBS = 16;

  private static final int MOST_JOBS = 10_000;

  /// Properties that say what an action is; nobody else sets them.
  private static final Set<String> OWN =
      Set.of(
          "chrootRootDigest",
          "chrootTreeDigest",
          "network",
          "host-name",
          "user",
          "clock",
          "processors",
          "kernel",
          "caller",
          "turn");

  @Option(
      names = "--remote",
      paramLabel = "ADDRESS",
      description =
          "Builds on a server of the Remote Execution API: grpc://HOST:PORT[/INSTANCE], or"
              + " grpcs:// with TLS.")
  List<String> addresses = List.of();

  @Option(
      names = "--remote-cache",
      paramLabel = "ADDRESS",
      description = "Builds here, and shares the results over such a server.")
  Optional<String> cache = Optional.empty();

  @Option(
      names = "--remote-header",
      paramLabel = "NAME=VALUE",
      description =
          "Sent with every call, such as authorization=Bearer ...; as ASAMAN_REMOTE_HEADER no other"
              + " user sees it.")
  List<String> headers = List.of();

  @Option(
      names = "--remote-property",
      paramLabel = "NAME=VALUE",
      description = "A platform property that every action gets, such as OSFamily=linux.")
  List<String> properties = List.of();

  @Option(
      names = "--remote-ca",
      paramLabel = "FILE",
      description = "The authorities that the server's certificate is checked against (PEM).")
  Optional<Path> authorities = Optional.empty();

  @Option(
      names = "--remote-cert",
      paramLabel = "FILE",
      description = "Your own certificate, for a server that asks for one (PEM).")
  Optional<Path> certificate = Optional.empty();

  @Option(names = "--remote-key", paramLabel = "FILE", description = "Its private key (PEM).")
  Optional<Path> key = Optional.empty();

  @Option(
      names = "--remote-jobs",
      paramLabel = "N",
      description = "How many builds the server is given at once (default: " + USUAL_JOBS + ").")
  Optional<Integer> jobs = Optional.empty();

  /// A server as it is to be used.
  ///
  /// @param from what names it, for a note; empty for the command line
  record Wanted(Access access, boolean executes, int jobs, String from) {
    RemoteCluster.Use use(boolean anew) {
      return new RemoteCluster.Use(executes, anew, jobs);
    }
  }

  /// The servers that are named: several only where the command line names them.
  List<Wanted> wanted(List<Inputs> inputs, Map<String, String> environment) {
    if (!addresses.isEmpty() && cache.isPresent()) {
      throw CommonOptions.usage(
          "--remote and --remote-cache contradict each other",
          "use --remote: such a server shares results too");
    }
    List<String> named = addresses.isEmpty() ? cache.stream().toList() : addresses;
    if (!named.isEmpty()) {
      RemoteConfig variables = variables(environment);
      requireOneForSecrets(named, variables);
      return named.stream().map(text -> wanted(text, cache.isEmpty(), variables, "")).toList();
    }
    RemoteConfig variables = variables(environment);
    if (variables.address().isPresent() || variables.cache().isPresent()) {
      return List.of(wanted(variables, "from the environment"));
    }
    Set<RemoteConfig> files =
        inputs.stream()
            .flatMap(input -> input.config().remote().stream())
            .collect(Collectors.toSet());
    if (files.size() > 1) {
      throw CommonOptions.usage(
          "two settings files name a server", "name the one to use with --remote");
    }
    if (files.isEmpty()) {
      requireNothingMore();
      return List.of();
    }
    RemoteConfig file = files.iterator().next();
    requireNoSecrets(file, environment);
    return List.of(wanted(file, "from " + file.place()));
  }

  /// The one server of a command that takes one.
  ///
  /// @param installed whether builds use what the interpreter has installed
  Optional<Wanted> one(
      List<Inputs> inputs,
      CommonOptions common,
      boolean installed,
      boolean repairs,
      Map<String, String> environment) {
    List<Wanted> all = wanted(inputs, environment);
    if (all.size() > 1) {
      throw CommonOptions.usage(
          "--remote is given several times, and this takes one", "asaman verify takes several");
    }
    Optional<Wanted> one = all.stream().findFirst();
    one.filter(Wanted::executes).ifPresent(_ -> requireFit(common, installed, repairs));
    return one;
  }

  /// The servers that wheels are to be built on again; only the command line names them.
  ///
  /// @param installed and `repairs` as of [#one]
  List<Wanted> machines(
      CommonOptions common, boolean installed, boolean repairs, Map<String, String> environment) {
    if (cache.isPresent()) {
      throw CommonOptions.usage("shared results prove nothing", "leave --remote-cache out");
    }
    if (addresses.isEmpty()) {
      requireNothingMore();
      return List.of();
    }
    requireFit(common, installed, repairs);
    return wanted(List.of(), environment);
  }

  /// Refuses what a worker cannot do, or what cannot be said of its system.
  private static void requireFit(CommonOptions common, boolean installed, boolean repairs) {
    if (common.sandbox == SandboxChoice.NONE) {
      throw CommonOptions.usage(
          "--sandbox none and a server that builds contradict each other", "use one of them");
    }
    if (common.root.isEmpty() && (installed || repairs)) {
      throw CommonOptions.usage(
          (repairs ? "--repair" : "--no-isolation") + " on a server needs --root",
          "the workers' own system cannot be looked into from here");
    }
  }

  private void requireNothingMore() {
    boolean more =
        !headers.isEmpty()
            || !properties.isEmpty()
            || authorities.isPresent()
            || certificate.isPresent()
            || key.isPresent()
            || jobs.isPresent();
    if (more) {
      throw CommonOptions.usage(
          "options of a server are given, and no server", "name it with --remote");
    }
  }

  /// No file that came with somebody's project decides who gets the caller's credentials.
  private static void requireNoSecrets(RemoteConfig file, Map<String, String> environment) {
    for (String name : List.of("_HEADER", "_CERT", "_KEY")) {
      if (!environment.getOrDefault(VARIABLE + name, "").isEmpty()) {
        throw CommonOptions.usage(
            file.place() + " names a server, and " + VARIABLE + name + " is set",
            "name the server that is to get it with --remote or " + VARIABLE);
      }
    }
  }

  /// What is meant for one server is not shown to another.
  private void requireOneForSecrets(List<String> named, RemoteConfig variables) {
    boolean secrets =
        !headers.isEmpty()
            || !variables.headers().isEmpty()
            || certificate.or(variables::certificate).isPresent();
    if (named.size() > 1 && secrets) {
      throw CommonOptions.usage(
          "credentials are given for several servers, and each would get those of the others",
          "verify with one server at a time");
    }
  }

  private Wanted wanted(RemoteConfig config, String from) {
    String text = config.address().or(config::cache).orElseThrow();
    return wanted(text, config.address().isPresent(), config, from);
  }

  private Wanted wanted(String text, boolean executes, RemoteConfig under, String from) {
    SortedMap<String, String> allHeaders = new TreeMap<>(lowerCase(under.headers()));
    allHeaders.putAll(lowerCase(pairs("--remote-header", headers)));
    SortedMap<String, String> allProperties = new TreeMap<>(under.properties());
    allProperties.putAll(pairs("--remote-property", properties));
    allHeaders.forEach(RemoteOptions::requireHeader);
    allProperties.keySet().stream()
        .filter(OWN::contains)
        .findFirst()
        .ifPresent(name -> {
          throw CommonOptions.usage(
              "the property " + name + " says what an action is", "leave it to asaman");
        });
    Optional<Path> certificates = authorities.or(under::authorities);
    Optional<Path> own = certificate.or(under::certificate);
    Optional<Path> ownKey = key.or(under::key);
    Stream.of(certificates, own, ownKey).flatMap(Optional::stream).forEach(RemoteOptions::readable);
    if (ownKey.isPresent() && own.isEmpty()) {
      throw CommonOptions.usage("--remote-key is without --remote-cert", "name both");
    }
    Address address = address(text);
    if (!address.tls() && (certificates.isPresent() || own.isPresent())) {
      throw CommonOptions.usage(
          address + " is not encrypted, and certificates are given", "write grpcs://");
    }
    long atOnce = jobs.isPresent() ? jobs.get() : under.jobs().orElse(USUAL_JOBS);
    if (atOnce < 1 || atOnce > MOST_JOBS) {
      throw CommonOptions.usage(
          "--remote-jobs " + atOnce + " is not between 1 and " + MOST_JOBS, "");
    }
    return new Wanted(
        new Access(address, allHeaders, certificates, own, ownKey, allProperties),
        executes,
        (int) atOnce,
        from);
  }

  private static Address address(String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      // A text with credentials in it is not repeated.
      throw CommonOptions.usage("the address of the server " + e.getMessage(), "");
    }
  }

  private static void readable(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw CommonOptions.usage(file + " cannot be read", "name a PEM file");
    }
  }

  private static void requireHeader(String name, String value) {
    if (!name.matches("[0-9a-z_.-]+") || name.endsWith("-bin")) {
      throw CommonOptions.usage("'" + name + "' is no name of a header", "");
    }
    if (!value.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
      throw CommonOptions.usage("the header " + name + " holds what is not plain ASCII", "");
    }
  }

  private static SortedMap<String, String> lowerCase(Map<String, String> headers) {
    SortedMap<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return lower;
  }

  private static SortedMap<String, String> pairs(String what, List<String> texts) {
    SortedMap<String, String> pairs = new TreeMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw CommonOptions.usage(what + " holds no NAME=VALUE", ""); // it may be a secret
      }
      pairs.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return pairs;
  }

  /// What the environment says; several pairs are lines of one variable.
  private static RemoteConfig variables(Map<String, String> environment) {
    return new RemoteConfig(
        "the environment",
        variable(environment, ""),
        variable(environment, "_CACHE"),
        pairs(VARIABLE + "_HEADER", lines(environment, "_HEADER")),
        pairs(VARIABLE + "_PROPERTY", lines(environment, "_PROPERTY")),
        variable(environment, "_CA").map(Path::of),
        variable(environment, "_CERT").map(Path::of),
        variable(environment, "_KEY").map(Path::of),
        jobs(environment));
  }

  private static OptionalLong jobs(Map<String, String> environment) {
    Optional<String> text = variable(environment, "_JOBS");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.get().matches("[0-9]{1,9}")) {
      throw CommonOptions.usage(VARIABLE + "_JOBS is no number", "");
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(VARIABLE + name)).filter(text -> !text.isEmpty());
  }

  private static List<String> lines(Map<String, String> environment, String name) {
    List<String> lines = new ArrayList<>();
    variable(environment, name)
        .ifPresent(text -> text.lines().filter(line -> !line.isBlank()).forEach(lines::add));
    return lines;
  }
}
