/**
 * Checks everything that must be in place before the first request, and changes nothing. Adapters
 * ask the questions; the classes here decide what the answers mean.
 */
@NullMarked
package dev.hourkey.doctor;

import org.jspecify.annotations.NullMarked;
