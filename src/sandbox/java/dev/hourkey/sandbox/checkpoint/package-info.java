/**
 * Pretend places for checkpoints: a witness, a time stamp authority and a bucket with Object Lock.
 */
@NullMarked
package dev.hourkey.sandbox.checkpoint;

import org.jspecify.annotations.NullMarked;
