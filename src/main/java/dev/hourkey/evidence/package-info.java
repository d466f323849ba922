/** Access reviews, and lists for auditors of who may request and approve what. */
@NullMarked
package dev.hourkey.evidence;

import org.jspecify.annotations.NullMarked;
