package org.asaman.cli;

import java.util.Locale;
import java.util.Optional;
import org.asaman.event.Event;
import org.asaman.event.Listener;
import org.asaman.exec.Cluster;
import org.asaman.remote.RemoteCluster;
import org.asaman.store.Store;

/// The server that a run uses, if it uses one: connected to before anything is done.
final class Elsewhere implements AutoCloseable {
  private Optional<RemoteCluster> cluster;
  private final Listener listener;

  private Elsewhere(Optional<RemoteCluster> cluster, Listener listener) {
    this.cluster = cluster;
    this.listener = listener;
  }

  /// @param anew whether the server evaluates also what it has evaluated before
  static Elsewhere open(
      Optional<RemoteOptions.Wanted> wanted, boolean anew, Store store, Listener listener)
      throws InterruptedException {
    if (wanted.isEmpty()) {
      return new Elsewhere(Optional.empty(), listener);
    }
    RemoteOptions.Wanted server = wanted.get();
    RemoteCluster cluster =
        RemoteCluster.connect(
            server.access(),
            server.use(anew),
            Version.text(),
            store,
            warning -> listener.on(new Event.Warning(warning)));
    String what = server.executes() ? "builds run on " : "results are shared over ";
    String from = server.from().isEmpty() ? "" : " (" + server.from() + ")";
    listener.on(new Event.Note(what + cluster.address() + from));
    return new Elsewhere(Optional.of(cluster), listener);
  }

  Optional<Cluster> cluster() {
    return cluster.map(Cluster.class::cast);
  }

  /// Says what was moved; closing it again changes nothing.
  @Override
  public void close() {
    cluster.ifPresent(server -> {
      listener.on(
          new Event.Note(
              server.address()
                  + ": "
                  + megabytes(server.sent())
                  + " sent, "
                  + megabytes(server.received())
                  + " received"));
      server.close();
    });
    cluster = Optional.empty();
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
