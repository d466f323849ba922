package dev.hourkey.notice;

import java.time.Instant;

/** What comes of wanting to deliver a notice. */
sealed interface Admission {
  record Go(Attempt attempt) implements Admission {}

  record Wait(Instant until) implements Admission {}

  /** It is all there already. */
  record Done() implements Admission {}
}
