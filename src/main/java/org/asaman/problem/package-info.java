/// What a user can mend: sealed records, one exception, one switch that words them.
@NullMarked
package org.asaman.problem;

import org.jspecify.annotations.NullMarked;
