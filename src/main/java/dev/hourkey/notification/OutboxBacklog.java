package dev.hourkey.notification;

import java.time.Duration;

/**
 * The notifications that still have to be delivered.
 *
 * @param waiting how many notifications wait
 * @param oldest how long the oldest of them has waited; zero when none waits
 */
public record OutboxBacklog(long waiting, Duration oldest) {}
