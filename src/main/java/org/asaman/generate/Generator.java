package org.asaman.generate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.asaman.archive.Limits;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.Hash;
import org.asaman.requirements.OptionLine;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.RequirementLine;
import org.asaman.requirements.RequirementsFile;
import org.asaman.requirements.Version;
import org.asaman.store.Digest;
import org.asaman.wheel.Wheel;

/// Makes of a requirements file one that lists the hashes of the wheels built for it.
///
/// The result is one flat file: files named by `-r` are part of it, constraints have become pins,
/// URLs and archives have become `NAME==VERSION`, since the wheels are found by name. Global
/// options are kept as written (see [KeptOptions]), and so are extras and markers. What tells how
/// to build (`--config-settings`, `--global-option`) is left out: it is built. A line that is not
/// pinned is pinned to the version that pip would pick from the folder.
///
/// A wheel that is missing is a problem, unless the line's marker is false for the interpreter
/// here: then the line is left out, and said so.
public final class Generator {
  private final WheelFolder folder;
  private final Set<ProjectName> skipped;
  private final Supplier<Map<String, String>> markers;
  private final Listener listener;
  private final Map<Path, VerifiedWheel> wheels = new LinkedHashMap<>();

  /// @param skipped projects that the generated file leaves out
  /// @param markers the marker variables of the interpreter; asked only if a marker must be decided
  public Generator(
      WheelFolder folder,
      Set<ProjectName> skipped,
      Supplier<Map<String, String>> markers,
      Listener listener) {
    this.folder = folder;
    this.skipped = Set.copyOf(skipped);
    this.markers = markers;
    this.listener = listener;
  }

  /// What the file that will lie at `target` must say.
  ///
  /// @throws AsamanException with every wheel that is missing or refused
  public VerifiedFile generate(RequirementsFile file, Path target) {
    folder.passedOver().forEach(text -> listener.on(new Event.Warning(text)));
    List<Problem> problems = new ArrayList<>();
    NavigableSet<VerifiedLine> lines = new TreeSet<>();
    for (RequirementLine line : file.lines()) {
      collect(problems, line, () -> verified(line, file).ifPresent(lines::add));
    }
    Path parent = target.toAbsolutePath().getParent();
    KeptOptions kept = new KeptOptions(parent == null ? target.toAbsolutePath() : parent);
    List<String> options = new ArrayList<>();
    for (OptionLine option : file.optionLines()) {
      try {
        kept.kept(option).ifPresent(options::add);
      } catch (IllegalArgumentException e) {
        problems.add(option.origin().problem(String.valueOf(e.getMessage()), "split the line"));
      }
    }
    AsamanException.throwIfAny(problems.stream().distinct().toList());
    return new VerifiedFile(options, lines);
  }

  private static void collect(List<Problem> problems, RequirementLine line, Runnable step) {
    try {
      step.run();
    } catch (AsamanException e) {
      problems.add(e.problem());
    } catch (IllegalArgumentException e) {
      problems.add(line.origin().problem(String.valueOf(e.getMessage()), ""));
    }
  }

  private Optional<VerifiedLine> verified(RequirementLine written, RequirementsFile file) {
    RequirementLine line = constrained(written, file);
    boolean prereleases = line.target().name().map(file.options()::prereleases).orElse(false);
    Selection selection = Selection.of(line, folder, prereleases);
    ProjectName name = selection.name();
    if (skipped.contains(name)) {
      return Optional.empty();
    }
    if (selection.version().isEmpty()) {
      return missing(line, selection);
    }
    Version version = selection.version().get();
    SortedSet<VerifiedWheel> all = new TreeSet<>();
    for (Path wheel : folder.wheels(name, version)) {
      all.add(wheels.computeIfAbsent(wheel, _ -> checked(wheel, name, version)));
    }
    return Optional.of(
        new VerifiedLine(name, line.target().extras(), version, line.target().marker(), all));
  }

  /// Constraints with a marker count where they hold here.
  private RequirementLine constrained(RequirementLine line, RequirementsFile file) {
    boolean conditional =
        file.constraints().stream()
            .filter(c -> c.target().name().equals(line.target().name()))
            .anyMatch(c -> c.target().marker().isPresent());
    return file.constrained(line, conditional ? markers.get() : Map.of());
  }

  private Optional<VerifiedLine> missing(RequirementLine line, Selection selection) {
    if (line.target().marker().isPresent() && !line.appliesTo(markers.get())) {
      listener.on(
          new Event.Note(
              line.origin()
                  + ": '"
                  + selection.wanted()
                  + "' is left out: there is no wheel, and its marker is false here"));
      return Optional.empty();
    }
    throw new AsamanException(
        new Problem.NotFound(
            line.origin() + ": wheel of " + selection.wanted(),
            "in " + folder.path(),
            "build it with asaman, or name the folder with -w"));
  }

  /// A wheel that is what its name says and agrees with itself.
  private static VerifiedWheel checked(Path file, ProjectName name, Version version) {
    try (Wheel wheel = Wheel.open(file, Limits.DEFAULT);
        InputStream in = Files.newInputStream(file)) {
      wheel.checkRequested(name, version);
      MessageDigest sha256 = Digest.sha256();
      byte[] buffer = new byte[1 << 16];
      long size = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
        size += read;
      }
      Hash hash = new Hash("sha256", HexFormat.of().formatHex(sha256.digest()));
      return new VerifiedWheel(file, size, hash);
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(file.toString(), "cannot be read", "check who may read it"), e);
    }
  }
}
