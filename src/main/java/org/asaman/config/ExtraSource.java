package org.asaman.config;

import java.net.URI;
import java.util.List;
import org.asaman.requirements.Hash;

/// A file that a source lacks: fetched, checked and put into it before it is built.
///
/// @param to where in the source it goes, relative to its top folder
/// @param url where it is fetched from: an http, https or file address
/// @param hashes of which its bytes must have one; at least one
/// @param unpack whether it is an archive whose top folder becomes the folder `to`
public record ExtraSource(String to, URI url, List<Hash> hashes, boolean unpack) {
  public ExtraSource {
    hashes = hashes.stream().sorted().toList();
  }
}
