/**
 * A transparency log's mathematics and texts: the RFC 6962 Merkle tree with its proofs, and the
 * C2SP formats for signed notes, checkpoints and proofs. Pure; it knows nothing of what is logged.
 */
@NullMarked
package dev.hourkey.transparency;

import org.jspecify.annotations.NullMarked;
