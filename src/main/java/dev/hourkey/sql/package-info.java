/** Runs SQL for the tables that have no entity class. */
@NullMarked
package dev.hourkey.sql;

import org.jspecify.annotations.NullMarked;
