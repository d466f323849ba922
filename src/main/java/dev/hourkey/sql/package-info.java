/** Runs SQL for the tables that are no entities. */
@NullMarked
package dev.hourkey.sql;

import org.jspecify.annotations.NullMarked;
