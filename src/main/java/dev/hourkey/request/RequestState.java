package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import java.time.Instant;
import java.util.Optional;

/** The state of a request. */
public sealed interface RequestState {
  record Pending(Instant expiresAt) implements RequestState {}

  record Approved(Instant at) implements RequestState {}

  record Denied(PersonId by, String reason, Instant at) implements RequestState {}

  /**
   * The requester took it back, or the policy no longer allowed it.
   *
   * @param because why the policy ended it; empty where the requester took it back
   */
  record Cancelled(Optional<String> because, Instant at) implements RequestState {}

  record Expired(Instant at) implements RequestState {}

  /** When it was decided or ended; empty while it is pending. */
  default Optional<Instant> decidedAt() {
    return switch (this) {
      case Pending _ -> Optional.empty();
      case Approved(Instant at) -> Optional.of(at);
      case Denied(_, _, Instant at) -> Optional.of(at);
      case Cancelled(_, Instant at) -> Optional.of(at);
      case Expired(Instant at) -> Optional.of(at);
    };
  }

  /** Why the request was denied, or why the policy ended it. */
  default Optional<String> why() {
    return switch (this) {
      case Denied(_, String reason, _) -> Optional.of(reason);
      case Cancelled(Optional<String> because, _) -> because;
      case Pending _, Approved _, Expired _ -> Optional.empty();
    };
  }
}
