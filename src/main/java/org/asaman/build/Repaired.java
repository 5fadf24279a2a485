package org.asaman.build;

import java.util.List;
import java.util.Optional;
import org.asaman.exec.SystemLibraries.SystemPackage;
import org.asaman.lock.BuildWheel;
import org.asaman.store.Digest;

/// What repairing made of a wheel, and of what.
///
/// @param before the wheel's name before
/// @param wheel what came out, not yet checked nor canonical
/// @param policy auditwheel's name of the tag that it reached; empty if it was only stripped
/// @param action the digest of the action that gave it
/// @param tools what was installed to do it
/// @param stripped the members that stripping changed
/// @param cached whether nothing had to be run
record Repaired(
    Repair asked,
    String before,
    Backend.Built wheel,
    Optional<String> policy,
    Digest action,
    List<BuildWheel> tools,
    List<String> stripped,
    List<Graft> grafted,
    boolean cached) {

  /// A library of the system that was put into the wheel.
  ///
  /// @param file where it is in the wheel
  /// @param path where it was on the system
  /// @param sha256 of what was there
  /// @param sonames the names by which it is needed
  record Graft(
      String file,
      List<String> sonames,
      String path,
      String sha256,
      Optional<SystemPackage> from) {}
}
