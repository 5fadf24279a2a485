package org.asaman.config;

import java.nio.file.Path;
import org.asaman.store.Digest;

/// A unified diff that is applied to a source before it is built.
///
/// @param name the path as the settings have it
/// @param digest of the bytes that were there when the settings were read
public record Patch(String name, Path file, Digest digest) {}
