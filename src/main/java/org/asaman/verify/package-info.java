/// Proof: builds again under changed circumstances, verdicts, and the causes of differences.
@NullMarked
package org.asaman.verify;

import org.jspecify.annotations.NullMarked;
