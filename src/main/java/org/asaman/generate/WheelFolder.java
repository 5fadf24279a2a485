package org.asaman.generate;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.asaman.wheel.WheelName;

/// The wheels that lie in a folder, by what their names say; none is opened.
public final class WheelFolder {
  private final Path path;
  private final Map<ProjectName, NavigableMap<Version, List<Path>>> wheels;
  private final List<String> passedOver;

  private WheelFolder(
      Path path,
      Map<ProjectName, NavigableMap<Version, List<Path>>> wheels,
      List<String> passedOver) {
    this.path = path;
    this.wheels = wheels;
    this.passedOver = List.copyOf(passedOver);
  }

  /// Lists a folder; one that is not there holds no wheels.
  public static WheelFolder list(Path path) {
    Map<ProjectName, NavigableMap<Version, List<Path>>> wheels = new TreeMap<>();
    List<String> passedOver = new ArrayList<>();
    for (Path file : files(path)) {
      try {
        WheelName name = WheelName.parse(String.valueOf(file.getFileName()));
        wheels
            .computeIfAbsent(name.name(), _ -> new TreeMap<>())
            .computeIfAbsent(name.version(), _ -> new ArrayList<>())
            .add(file);
      } catch (IllegalArgumentException e) {
        passedOver.add(file + " is passed over: " + e.getMessage());
      }
    }
    return new WheelFolder(path, wheels, passedOver);
  }

  private static List<Path> files(Path path) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(path, "*.whl")) {
      stream.forEach(files::add);
    } catch (NoSuchFileException _) {
      return List.of();
    } catch (NotDirectoryException e) {
      throw new AsamanException(new Problem.BadFile(path.toString(), "not a folder", ""), e);
    } catch (IOException e) {
      throw new AsamanException(
          new Problem.BadFile(path.toString(), "cannot be listed", "check who may read it"), e);
    }
    return files.stream().sorted().toList();
  }

  public Path path() {
    return path;
  }

  /// The versions of a project that there are wheels of, in their order.
  List<Version> versions(ProjectName name) {
    return List.copyOf(wheels.getOrDefault(name, new TreeMap<>()).keySet());
  }

  /// The wheels of exactly this version, in the order of their file names.
  List<Path> wheels(ProjectName name, Version version) {
    return wheels.getOrDefault(name, new TreeMap<>()).getOrDefault(version, List.of());
  }

  /// Sentences on files that end in .whl and are not named like wheels.
  public List<String> passedOver() {
    return passedOver;
  }
}
