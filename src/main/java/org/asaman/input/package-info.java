/// Requirements from the lock files of other programs: pylock.toml, poetry.lock, uv.lock.
@NullMarked
package org.asaman.input;

import org.jspecify.annotations.NullMarked;
