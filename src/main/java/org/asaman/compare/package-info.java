/// Two archives held against each other: how alike they are, and where and in what they differ.
@NullMarked
package org.asaman.compare;

import org.jspecify.annotations.NullMarked;
