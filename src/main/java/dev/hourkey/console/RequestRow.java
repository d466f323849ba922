package dev.hourkey.console;

import dev.hourkey.request.AccessRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request in a list.
 *
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
    Tag state,
    @Nullable String why,
    Instant requested) {
  static RequestRow of(AccessRequest request, Names names) {
    return new RequestRow(
        request.id(),
        names.of(request.requester()),
        request.requester().value(),
        request.access().entitlementName(),
        request.access().entitlement(),
        request.duration(),
        request.justification(),
        Tag.of(request),
        request.state().why().orElse(null),
        request.requestedAt());
  }
}
