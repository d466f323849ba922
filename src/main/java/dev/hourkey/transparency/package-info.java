/**
 * The mathematics and text formats of a transparency log: the RFC 6962 Merkle tree with its proofs,
 * and the C2SP formats for signed notes, checkpoints and proofs. Pure, and independent of what is
 * logged.
 */
@NullMarked
package dev.hourkey.transparency;

import org.jspecify.annotations.NullMarked;
