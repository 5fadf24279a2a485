/// Digests, content-addressed storage and the action cache, in the layout of a Bazel disk cache.
@NullMarked
package org.asaman.store;

import org.jspecify.annotations.NullMarked;
