/** What happened, forever: one append-only hash chain, written in the transaction of the change. */
@NullMarked
package dev.hourkey.audit;

import org.jspecify.annotations.NullMarked;
