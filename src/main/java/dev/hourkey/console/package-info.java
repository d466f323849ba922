/** The web console, which shows who had what, when, and who decided it. */
@NullMarked
package dev.hourkey.console;

import org.jspecify.annotations.NullMarked;
