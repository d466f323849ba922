package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import java.time.Instant;
import java.util.Optional;

/** Where a request is in its life. */
public sealed interface RequestState {
  record Pending(Instant expiresAt) implements RequestState {}

  record Approved(Instant at) implements RequestState {}

  record Denied(PersonId by, String reason, Instant at) implements RequestState {}

  /**
   * @param because why the policy ended it; empty where the requester took it back
   */
  record Cancelled(Optional<String> because, Instant at) implements RequestState {}

  record Expired(Instant at) implements RequestState {}
}
