package org.asaman.wheel;

import java.util.SortedMap;
import org.asaman.store.Digest;

/// What was read from a wheel, and found to agree.
///
/// @param files the digest of every file by its path, in bytewise order
record WheelContent(
    WheelName name,
    String distInfo,
    Metadata metadata,
    WheelFile wheelFile,
    SortedMap<String, Digest> files) {}
