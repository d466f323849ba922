/**
 * Time-bound access: its states, the pure decisions about it, its reconciler, and the ports it
 * uses.
 */
@NullMarked
package dev.hourkey.grant;

import org.jspecify.annotations.NullMarked;
