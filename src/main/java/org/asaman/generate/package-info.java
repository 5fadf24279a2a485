/// Requirements with the hashes of verified wheels only.
@NullMarked
package org.asaman.generate;

import org.jspecify.annotations.NullMarked;
