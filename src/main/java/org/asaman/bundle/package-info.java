/// One file with all that a locked build needs.
@NullMarked
package org.asaman.bundle;

import org.jspecify.annotations.NullMarked;
