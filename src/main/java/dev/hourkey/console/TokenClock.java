package dev.hourkey.console;

import java.time.InstantSource;

/**
 * The clock by which tokens are checked: that of this machine, as Quarkus takes it, and not the
 * database's.
 */
@FunctionalInterface
public interface TokenClock extends InstantSource {}
