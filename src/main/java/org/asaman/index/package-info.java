/// The simple repository API, pip's own configuration of it, and downloads checked while they
/// stream.
@NullMarked
package org.asaman.index;

import org.jspecify.annotations.NullMarked;
