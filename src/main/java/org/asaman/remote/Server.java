package org.asaman.remote;

import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.exec.Action;
import org.asaman.exec.Surroundings;
import org.asaman.store.Store;

/// One server as a run uses it: the connection, what it can do, and what it is known to have.
final class Server implements AutoCloseable {
  /// Names a container image on servers that know no [Surroundings#ROOT].
  private static final String IMAGE = "container-image";

  private final Connection connection;
  private final ServerFacts facts;
  private final Traffic traffic = new Traffic();
  private final Cas cas;
  private final Uploads uploads;
  private final Results results;

  Server(Connection connection, ServerFacts facts, Store store) {
    this.connection = connection;
    this.facts = facts;
    this.cas = new Cas(connection, facts, traffic);
    this.uploads = new Uploads(cas);
    this.results = new Results(store, cas, connection.retry());
  }

  Connection connection() {
    return connection;
  }

  ServerFacts facts() {
    return facts;
  }

  Uploads uploads() {
    return uploads;
  }

  Results results() {
    return results;
  }

  Traffic traffic() {
    return traffic;
  }

  /// An action as this server gets it: with the properties that the user wants it to have there.
  /// Without any it has the very digest that it has here.
  Blob sent(Action action) {
    return Blob.of(action.toBytes(properties(action)));
  }

  private SortedMap<String, String> properties(Action action) {
    SortedMap<String, String> wanted = connection.access().properties();
    SortedMap<String, String> properties = new TreeMap<>(action.surroundings().properties());
    if (wanted.containsKey(IMAGE)) {
      properties.remove(Surroundings.ROOT);
    }
    properties.putAll(wanted);
    return properties;
  }

  /// Whether the root file system of an action travels with it.
  boolean sendsRoot(Action action) {
    return properties(action).containsKey(Surroundings.ROOT);
  }

  @Override
  public void close() {
    connection.close();
  }
}
