/// TOML files of users and of other programs: strict reading with line and column, plain writing.
@NullMarked
package org.asaman.toml;

import org.jspecify.annotations.NullMarked;
