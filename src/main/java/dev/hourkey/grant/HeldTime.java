package dev.hourkey.grant;

import java.time.Instant;

/** The time for which somebody has, or is to have, what was granted. */
public record HeldTime(Instant from, Instant until) {}
