/** Who may ask, on whose word, for how long: pure decisions, without I/O and without a clock. */
@NullMarked
package dev.hourkey.policy;

import org.jspecify.annotations.NullMarked;
