package dev.hourkey.request;

import dev.hourkey.tracing.TracedSpan;
import dev.hourkey.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Traces requests: the click, form or call that made one, and how long its decision took. */
@ApplicationScoped
class RequestTraces {
  private final Traces traces;

  RequestTraces(Traces traces) {
    this.traces = traces;
  }

  /**
   * Begins the trace of a request.
   *
   * @param received when the click, form or call was received
   */
  void opened(AccessRequest request, Instant received) {
    if (traces.on()) {
      traces.add(span(request, "request", received, request.requestedAt()));
    }
  }

  void decided(AccessRequest request, RequestState decision) {
    if (traces.on()) {
      outcome(request, decision).ifPresent(traces::add);
    }
  }

  private static Optional<TracedSpan> outcome(AccessRequest request, RequestState decision) {
    return switch (decision) {
      case RequestState.Pending _ -> Optional.empty();
      case RequestState.Approved(Instant at) -> Optional.of(decided(request, at, "approved"));
      case RequestState.Denied(_, _, Instant at) -> Optional.of(decided(request, at, "denied"));
      case RequestState.Cancelled(_, Instant at) -> Optional.of(decided(request, at, "cancelled"));
      case RequestState.Expired(Instant at) -> Optional.of(decided(request, at, "expired"));
    };
  }

  private static TracedSpan decided(AccessRequest request, Instant at, String outcome) {
    return span(request, "decision", request.requestedAt(), at)
        .partOf("request")
        .with("hourkey.outcome", outcome);
  }

  private static TracedSpan span(AccessRequest request, String name, Instant start, Instant end) {
    TracedSpan span =
        TracedSpan.of(request.id(), name, start, end)
            .with("hourkey.request_id", request.id().toString())
            .with("hourkey.entitlement", request.access().entitlement());
    return request
        .extension()
        .map(active -> span.with("hourkey.grant_id", active.extendsGrant().toString()))
        .orElse(span);
  }
}
