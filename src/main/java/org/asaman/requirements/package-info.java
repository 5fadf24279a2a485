/// PEP 440 versions, PEP 508 requirements and markers, requirements files as pip reads them,
/// hashes.
@NullMarked
package org.asaman.requirements;

import org.jspecify.annotations.NullMarked;
