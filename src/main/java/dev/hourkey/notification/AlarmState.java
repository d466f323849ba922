package dev.hourkey.notification;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of an alarm besides what it is about.
 *
 * @param since when the trouble began, or else when operators were told
 * @param overAt when it was over; empty while it lasts
 * @param changes how often it has ended or come back
 */
public record AlarmState(Instant since, Optional<Instant> overAt, int changes) {}
