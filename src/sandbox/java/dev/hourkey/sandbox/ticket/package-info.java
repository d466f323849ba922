/** A simulated Jira. */
@NullMarked
package dev.hourkey.sandbox.ticket;

import org.jspecify.annotations.NullMarked;
