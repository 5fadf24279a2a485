/// The commands, progress, what is printed, exit codes.
@NullMarked
package org.asaman.cli;

import org.jspecify.annotations.NullMarked;
