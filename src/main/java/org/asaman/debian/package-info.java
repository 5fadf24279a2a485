/// Root file systems out of Debian's packages: asking the host's apt, installing, writing
/// canonically.
@NullMarked
package org.asaman.debian;

import org.jspecify.annotations.NullMarked;
