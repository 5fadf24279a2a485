/// Sources: fetched, checked, read, patched.
@NullMarked
package org.asaman.fetch;

import org.jspecify.annotations.NullMarked;
