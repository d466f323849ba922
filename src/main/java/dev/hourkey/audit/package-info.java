/** The audit trail: an append-only hash chain, written in the transaction of each change. */
@NullMarked
package dev.hourkey.audit;

import org.jspecify.annotations.NullMarked;
