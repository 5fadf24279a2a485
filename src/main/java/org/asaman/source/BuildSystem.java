package org.asaman.source;

import java.util.List;

/// How a source is built: the `[build-system]` table of its pyproject.toml, or what stands in for
/// one (PEP 517, 518).
///
/// @param requires the requirements as they are written; each can be read as one
/// @param backend the backend, such as `flit_core.buildapi`
/// @param backendPath folders of the source that hold the backend
public record BuildSystem(List<String> requires, String backend, List<String> backendPath) {

  /// Of a source without a `[build-system]` table.
  static final BuildSystem LEGACY =
      new BuildSystem(
          List.of("setuptools >= 40.8.0"), "setuptools.build_meta:__legacy__", List.of());

  public BuildSystem {
    requires = List.copyOf(requires);
    backendPath = List.copyOf(backendPath);
  }
}
