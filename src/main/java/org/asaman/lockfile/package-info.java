/// The build lock: what it holds, reading and writing it, whether it still matches, its graph.
@NullMarked
package org.asaman.lockfile;

import org.jspecify.annotations.NullMarked;
