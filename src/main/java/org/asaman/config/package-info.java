/// Settings of single packages: asaman.toml, or [tool.asaman] of pyproject.toml.
@NullMarked
package org.asaman.config;

import org.jspecify.annotations.NullMarked;
