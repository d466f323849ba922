/** Runs SQL for the tables that have no entity class, and knows whether a transaction is open. */
@NullMarked
package dev.hourkey.sql;

import org.jspecify.annotations.NullMarked;
