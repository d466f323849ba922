/** Lists of who may request and approve what, for auditors, and access reviews. */
@NullMarked
package dev.hourkey.evidence;

import org.jspecify.annotations.NullMarked;
