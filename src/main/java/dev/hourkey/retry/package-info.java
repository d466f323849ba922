/**
 * When to try again, how often something may be done, what has to wait for urgent work, and how
 * much clocks may differ.
 */
@NullMarked
package dev.hourkey.retry;

import org.jspecify.annotations.NullMarked;
