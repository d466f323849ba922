package dev.hourkey.slack;

import dev.hourkey.grant.AwsPresence;
import dev.hourkey.grant.GrantState;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.request.RequestState;
import dev.hourkey.slack.HolderMessages.Synchronization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The state of a request and its grant, for the person who submitted it or has the access. */
final class RequesterStatus {
  private RequesterStatus() {}

  /** The current state, which is shown first. */
  static Sentence now(RequestDetails request, Synchronization sync) {
    return switch (request.state()) {
      case RequestState.Approved _ when request.extension().isPresent() ->
          Sentence.of(":white_check_mark: Extended until {}", request.extension().get().until());
      case RequestState.Approved _ ->
          request
              .grant()
              .map(grant -> now(grant, sync))
              .orElseGet(() -> Sentence.of("Setting up."));
      case RequestState.Cancelled(Optional<String> because, Instant at)
          when because.isEmpty() && request.sender().isPresent() ->
          Sentence.of("Cancelled · {}", at);
      case RequestState.Pending _,
          RequestState.Denied _,
          RequestState.Cancelled _,
          RequestState.Expired _ ->
          RequestStatus.line(request, RequestStatus.Reader.REQUESTER);
    };
  }

  private static Sentence now(GrantDetails grant, Synchronization sync) {
    return switch (grant.state()) {
      case GrantState.Scheduled(Instant startsAt) ->
          Sentence.of(
              ":calendar: Approved. It starts {}. I'll message you as soon as it's active in AWS.",
              startsAt);
      case GrantState.Provisioning _ when grant.progress().late() ->
          slow(grant, Sentence.of("Entra has not accepted it yet; Hourkey keeps retrying."));
      case GrantState.Syncing _ when grant.progress().late() -> slow(grant, missing(grant, sync));
      case GrantState.Provisioning _, GrantState.Syncing _ ->
          Sentence.of(
              "Approved. Setting up, usually under a minute. I'll message you as soon as it's active"
                  + " in AWS.");
      case GrantState.Live(_, Instant endsAt) ->
          Sentence.of(":large_green_circle: Active until {}", endsAt);
      case GrantState.Revoking _, GrantState.Clearing _, GrantState.Ended _ ->
          EndStatus.status(grant);
    };
  }

  /** Who decides, or has decided; empty where the state already says it. */
  static Optional<Sentence> decision(RequestDetails request) {
    return switch (request.state()) {
      case RequestState.Pending _ ->
          nudged(List.of(request))
              .map(sent -> decides(request).map(one -> one.then("\n").then(sent)).orElse(sent))
              .or(() -> decides(request));
      case RequestState.Approved(Instant at) ->
          Optional.of(
              request.review().isPresent()
                  ? Sentence.of(
                          ":rotating_light: Granted by break-glass, without approval · {}", at)
                      .then(
                          request.review().get().outcome().isPresent()
                              ? ""
                              : "\nOperators and approvers have been told, and your use will be"
                                  + " reviewed.")
                  : Sentence.of(
                          ":white_check_mark: Approved by {}", RequestStatus.approvers(request))
                      .then(shortened(request))
                      .then(" · {}", at)
                      .then(RequestStatus.comments(request)));
      case RequestState.Denied _, RequestState.Cancelled _, RequestState.Expired _ ->
          Optional.empty();
    };
  }

  /** When the approvers of requests that wait were reminded; empty if they were not. */
  static Optional<Sentence> nudged(List<RequestDetails> requests) {
    return MultiRequestCard.pending(requests).stream()
        .flatMap(request -> request.nudge().sentAt().stream())
        .findFirst()
        .map(at -> Sentence.of(":bell: The approvers were reminded {}.", at));
  }

  private static Optional<Sentence> decides(RequestDetails request) {
    List<ApprovalProgress.Stage> stages = request.progress().stages();
    return request
        .channel()
        .map(Sentence.Channel::new)
        .map(
            channel ->
                stages.size() == 1
                    ? Sentence.of("Decided by {} in {}", stages.getFirst().approvers(), channel)
                    : Sentence.of("Decided in {}", channel));
  }

  /** A note that an approver allowed less time than requested. */
  private static Sentence shortened(RequestDetails request) {
    return request.duration().equals(request.requestedDuration())
        ? Sentence.NOTHING
        : Sentence.of(" for {} instead of {}", request.duration(), request.requestedDuration());
  }

  private static Sentence slow(GrantDetails grant, Sentence waitsFor) {
    return Sentence.of(
        ":turtle: Setting up is taking longer than usual. {} Your time starts when it becomes"
            + " active. If it doesn't, the grant ends {}.",
        waitsFor,
        grant.deadline());
  }

  /** What AWS lacks before it is active, according to the last check. */
  private static Sentence missing(GrantDetails grant, Synchronization sync) {
    Sentence missing = Sentence.of(missing(grant.progress().inAws()));
    return switch (sync) {
      case STOPPED ->
          Sentence.of(
              "Synchronization from Entra to AWS is stopped, so nothing reaches AWS at the moment."
                  + " Operators are alerted.");
      case RUNNING -> missing.then(" A cycle runs about every 40 minutes.");
      case UNKNOWN ->
          missing.then(" Hourkey can't currently see whether Entra's synchronization is running.");
    };
  }

  private static String missing(AwsPresence inAws) {
    return switch (inAws) {
      case MEMBER, NOT_MEMBER -> "Entra has not provisioned it to AWS yet.";
      case DISABLED_MEMBER ->
          "AWS has your membership, but your AWS user is disabled. Entra enables it in its next"
              + " cycle, unless IT disabled you on purpose.";
      case NO_USER ->
          "You have no AWS user yet. Entra creates it in its next cycle if you have a first and a"
              + " last name in Entra.";
      case NO_GROUP -> "AWS does not have the group yet. Entra creates it in its next cycle.";
      case ANOTHER_PERSONS_USER ->
          "The AWS user with your name still belongs to another Entra account. Entra hands it over"
              + " to you in its next cycle.";
      case UNKNOWN -> "Hourkey can't check AWS at the moment and keeps trying.";
    };
  }
}
