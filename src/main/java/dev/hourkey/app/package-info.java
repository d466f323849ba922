/** Startup, wiring and durable work. */
@NullMarked
package dev.hourkey.app;

import org.jspecify.annotations.NullMarked;
