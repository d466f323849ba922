package dev.hourkey.export;

import dev.hourkey.audit.AuditEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where audit events are sent to. It gets each at least once, in their order. */
public interface AuditDestination {
  /** Its name, under which the database keeps how far it is. */
  String name();

  /** Whether the settings name it. */
  boolean configured();

  /** Sends these; when it returns {@link Delivery.Taken}, the destination has stored them. */
  Delivery deliver(List<AuditEntry> entries);

  /** The outcome of an attempt. */
  sealed interface Delivery {
    record Taken() implements Delivery {}

    /** There was too much at once; fewer may work. */
    record TooLarge(String why) implements Delivery {}

    /**
     * It did not take them, or that is not known.
     *
     * @param why for operators, without secrets
     */
    record Failed(String why, Optional<Duration> retryAfter) implements Delivery {}
  }
}
