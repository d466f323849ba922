/** When to try again after a failure, and how often something may be done. */
@NullMarked
package dev.hourkey.retry;

import org.jspecify.annotations.NullMarked;
