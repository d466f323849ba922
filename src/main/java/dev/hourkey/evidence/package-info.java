/** Who may request and approve what, as lists that auditors ask for, and the reviews of them. */
@NullMarked
package dev.hourkey.evidence;

import org.jspecify.annotations.NullMarked;
