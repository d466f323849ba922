/** The web console: who had what, when, on whose decision, in a browser. */
@NullMarked
package dev.hourkey.console;

import org.jspecify.annotations.NullMarked;
