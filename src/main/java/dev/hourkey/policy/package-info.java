/** Who may request, who decides, for how long: pure decisions, without I/O and without a clock. */
@NullMarked
package dev.hourkey.policy;

import org.jspecify.annotations.NullMarked;
