/** Start-up, wiring and the command line. */
@NullMarked
package dev.hourkey.app;

import org.jspecify.annotations.NullMarked;
