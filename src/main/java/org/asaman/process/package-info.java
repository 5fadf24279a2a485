/// Running other programs: closed in time, output and environment.
@NullMarked
package org.asaman.process;

import org.jspecify.annotations.NullMarked;
