package org.asaman.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.asaman.build.Job;
import org.asaman.build.Workshop;
import org.asaman.compare.Comparer;
import org.asaman.event.Listener;
import org.asaman.exec.Cluster;
import org.asaman.store.Store;
import org.asaman.verify.Given;
import org.asaman.verify.Rules;
import org.asaman.verify.Verdict;
import org.asaman.verify.Verifier;

/// Builds, and builds again.
///
/// @param sandbox whether builds run in a box
/// @param fresh rebuilds also what was rebuilt before
/// @param given the wheels that must come out again, by name and version
/// @param clusters where wheels are built again, instead of here
record Verification(
    Store store,
    Rules rules,
    boolean sandbox,
    boolean fresh,
    Map<String, Given> given,
    List<Cluster> clusters) {

  /// @param place whether the wheels are brought into the output folder
  List<Verdict> run(Workshop workshop, List<Job> jobs, boolean place, Listener listener)
      throws InterruptedException {
    Comparer comparer = new Comparer(Optional.empty());
    return workshop.rebuild(
        jobs,
        place,
        fresh,
        rebuilds ->
            new Verifier(store, rebuilds, rules, sandbox, comparer, given, clusters, listener),
        listener);
  }
}
