/// Build requirements: resolving with hashes as of a date, and build environments.
@NullMarked
package org.asaman.lock;

import org.jspecify.annotations.NullMarked;
