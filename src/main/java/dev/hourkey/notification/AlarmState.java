package dev.hourkey.notification;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of an alarm: when it began, and whether it is over.
 *
 * @param since when the problem began or, if that is unknown, when operators were told
 * @param overAt when it ended; empty while it lasts
 * @param changes how often it has ended or come back
 */
public record AlarmState(Instant since, Optional<Instant> overAt, int changes) {}
