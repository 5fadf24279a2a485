package org.asaman.lock;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.asaman.index.IndexConfiguration;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.process.ChildProcess;
import org.asaman.python.Interpreter;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Requirement;
import org.asaman.store.Digest;
import org.asaman.store.Store;

/// Turns build requirements into pins with hashes, as of a date.
///
/// What was resolved is remembered in the store under all that went in, so that doing it again
/// needs neither uv nor a network. One resolver serves one run: what was refused is not tried
/// again.
public final class Resolver {
  /// uv's exit code when it could look at everything and nothing fits; others are failures.
  private static final int NO_SOLUTION = 1;

  private final UvTool uv;
  private final Store store;
  private final Interpreter interpreter;
  private final InstantSource clock;
  private final boolean anew;
  private final Once<String, Resolution> resolutions = new Once<>();

  public Resolver(UvTool uv, Interpreter interpreter, InstantSource clock) {
    this(uv, interpreter, clock, false);
  }

  /// @param anew whether earlier runs' answers are passed over
  public Resolver(UvTool uv, Interpreter interpreter, InstantSource clock, boolean anew) {
    this.anew = anew;
    this.uv = uv;
    this.store = uv.store();
    this.interpreter = interpreter;
    this.clock = clock;
  }

  /// Resolves the requirements that apply to the interpreter, as of the first of `choices` at which
  /// that can be done.
  ///
  /// @param subject whose build requirements they are, for messages
  /// @param choices at least one moment, as [AsOf#choices] gives them; asked for only if there is
  ///   something to resolve
  public BuildRequirements resolve(
      String subject, List<Requirement> requirements, Supplier<List<AsOf>> choices) {
    List<Requirement> asked =
        requirements.stream()
            .filter(requirement -> applies(subject, requirement))
            .distinct()
            .toList();
    if (asked.isEmpty()) {
      return BuildRequirements.NONE;
    }
    refuseUrls(subject, asked);
    List<AsOf> moments = choices.get();
    for (AsOf asOf : moments) {
      switch (resolve(asked, asOf.instant())) {
        case Resolution.Resolved(List<BuildPin> pins, SortedSet<ProjectName> undated) -> {
          return new BuildRequirements(asked, pins, Optional.of(asOf), undated);
        }
        case Resolution.Refused(Refusal refusal, boolean atAnyTime) -> {
          if (atAnyTime || asOf.equals(moments.getLast())) {
            throw refusal.about(subject);
          }
        }
      }
    }
    throw new IllegalArgumentException("no moment as of which to resolve");
  }

  private boolean applies(String subject, Requirement requirement) {
    try {
      return requirement.appliesTo(interpreter.markers(), Set.of());
    } catch (IllegalArgumentException e) {
      throw new AsamanException(
          new Problem.Unresolved(
              subject,
              List.of(requirement + ": " + e.getMessage()),
              "its marker compares what cannot be compared"),
          e);
    }
  }

  private static void refuseUrls(String subject, List<Requirement> asked) {
    List<String> urls =
        asked.stream().filter(r -> r.url().isPresent()).map(r -> r.name().value()).toList();
    if (!urls.isEmpty()) {
      throw new AsamanException(
          new Problem.Unresolved(
              subject,
              List.of("required from an address instead of an index: " + String.join(", ", urls)),
              "such build requirements have no hash and may change at any time"));
    }
  }

  private Resolution resolve(List<Requirement> asked, Instant asOf) {
    List<String> texts =
        asked.stream()
            .map(r ->
                new Requirement(r.name(), r.extras(), r.specifier(), Optional.empty(), r.url()))
            .map(Requirement::toString)
            .distinct()
            .sorted()
            .toList();
    String question = question(texts, asOf);
    return resolutions.get(
        question,
        () -> {
          Optional<Resolution> remembered = anew ? Optional.empty() : remembered(question);
          return remembered.isPresent() ? remembered.get() : ask(texts, asOf, question);
        });
  }

  /// Everything that the answer depends on.
  private String question(List<String> texts, Instant asOf) {
    IndexConfiguration configuration = uv.indexes().get();
    List<String> lines = new ArrayList<>(List.of("resolution 1", "uv " + uv.version()));
    texts.forEach(text -> lines.add("requirement " + text));
    lines.add("as-of " + asOf);
    lines.add("platform_release " + interpreter.markers().get("platform_release"));
    lines.add("platform_version " + interpreter.markers().get("platform_version"));
    lines.add(interpreter.fingerprint());
    lines.add("no-index " + UvTool.isWithoutIndex(configuration));
    configuration.indexes().forEach(index -> lines.add("index " + index));
    configuration.findLinks().forEach(link -> lines.addAll(FindLinks.describe(link)));
    return String.join("\n", lines);
  }

  /// An answer in which some projects have no upload times holds for a day: they are taken as of
  /// today.
  private Digest key(String question, boolean dated) {
    return Digest.ofUtf8(
        dated ? question : question + "\ntoday " + clock.instant().truncatedTo(ChronoUnit.DAYS));
  }

  private Optional<Resolution> remembered(String question) {
    return store
        .cached(key(question, true))
        .or(() -> store.cached(key(question, false)))
        .flatMap(Resolution.Resolved::fromBytes);
  }

  private Resolution ask(List<String> texts, Instant asOf, String question) {
    SortedSet<ProjectName> undated = new TreeSet<>();
    while (true) {
      ChildProcess.Ended ended =
          uv.compile(new Target(interpreter).options(), options(asOf, undated), texts);
      if (ended.exitCode() == 0) {
        Resolution.Resolved resolved = Resolution.Resolved.fromUv(ended.output(), undated);
        store.cache(key(question, undated.isEmpty()), resolved.toBytes());
        return resolved;
      }
      Refusal refusal = new Refusal(ended.errors());
      if (!undated.addAll(refusal.undated())) {
        return new Resolution.Refused(refusal, ended.exitCode() != NO_SOLUTION);
      }
    }
  }

  private static List<String> options(Instant asOf, SortedSet<ProjectName> undated) {
    List<String> options =
        new ArrayList<>(List.of("-", "--generate-hashes", "--no-header", "--no-annotate"));
    options.addAll(List.of("--format", "requirements.txt", "--exclude-newer", asOf.toString()));
    undated.forEach(
        name -> options.addAll(List.of("--exclude-newer-package", name.value() + "=false")));
    return options;
  }
}
