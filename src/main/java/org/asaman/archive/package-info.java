/// Tar and zip as untrusted input, and the pinned deflate that wheels are written with.
@NullMarked
package org.asaman.archive;

import org.jspecify.annotations.NullMarked;
