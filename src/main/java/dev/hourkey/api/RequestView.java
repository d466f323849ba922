package dev.hourkey.api;

import dev.hourkey.person.PersonId;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.RequestState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request as it is now.
 *
 * @param state pending, approved, denied, cancelled or expired
 * @param requester the Entra object id, like {@code sentBy} and {@code approvedBy}
 * @param decidedAt when it was approved or denied, or ended without a decision
 * @param deniedBy the Entra object id
 * @param reason why the request was denied, or why the policy ended it
 * @param policyDigest the SHA-256 of the policy file that allowed it, or that it was last evaluated
 *     against
 */
public record RequestView(
    UUID id,
    String state,
    String requester,
    @Nullable String sentBy,
    String entitlement,
    long durationSeconds,
    String justification,
    @Nullable String ticket,
    Instant requestedAt,
    @Nullable Instant startsAt,
    @Nullable Instant expiresAt,
    @Nullable Instant decidedAt,
    List<String> approvedBy,
    @Nullable String deniedBy,
    @Nullable String reason,
    @Nullable String policyDigest) {
  static RequestView of(AccessRequest request, List<PersonId> approvers) {
    RequestState state = request.state();
    return new RequestView(
        request.id(),
        state.getClass().getSimpleName().toLowerCase(Locale.ROOT),
        request.requester().value(),
        request.sentBy().map(PersonId::value).orElse(null),
        request.access().entitlement(),
        request.duration().toSeconds(),
        request.justification(),
        request.ticket().orElse(null),
        request.requestedAt(),
        request.startsAt().orElse(null),
        state instanceof RequestState.Pending(Instant expiresAt) ? expiresAt : null,
        state.decidedAt().orElse(null),
        approvers.stream().map(PersonId::value).toList(),
        state instanceof RequestState.Denied(PersonId by, _, _) ? by.value() : null,
        state.why().orElse(null),
        request.policyDigest().orElse(null));
  }
}
