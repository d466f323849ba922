/**
 * Checks everything that must be so before the first request, and changes nothing. What is asked is
 * in the adapters; what the answers mean is decided here.
 */
@NullMarked
package dev.hourkey.doctor;

import org.jspecify.annotations.NullMarked;
