/** Whether the ticket that a justification names is real: it exists, in the right project, open. */
@NullMarked
package dev.hourkey.ticket;

import org.jspecify.annotations.NullMarked;
