package org.asaman.requirements;

import java.util.List;
import java.util.Map;

/// One requirement of a requirements file with all that its line says.
///
/// @param hashes what the archive's bytes may add up to: those of `--hash` and of the URL's
///   fragment
/// @param configSettings `--config-settings` by key, for the build backend
/// @param globalOptions `--global-option`, which older pips hand to setup.py
/// @param text the logical line as written, without comments, before environment variables are
///   filled in
public record RequirementLine(
    Origin origin,
    Target target,
    List<Hash> hashes,
    Map<String, List<String>> configSettings,
    List<String> globalOptions,
    String text) {

  public RequirementLine {
    hashes = List.copyOf(hashes);
    configSettings = Map.copyOf(configSettings);
    globalOptions = List.copyOf(globalOptions);
  }

  /// Whether the line's marker holds in this environment.
  ///
  /// @throws org.asaman.problem.AsamanException if it compares what cannot be compared
  public boolean appliesTo(Map<String, String> markerEnvironment) {
    try {
      return target.marker().map(m -> m.evaluate(markerEnvironment)).orElse(true);
    } catch (IllegalArgumentException e) {
      throw origin.refuse(String.valueOf(e.getMessage()), "");
    }
  }

  /// The line under a constraint on the same project: both specifiers must be met; where both list
  /// hashes, only those in both count.
  RequirementLine under(Requirement constraint, Origin constraintOrigin, List<Hash> allowed) {
    Target constrained =
        switch (target) {
          case Target.Named(Requirement r) ->
              new Target.Named(
                  new Requirement(
                      r.name(),
                      r.extras(),
                      r.specifier().and(constraint.specifier()),
                      r.marker(),
                      r.url()));
          case Target.Url url -> url;
          case Target.ArchivePath path -> path;
        };
    List<Hash> both = hashes.isEmpty() ? allowed : hashes;
    if (!hashes.isEmpty() && !allowed.isEmpty()) {
      both = hashes.stream().filter(allowed::contains).toList();
      if (both.isEmpty()) {
        throw origin.refuse(
            "none of the hashes of '" + target + "' is among those of its constraint",
            "see " + constraintOrigin);
      }
    }
    return new RequirementLine(origin, constrained, both, configSettings, globalOptions, text);
  }
}
