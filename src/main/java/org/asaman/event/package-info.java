/// Progress as data; only the command line prints it.
@NullMarked
package org.asaman.event;

import org.jspecify.annotations.NullMarked;
