/// Root file systems to build in: asking the host's apt, installing packages, writing canonically.
@NullMarked
package org.asaman.root;

import org.jspecify.annotations.NullMarked;
