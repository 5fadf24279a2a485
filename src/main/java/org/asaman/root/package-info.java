/// Root file systems that builds run in: read from a folder or a tar, laid out in the store.
@NullMarked
package org.asaman.root;

import org.jspecify.annotations.NullMarked;
