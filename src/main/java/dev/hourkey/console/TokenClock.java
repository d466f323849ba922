package dev.hourkey.console;

import java.time.InstantSource;

/**
 * The clock for checking tokens: this machine's clock, which Quarkus uses too, and not the
 * database's.
 */
@FunctionalInterface
public interface TokenClock extends InstantSource {}
