package org.asaman.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.asaman.build.Ready;
import org.asaman.build.Rebuilds;
import org.asaman.build.Rebuilds.Rebuilt;
import org.asaman.compare.Difference;
import org.asaman.compare.InputDifference;
import org.asaman.compare.RecordInputs;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.exec.Cluster;

/// Holds a wheel against what other machines build of the same inputs.
final class Elsewhere {
  private final Rebuilds rebuilds;
  private final View view;
  private final Listener listener;
  private final List<Rebuild> made = new ArrayList<>();
  private final Findings findings = new Findings();

  Elsewhere(Rebuilds rebuilds, View view, Listener listener) {
    this.rebuilds = rebuilds;
    this.view = view;
    this.listener = listener;
  }

  /// @param clusters where it is built again; of several the first one built it, if it was not
  ///   remembered
  Elsewhere compare(Ready ready, List<Cluster> clusters) throws InterruptedException {
    boolean fromFirst = clusters.size() > 1 && !ready.remembered();
    for (Cluster cluster : fromFirst ? clusters.subList(1, clusters.size()) : clusters) {
      String on = "on " + cluster.name();
      Rebuilt rebuilt =
          rebuilds.on(
              cluster,
              ready,
              phase -> listener.on(new Event.Phase(ready.subject(), on + ": " + phase)));
      made.add(new Rebuild(on, sha256(rebuilt)));
      Map<String, Difference> differences = view.differences(View.of(ready), rebuilt);
      if (!differences.isEmpty()) {
        explain(ready, cluster, differences);
      }
    }
    return this;
  }

  private String sha256(Rebuilt rebuilt) {
    return switch (rebuilt) {
      case Rebuilt.Wheel wheel -> view.digest(wheel).hash();
      case Rebuilt.Nothing _ -> "";
    };
  }

  /// Other inputs, where there are any; else something of the machine that nobody names.
  private void explain(Ready ready, Cluster cluster, Map<String, Difference> differences) {
    List<InputDifference> inputs =
        RecordInputs.between(
            "here", rebuilds.record(ready), cluster.name(), rebuilds.record(ready, cluster));
    inputs.forEach(input -> findings.add(input, differences));
    if (inputs.isEmpty()) {
      findings.add(Cause.MACHINE, Set.of(), differences);
    }
  }

  List<Rebuild> rebuilds() {
    return List.copyOf(made);
  }

  List<Finding> causes() {
    return findings.list();
  }
}
