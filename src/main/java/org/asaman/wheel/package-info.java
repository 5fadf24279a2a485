/// Wheel names and tags, reading and checking wheels, canonical writing.
@NullMarked
package org.asaman.wheel;

import org.jspecify.annotations.NullMarked;
