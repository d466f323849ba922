package dev.hourkey.notification;

import java.time.Instant;

/** What comes of wanting to deliver a notification. */
sealed interface DeliveryDecision {
  record Go(DeliveryAttempt attempt) implements DeliveryDecision {}

  record Wait(Instant until) implements DeliveryDecision {}

  /** It is all there already. */
  record Done() implements DeliveryDecision {}
}
