/**
 * Checks the ticket that a justification names: it must exist, belong to the right project, and be
 * open.
 */
@NullMarked
package dev.hourkey.ticket;

import org.jspecify.annotations.NullMarked;
