package dev.hourkey.console;

import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.RequestState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request in a list.
 *
 * @param deciders who denied it, or else who has approved it
 * @param undecided what to show if there are no deciders
 * @param why the reason for its denial, or why the policy ended it
 */
record RequestRow(
    UUID id,
    String requester,
    String requesterId,
    String entitlement,
    String entitlementId,
    Duration duration,
    String justification,
    StatusLabel state,
    List<ReviewsByRequest.Decider> deciders,
    String undecided,
    @Nullable String why,
    Instant requested) {
  static RequestRow of(AccessRequest request, Names names, ReviewsByRequest deciders) {
    return new RequestRow(
        request.id(),
        names.of(request.requester()),
        request.requester().value(),
        request.access().entitlementName(),
        request.access().entitlement(),
        request.duration(),
        request.justification(),
        StatusLabel.of(request),
        deciders.of(request.id(), names),
        request.state() instanceof RequestState.Approved
            ? deciders.withoutDecision(request.id())
            : "–",
        request.state().why().orElse(null),
        request.requestedAt());
  }
}
