package org.asaman.exec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Other machines that evaluate actions, or only share their results.
public interface Cluster {

  /// What the user calls it: its address.
  String name();

  /// What it shares.
  SharedResults results();

  /// Whether it evaluates actions; else that is done here.
  boolean executes();

  /// Evaluates actions there.
  ///
  /// @param expected the interpreter and, where it is in a root, that root: what workers must have
  Executor executor(Expected expected);

  /// What identifies all that native builds use of the workers' own system.
  Toolchains toolchains(Expected expected);

  /// What the machines that evaluate actions have to have in common with this one.
  ///
  /// @param interpreter the path of its binary
  /// @param files of this machine that they must have too, where no root travels with the actions
  /// @param root the root file system that actions are evaluated in
  record Expected(String interpreter, List<Path> files, Optional<RootFolder> root) {}
}
