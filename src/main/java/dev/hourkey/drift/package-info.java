/**
 * Compares Entra, AWS and Hourkey's records: finds unapproved members, standing members, and a
 * restored database.
 */
@NullMarked
package dev.hourkey.drift;

import org.jspecify.annotations.NullMarked;
