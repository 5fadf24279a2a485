package org.asaman.requirements;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;

/// Reads requirements files as pip does, and reports all their bad lines at once.
///
/// Stricter than pip on purpose: refused are editables, checkouts from version control, folders and
/// subdirectories of archives (they cannot be built reproducibly); `-r` and `-c` of an http URL
/// (what it says can change); hashes of the wrong length and weak ones in a URL's fragment; text
/// that is not in the encoding it declares; constraints that are not a name and versions; and what
/// pip passes over in silence: words that belong to no option, global options on the line of a
/// requirement, options beside `-r` or `-c`, options of a requirement on a line without one.
public final class RequirementsReader {
  private static final long LARGEST = 16L << 20;
  private static final int MOST_FILES = 1000;
  private static final Pattern OTHER_SCHEME = Pattern.compile("(?i)https?:.*");

  private final Map<String, String> environment;
  private final Path workingFolder;

  /// @param environment where `${VARIABLE}` is looked up
  public RequirementsReader(Map<String, String> environment) {
    this(environment, Path.of(""));
  }

  /// @param workingFolder where relative paths of archives begin
  public RequirementsReader(Map<String, String> environment, Path workingFolder) {
    this.environment = Map.copyOf(environment);
    this.workingFolder = workingFolder.toAbsolutePath();
  }

  /// Reads a file and all that it names.
  ///
  /// @throws AsamanException with every problem there is
  public RequirementsFile read(Path file) {
    List<Problem> problems = new ArrayList<>();
    RequirementsFile read = read(file, problems);
    AsamanException.throwIfAny(problems);
    return read;
  }

  /// Reads what can be read of a file and all that it names; every problem there is goes to the
  /// list.
  public RequirementsFile read(Path file, List<Problem> problems) {
    Reading reading = new Reading();
    reading.file(file, new Origin(file.toString(), 0), false);
    problems.addAll(reading.problems);
    return new RequirementsFile(
        file,
        reading.files,
        reading.lines,
        reading.constraints,
        reading.options.options(),
        reading.optionLines);
  }

  /// One way through the files.
  private final class Reading {
    private final List<RequirementLine> lines = new ArrayList<>();
    private final List<RequirementLine> constraints = new ArrayList<>();
    private final List<OptionLine> optionLines = new ArrayList<>();
    private final OptionState options = new OptionState();
    private final List<Problem> problems = new ArrayList<>();
    private final Deque<Path> open = new ArrayDeque<>();
    private final List<Path> files = new ArrayList<>();

    private void file(Path file, Origin namedBy, boolean constraint) {
      Path key = file.toAbsolutePath().normalize();
      if (open.contains(key)) {
        problems.add(namedBy.problem("'" + file + "' includes itself", "remove the line"));
        return;
      }
      files.add(file);
      if (files.size() > MOST_FILES) {
        throw namedBy.refuse("more than " + MOST_FILES + " files are included", "");
      }
      List<LogicalLine> content;
      try {
        content = LogicalLine.of(content(file), environment);
      } catch (IOException e) {
        problems.add(
            namedBy.line() == 0
                ? new Problem.BadFile(file.toString(), unreadable(file), "")
                : namedBy.problem("'" + file + "': " + unreadable(file), ""));
        return;
      } catch (IllegalArgumentException e) {
        problems.add(
            new Problem.BadLine(
                file.toString(),
                0,
                String.valueOf(e.getMessage()),
                "save it as UTF-8, or name its encoding in a comment: # -*- coding: latin-1 -*-"));
        return;
      }
      open.push(key);
      for (LogicalLine line : content) {
        Origin origin = new Origin(file.toString(), line.number());
        try {
          line(line, origin, file, constraint);
        } catch (AsamanException e) {
          problems.add(e.problem());
        } catch (IllegalArgumentException e) {
          problems.add(origin.problem(String.valueOf(e.getMessage()), ""));
        }
      }
      open.pop();
    }

    private void line(LogicalLine line, Origin origin, Path file, boolean constraint) {
      int options = optionsStart(line.text());
      String requirement = PythonText.strip(line.text().substring(0, options));
      List<LineOption.Use> uses =
          LineOption.parse(ShellWords.split(line.text().substring(options)));
      if (uses.stream().anyMatch(use -> use.option() == LineOption.EDITABLE)) {
        throw origin.refuse(
            "an editable requirement cannot be built reproducibly",
            "name a release (NAME==VERSION) or an archive with its hash");
      }
      if (!requirement.isEmpty()) {
        RequirementLine parsed = requirement(requirement, uses, origin, line.written());
        (constraint ? constraints : lines).add(constraint ? checkedConstraint(parsed) : parsed);
      } else if (uses.stream().anyMatch(use -> isNested(use.option()))) {
        nested(uses, origin, file);
      } else {
        refuseIf(
            uses.stream().filter(u -> u.option() == LineOption.FIND_LINKS).skip(1).toList(),
            origin,
            "must stand on a line of its own");
        refuseIf(
            uses.stream().filter(u -> u.option().isPerRequirement()).toList(),
            origin,
            "stands on a line without a requirement");
        this.options.apply(uses, folder(file));
        optionLines.add(
            new OptionLine(
                origin,
                line.written(),
                uses.stream()
                    .map(use -> new OptionLine.Option(use.option().toString(), use.value()))
                    .toList()));
      }
    }

    private RequirementLine requirement(
        String text, List<LineOption.Use> uses, Origin origin, String written) {
      refuseIf(
          uses.stream().filter(u -> !u.option().isPerRequirement()).toList(),
          origin,
          "must stand on a line of its own");
      TargetParser parser = new TargetParser(workingFolder, origin);
      Target target = parser.parse(text);
      List<Hash> hashes = new ArrayList<>(parser.hashes());
      Map<String, List<String>> settings = new LinkedHashMap<>();
      List<String> globalOptions = new ArrayList<>();
      for (LineOption.Use use : uses) {
        switch (use.option()) {
          case HASH -> hashes.add(Hash.parse(use.value()));
          case CONFIG_SETTINGS -> {
            int equals = use.value().indexOf('=');
            if (equals < 0) {
              throw new IllegalArgumentException("'" + use.value() + "' is not KEY=VALUE");
            }
            settings
                .computeIfAbsent(use.value().substring(0, equals), _ -> new ArrayList<>())
                .add(use.value().substring(equals + 1));
          }
          default -> globalOptions.add(use.value());
        }
      }
      return new RequirementLine(
          origin, target, hashes.stream().distinct().toList(), settings, globalOptions, written);
    }

    private void nested(List<LineOption.Use> uses, Origin origin, Path file) {
      if (uses.size() > 1) {
        throw origin.refuse("-r and -c stand alone on their line", "split the line");
      }
      LineOption.Use only = uses.getFirst();
      file(nestedPath(only.value(), origin, file), origin, only.option() == LineOption.CONSTRAINT);
    }

    private Path nestedPath(String name, Origin origin, Path file) {
      if (OTHER_SCHEME.matcher(name).matches()) {
        throw origin.refuse(
            "a requirements file is not read from the network: it can change",
            "download it and name the file");
      }
      try {
        return name.toLowerCase(Locale.ROOT).startsWith("file:")
            ? Path.of(new URI(name))
            : folder(file).resolve(name);
      } catch (InvalidPathException | URISyntaxException e) {
        throw new IllegalArgumentException("'" + name + "' is not the name of a file", e);
      }
    }
  }

  private static boolean isNested(LineOption option) {
    return option == LineOption.REQUIREMENT || option == LineOption.CONSTRAINT;
  }

  private static void refuseIf(List<LineOption.Use> uses, Origin origin, String why) {
    if (!uses.isEmpty()) {
      throw origin.refuse("'" + uses.getFirst().option() + "' " + why, "");
    }
  }

  private static RequirementLine checkedConstraint(RequirementLine line) {
    if (!(line.target() instanceof Target.Named) || !line.target().extras().isEmpty()) {
      throw line.origin()
          .refuse("a constraint is a project's name and versions", "it has no extras and no URL");
    }
    return line;
  }

  /// Where the first word that begins with a dash begins; words are parted by single spaces.
  private static int optionsStart(String line) {
    int start = 0;
    while (start < line.length() && line.charAt(start) != '-') {
      int space = line.indexOf(' ', start);
      start = space < 0 ? line.length() : space + 1;
    }
    return start;
  }

  private static Path folder(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static String content(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IllegalArgumentException("larger than " + (LARGEST >> 20) + " MiB");
    }
    return FileText.decode(Files.readAllBytes(file));
  }

  private static String unreadable(Path file) {
    return Files.notExists(file) ? "no such file" : "not a file that can be read";
  }
}
