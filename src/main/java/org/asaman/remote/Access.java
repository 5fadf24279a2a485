package org.asaman.remote;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How a server is reached: where it is, and what it is shown.
///
/// @param headers sent with every call; their values are secrets and are never printed
/// @param authorities the certificates that the server's is checked against; empty for those that
///   the Java platform trusts
/// @param certificate the client's own certificate, and `key` its private key, both as PEM
/// @param properties platform properties that every action gets on its way there
public record Access(
    Address address,
    SortedMap<String, String> headers,
    Optional<Path> authorities,
    Optional<Path> certificate,
    Optional<Path> key,
    SortedMap<String, String> properties) {

  public Access {
    headers = new TreeMap<>(headers);
    properties = new TreeMap<>(properties);
  }

  /// A server that wants nothing but to be called.
  public static Access to(Address address) {
    return new Access(
        address,
        new TreeMap<>(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>(Map.of()));
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
