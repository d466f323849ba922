/** A pretend Jira. */
@NullMarked
package dev.hourkey.sandbox.ticket;

import org.jspecify.annotations.NullMarked;
