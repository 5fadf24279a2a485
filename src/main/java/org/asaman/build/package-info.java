/// The plan, what a build's action is made of, and running the plan.
@NullMarked
package org.asaman.build;

import org.jspecify.annotations.NullMarked;
