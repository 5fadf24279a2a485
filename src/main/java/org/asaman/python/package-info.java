/// An interpreter: what it is, its marker environment and tags, its fingerprint.
@NullMarked
package org.asaman.python;

import org.jspecify.annotations.NullMarked;
