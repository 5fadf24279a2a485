package org.asaman.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.exec.Cluster;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Wording;
import org.asaman.remote.RemoteCluster;
import org.asaman.store.Store;

/// The servers that a run uses: connected to before anything is done.
final class Servers implements AutoCloseable {
  private final List<RemoteCluster> clusters = new ArrayList<>();
  private final Listener listener;

  private Servers(Listener listener) {
    this.listener = listener;
  }

  /// Connects to all of them.
  ///
  /// @param anew whether they evaluate also what they have evaluated before
  static Servers open(
      List<RemoteOptions.Wanted> wanted, boolean anew, Store store, Listener listener)
      throws InterruptedException {
    Servers servers = new Servers(listener);
    try {
      for (RemoteOptions.Wanted server : wanted) {
        Optional<RemoteCluster> cluster = connect(server, anew, store, listener);
        if (cluster.isEmpty()) {
          continue;
        }
        servers.clusters.add(cluster.get());
        String what = server.executes() ? "builds run on " : "results are shared over ";
        String from = server.from().isEmpty() ? "" : " (" + server.from() + ")";
        listener.on(new Event.Note(what + server.access() + from));
      }
      return servers;
    } catch (RuntimeException | InterruptedException e) {
      servers.disconnect();
      throw e;
    }
  }

  /// A server that only shares results is not needed: without it the run goes on.
  private static Optional<RemoteCluster> connect(
      RemoteOptions.Wanted server, boolean anew, Store store, Listener listener)
      throws InterruptedException {
    try {
      return Optional.of(
          RemoteCluster.connect(
              server.access(),
              server.use(anew),
              Version.text(),
              store,
              warning -> listener.on(new Event.Warning(warning))));
    } catch (AsamanException e) {
      if (server.executes()) {
        throw e;
      }
      listener.on(
          new Event.Warning("building without shared results: " + Wording.oneLine(e.problem())));
      return Optional.empty();
    }
  }

  /// The only one, if there is one.
  Optional<Cluster> one() {
    return clusters.stream().<Cluster>map(c -> c).findFirst();
  }

  List<Cluster> all() {
    return List.copyOf(clusters);
  }

  /// Says what was moved; closing it again changes nothing.
  @Override
  public void close() {
    for (RemoteCluster server : clusters) {
      listener.on(
          new Event.Note(
              server.name()
                  + ": "
                  + megabytes(server.sent())
                  + " sent, "
                  + megabytes(server.received())
                  + " received"));
    }
    disconnect();
  }

  private void disconnect() {
    clusters.forEach(RemoteCluster::close);
    clusters.clear();
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
