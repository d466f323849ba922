/**
 * Checks everything that must be in place before the first request, and changes nothing. The
 * adapters ask; the classes here decide what the answers mean.
 */
@NullMarked
package dev.hourkey.doctor;

import org.jspecify.annotations.NullMarked;
