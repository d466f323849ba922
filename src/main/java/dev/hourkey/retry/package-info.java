/** When to try again after a failure. */
@NullMarked
package dev.hourkey.retry;

import org.jspecify.annotations.NullMarked;
