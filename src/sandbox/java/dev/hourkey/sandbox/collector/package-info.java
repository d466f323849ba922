/** A simulated collector of logs. */
@NullMarked
package dev.hourkey.sandbox.collector;

import org.jspecify.annotations.NullMarked;
