package org.asaman.verify;

/// One rebuild and what came out of it.
///
/// @param variation what was varied: names joined by `+`, or `nothing`
/// @param sha256 of the wheel, 64 hexadecimal digits; empty if there was none
public record Rebuild(String variation, String sha256) {}
