/// Rust crates: which ones a source locks, fetching them, laying them out for a build without a
/// network.
@NullMarked
package org.asaman.crates;

import org.jspecify.annotations.NullMarked;
