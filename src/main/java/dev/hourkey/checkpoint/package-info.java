/**
 * Signed checkpoints of the audit trail: when they are made, where they are kept outside the
 * database, and what they prove later.
 */
@NullMarked
package dev.hourkey.checkpoint;

import org.jspecify.annotations.NullMarked;
