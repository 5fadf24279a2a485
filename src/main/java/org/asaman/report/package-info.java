/// Verdicts and comparisons as text, as JSON and as one HTML page.
@NullMarked
package org.asaman.report;

import org.jspecify.annotations.NullMarked;
