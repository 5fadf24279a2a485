/// Source distributions: validated trees, pyproject.toml, core metadata.
@NullMarked
package org.asaman.source;

import org.jspecify.annotations.NullMarked;
