package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import java.time.Instant;

/** Where a request is in its life. */
public sealed interface RequestState {
  record Pending(Instant expiresAt) implements RequestState {}

  record Approved(Instant at) implements RequestState {}

  record Denied(PersonId by, String reason, Instant at) implements RequestState {}

  record Cancelled(Instant at) implements RequestState {}

  record Expired(Instant at) implements RequestState {}
}
