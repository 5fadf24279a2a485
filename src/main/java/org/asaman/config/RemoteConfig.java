package org.asaman.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a settings file says of a remote execution server: the table `[remote]`.
///
/// @param place file and line, for messages
/// @param address of a server that builds
/// @param cache the address of one that only shares results
/// @param authorities the certificates that its own is checked against
/// @param certificate the client's, and `key` its private key
public record RemoteConfig(
    String place,
    Optional<String> address,
    Optional<String> cache,
    SortedMap<String, String> headers,
    SortedMap<String, String> properties,
    Optional<Path> authorities,
    Optional<Path> certificate,
    Optional<Path> key,
    OptionalLong jobs) {

  public RemoteConfig {
    headers = new TreeMap<>(headers);
    properties = new TreeMap<>(properties);
  }
}
