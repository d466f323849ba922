/**
 * Entra, AWS and Hourkey's records compared: unapproved and standing members, and a database that
 * was restored.
 */
@NullMarked
package dev.hourkey.drift;

import org.jspecify.annotations.NullMarked;
