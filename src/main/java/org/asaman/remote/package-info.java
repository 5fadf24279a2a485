/// Actions elsewhere: a client of the Remote Execution API (REAPI v2).
@NullMarked
package org.asaman.remote;

import org.jspecify.annotations.NullMarked;
