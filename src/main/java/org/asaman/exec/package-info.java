/// Actions, the executor, and the sandbox.
@NullMarked
package org.asaman.exec;

import org.jspecify.annotations.NullMarked;
