/** Startup, wiring and durable background work. */
@NullMarked
package dev.hourkey.app;

import org.jspecify.annotations.NullMarked;
