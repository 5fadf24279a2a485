package org.asaman.source;

import java.util.List;
import org.asaman.requirements.Requirement;

/// How a source is built: the `[build-system]` table of its pyproject.toml, or what stands in for
/// one (PEP 517, 518).
///
/// @param requiresTexts the requirements as they are written
/// @param backend the backend, such as `flit_core.buildapi`
/// @param backendPath folders of the source that hold the backend
public record BuildSystem(
    List<Requirement> requires,
    List<String> requiresTexts,
    String backend,
    List<String> backendPath) {

  /// Of a source without a `[build-system]` table.
  static final BuildSystem LEGACY =
      of(List.of("setuptools >= 40.8.0"), "setuptools.build_meta:__legacy__", List.of());

  public BuildSystem {
    requires = List.copyOf(requires);
    requiresTexts = List.copyOf(requiresTexts);
    backendPath = List.copyOf(backendPath);
  }

  static BuildSystem of(List<String> requires, String backend, List<String> backendPath) {
    return new BuildSystem(
        requires.stream().map(Requirement::parse).toList(), requires, backend, backendPath);
  }
}
