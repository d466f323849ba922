package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.person.PersonId;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of a request, in the columns of its row. */
@Embeddable
class RequestStateColumns {
  @Enumerated(EnumType.STRING)
  private Phase phase = Phase.PENDING;

  private @Nullable Instant decidedAt;
  private @Nullable String decidedBy;
  private @Nullable String reason;

  enum Phase {
    PENDING,
    APPROVED,
    DENIED,
    CANCELLED,
    EXPIRED
  }

  protected RequestStateColumns() {}

  boolean pending() {
    return phase == Phase.PENDING;
  }

  RequestState state(Instant expiresAt) {
    return switch (phase) {
      case PENDING -> new RequestState.Pending(expiresAt);
      case APPROVED -> new RequestState.Approved(requireNonNull(decidedAt));
      case DENIED ->
          new RequestState.Denied(
              new PersonId(requireNonNull(decidedBy)),
              requireNonNull(reason),
              requireNonNull(decidedAt));
      case CANCELLED ->
          new RequestState.Cancelled(Optional.ofNullable(reason), requireNonNull(decidedAt));
      case EXPIRED -> new RequestState.Expired(requireNonNull(decidedAt));
    };
  }

  void become(RequestState state) {
    switch (state) {
      case RequestState.Pending _ ->
          throw new IllegalStateException("a decided request cannot become pending");
      case RequestState.Approved(Instant at) -> decide(Phase.APPROVED, at, null);
      case RequestState.Denied(PersonId by, String why, Instant at) -> {
        decide(Phase.DENIED, at, why);
        decidedBy = by.value();
      }
      case RequestState.Cancelled(Optional<String> because, Instant at) ->
          decide(Phase.CANCELLED, at, because.orElse(null));
      case RequestState.Expired(Instant at) -> decide(Phase.EXPIRED, at, null);
    }
  }

  private void decide(Phase to, Instant at, @Nullable String why) {
    phase = to;
    decidedAt = at;
    reason = why;
  }
}
