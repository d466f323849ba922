/** The commands of the jar: each does its work and ends. */
@NullMarked
package dev.hourkey.cli;

import org.jspecify.annotations.NullMarked;
