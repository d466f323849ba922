/** The commands of the jar. Each does its work and exits. */
@NullMarked
package dev.hourkey.cli;

import org.jspecify.annotations.NullMarked;
