package dev.hourkey.export;

import dev.hourkey.audit.AuditEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A destination of audit events. It gets each event at least once, in order. */
public interface AuditDestination {
  /** The name under which the database stores the destination's position. */
  String name();

  /** Whether the settings name this destination. */
  boolean configured();

  /**
   * Sends these entries. If this returns {@link Delivery.Taken}, the destination has stored them.
   */
  Delivery deliver(List<AuditEntry> entries);

  /** The outcome of an attempt. */
  sealed interface Delivery {
    record Taken() implements Delivery {}

    /** The entries were too large together; fewer may work. */
    record TooLarge(String why) implements Delivery {}

    /**
     * The destination did not accept the entries, or the outcome is unknown.
     *
     * @param why for operators, without secrets
     */
    record Failed(String why, Optional<Duration> retryAfter) implements Delivery {}
  }
}
