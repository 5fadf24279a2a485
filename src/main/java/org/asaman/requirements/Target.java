package org.asaman.requirements;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a line of a requirements file asks for.
public sealed interface Target {

  /// A project by its name, to be found at an index.
  record Named(Requirement requirement) implements Target {
    @Override
    public Optional<ProjectName> name() {
      return Optional.of(requirement.name());
    }

    @Override
    public SortedSet<String> extras() {
      return requirement.extras();
    }

    @Override
    public Optional<Marker> marker() {
      return requirement.marker();
    }

    @Override
    public String toString() {
      return requirement.toString();
    }
  }

  /// An archive at a URL, which is kept without its fragment; `name` is there if the line states
  /// it.
  record Url(Optional<ProjectName> name, SortedSet<String> extras, URI uri, Optional<Marker> marker)
      implements Target {
    public Url {
      extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
    }

    /// The last element of the URL's path.
    public String fileName() {
      String path = uri.getPath();
      return path.substring(path.lastIndexOf('/') + 1);
    }

    /// The file's name only: a URL may hold a password.
    @Override
    public String toString() {
      return fileName();
    }
  }

  /// An archive on this machine.
  record ArchivePath(
      Optional<ProjectName> name, SortedSet<String> extras, Path path, Optional<Marker> marker)
      implements Target {
    public ArchivePath {
      extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
    }

    public String fileName() {
      return String.valueOf(path.getFileName());
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  Optional<ProjectName> name();

  SortedSet<String> extras();

  Optional<Marker> marker();
}
