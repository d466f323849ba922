package dev.hourkey.notice;

import java.time.Duration;

/**
 * What still has to be delivered.
 *
 * @param waiting how many notices
 * @param oldest how long the oldest of them has waited; nothing when none waits
 */
public record Backlog(long waiting, Duration oldest) {}
