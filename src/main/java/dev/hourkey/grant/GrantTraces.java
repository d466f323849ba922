package dev.hourkey.grant;

import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import dev.hourkey.tracing.TracedSpan;
import dev.hourkey.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Traces grants. The steps that lead to access are in the request's trace, and the steps that end
 * it are in the grant's trace. The rows contain the times, so a replica can create the span of a
 * step that another replica began.
 */
@ApplicationScoped
class GrantTraces {
  private static final String REQUEST = "request";
  private static final String GRANT = "grant";
  private static final String ADD = "add";
  private static final String SYNCHRONIZATION = "synchronization";
  private static final String END = "end";
  private static final String REMOVAL = "removal";
  private static final String CLEARING = "clearing";

  private final Traces traces;
  private final Clock clock;

  GrantTraces(Traces traces, Clock clock) {
    this.traces = traces;
    this.clock = clock;
  }

  /** A call that changes something in Entra or AWS. */
  enum Call {
    ADD_MEMBER("add member in Entra"),
    REMOVE_MEMBER("remove member in Entra"),
    PROVISION_ON_DEMAND("provision on demand"),
    START_JOB("start SCIM job"),
    ADD_DIRECTLY("add member in AWS"),
    REMOVE_DIRECTLY("remove member in AWS");

    private final String span;

    Call(String span) {
      this.span = span;
    }

    private boolean ends(GrantState state) {
      return switch (this) {
        case REMOVE_MEMBER, REMOVE_DIRECTLY -> true;
        case ADD_MEMBER, PROVISION_ON_DEMAND, START_JOB, ADD_DIRECTLY ->
            switch (state) {
              case GrantState.Scheduled _,
                  GrantState.Provisioning _,
                  GrantState.Syncing _,
                  GrantState.Live _ ->
                  false;
              case GrantState.Revoking _, GrantState.Clearing _, GrantState.Ended _ -> true;
            };
      };
    }
  }

  /** Makes a call for a grant, and traces how long it took. */
  <T> T call(Claim.Taken claim, Call call, Supplier<T> vendor) {
    if (!traces.on()) {
      return vendor.get();
    }
    Instant start = clock.instant();
    try {
      T answer = vendor.get();
      traces.add(span(claim, call, start));
      return answer;
    } catch (DirectoryFailure failure) {
      traces.add(
          span(claim, call, start)
              .failed(failure.vendorError().map(VendorError::code).orElse("no answer")));
      throw failure;
    }
  }

  private TracedSpan span(Claim.Taken claim, Call call, Instant start) {
    boolean ends = call.ends(claim.state());
    return TracedSpan.of(ends ? claim.id() : claim.request(), call.span, start, clock.instant())
        .numbered(claim.attempt())
        .partOf(ends ? removalStep(claim.state()) : activationStep(claim.state()))
        .with("hourkey.grant_id", claim.id().toString());
  }

  private static String activationStep(GrantState state) {
    return switch (state) {
      case GrantState.Scheduled _, GrantState.Provisioning _ -> ADD;
      case GrantState.Syncing _ -> SYNCHRONIZATION;
      case GrantState.Live _, GrantState.Revoking _, GrantState.Clearing _, GrantState.Ended _ ->
          GRANT;
    };
  }

  private static String removalStep(GrantState state) {
    return state instanceof GrantState.Clearing ? CLEARING : REMOVAL;
  }

  /**
   * Traces the steps that ended when a grant entered a state.
   *
   * @param state the state, with the time at which it became active now. The grant keeps the first
   *     such time
   */
  void became(Grant grant, GrantState state) {
    if (traces.on()) {
      spans(grant, state).forEach(traces::add);
    }
  }

  private static List<TracedSpan> spans(Grant grant, GrantState state) {
    Instant added = grant.addedAt().orElseGet(grant::begin);
    return switch (state) {
      case GrantState.Scheduled _, GrantState.Provisioning _, GrantState.Revoking _ -> List.of();
      case GrantState.Syncing _ ->
          List.of(activationSpan(grant, ADD, grant.begin(), added).partOf(GRANT));
      case GrantState.Live(Instant since, _) ->
          List.of(
              activationSpan(grant, SYNCHRONIZATION, added, since).partOf(GRANT),
              activationSpan(grant, GRANT, grant.begin(), since).partOf(REQUEST));
      case GrantState.Clearing(EndReason cause, Instant removed) ->
          List.of(atTheEnd(grant, REMOVAL, grant.dueAt(), removed, cause).partOf(END));
      case GrantState.Ended(EndReason cause, Instant at) -> ended(grant, cause, at);
    };
  }

  private static List<TracedSpan> ended(Grant grant, EndReason cause, Instant at) {
    List<TracedSpan> spans = new ArrayList<>();
    spans.add(atTheEnd(grant, END, grant.dueAt(), at, cause).following(grant.request(), REQUEST));
    grant
        .removedAt()
        .map(removed -> atTheEnd(grant, CLEARING, removed, at, cause).partOf(END))
        .ifPresent(spans::add);
    if (grant.liveSince().isEmpty()) {
      spans.add(
          activationSpan(grant, GRANT, grant.begin(), at).partOf(REQUEST).failed(word(cause)));
    }
    return spans;
  }

  private static TracedSpan activationSpan(Grant grant, String name, Instant start, Instant end) {
    return described(grant, TracedSpan.of(grant.request(), name, start, end));
  }

  private static TracedSpan atTheEnd(
      Grant grant, String name, Instant start, Instant end, EndReason cause) {
    return described(grant, TracedSpan.of(grant.id(), name, start, end))
        .with("hourkey.end_reason", word(cause));
  }

  private static TracedSpan described(Grant grant, TracedSpan span) {
    return span.with("hourkey.grant_id", grant.id().toString())
        .with("hourkey.request_id", grant.request().toString())
        .with("hourkey.entitlement", grant.access().entitlement());
  }

  private static String word(EndReason cause) {
    return cause.name().toLowerCase(Locale.ROOT);
  }
}
