package dev.hourkey.slack;

import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantState;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.request.RequestState;
import dev.hourkey.text.Counted;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The state of a request and of the grant that it led to. */
final class RequestStatus {
  private RequestStatus() {}

  /** Who reads it. */
  enum Reader {
    REQUESTER,
    APPROVER
  }

  /** The line under a request. */
  static Sentence line(RequestDetails request, Reader reader) {
    return switch (request.state()) {
      case RequestState.Pending(Instant expiresAt) ->
          missing(request).then(" · expires {}", expiresAt).then(comments(request));
      case RequestState.Approved(Instant at) ->
          granted(request, at)
              .then(comments(request))
              .then(request.grant().map(grant -> progress(grant, reader)).orElse(Sentence.NOTHING));
      case RequestState.Denied(_, String reason, Instant at) ->
          Sentence.of(":no_entry: Denied by {} · {} · {}", request.deniedBy(), at, reason);
      case RequestState.Cancelled(Optional<String> because, Instant at) ->
          because
              .map(why -> Sentence.of("Ended because {} · {}", why, at))
              .orElseGet(
                  () ->
                      switch (reader) {
                        case REQUESTER -> Sentence.of("You cancelled it · {}", at);
                        case APPROVER -> Sentence.of("Cancelled by the requester · {}", at);
                      });
      case RequestState.Expired(Instant at) ->
          Sentence.of(":hourglass: Expired without a decision · {}", at);
    };
  }

  /** Who gets the access and who requested it, to follow its name; empty if they are the same. */
  static Sentence beneficiary(RequestDetails request) {
    return request
        .sender()
        .map(sender -> Sentence.of(" for {}, requested by {},", request.requester(), sender))
        .orElse(Sentence.NOTHING);
  }

  /** Follows the duration: when the access is to start, or what it extends, if either is set. */
  static Sentence from(RequestDetails request) {
    if (request.extension().isPresent()) {
      return request.extension().get().words();
    }
    return request
        .startsAt()
        .map(start -> Sentence.of(", starting {}", start))
        .orElse(Sentence.NOTHING);
  }

  private static Sentence granted(RequestDetails request, Instant at) {
    return request.review().isPresent()
        ? Sentence.of(":rotating_light: Granted by break-glass, without approval · {}", at)
        : Sentence.of(":white_check_mark: Approved by {} · {}", approvers(request), at);
  }

  /** What the approvers wrote, a line each. */
  static Sentence comments(RequestDetails request) {
    return request.comments().stream()
        .map(
            comment ->
                Sentence.of("\n:speech_balloon: {}: {}", comment.by().name(), comment.text()))
        .reduce(Sentence.NOTHING, Sentence::then);
  }

  /** The state in a few words. */
  static Sentence words(RequestDetails request) {
    return switch (request.state()) {
      case RequestState.Pending _ -> Sentence.of("waiting for a decision");
      case RequestState.Approved _ ->
          request.review().isPresent()
              ? Sentence.of("granted by break-glass")
              : Sentence.of("approved by {}", approvers(request));
      case RequestState.Denied(_, String reason, _) ->
          Sentence.of("denied by {}: {}", request.deniedBy(), reason);
      case RequestState.Cancelled _ -> Sentence.of("cancelled");
      case RequestState.Expired _ -> Sentence.of("expired without a decision");
    };
  }

  private static Sentence missing(RequestDetails request) {
    int missing = request.progress().missing();
    if (request.progress().stages().size() > 1) {
      return stage(request).then(approvedSoFar(request)).then(escalation(request));
    }
    return (request.approvedBy().isEmpty()
            ? Sentence.of("Waiting for {}", Counted.of(missing, "approval"))
                .then(by(request.progress()))
            : Sentence.of("Approved by {} · {} more needed", approvers(request), missing))
        .then(escalation(request));
  }

  private static Sentence by(ApprovalProgress progress) {
    return progress.stages().isEmpty()
        ? Sentence.NOTHING
        : Sentence.of(" from {}", progress.stages().getFirst().approvers());
  }

  /** Who may approve the current stage as well, once it is escalated. */
  private static Sentence escalation(RequestDetails request) {
    ApprovalProgress progress = request.progress();
    return progress.current().stream()
        .boxed()
        .flatMap(index -> progress.stages().get(index).escalation().stream())
        .filter(ApprovalProgress.StageEscalation::begun)
        .map(one -> Sentence.of(" · escalated to {}", one.to()))
        .findFirst()
        .orElse(Sentence.NOTHING);
  }

  /** The stage that waits for approvals, or a note that all stages are approved. */
  private static Sentence stage(RequestDetails request) {
    List<ApprovalProgress.Stage> stages = request.progress().stages();
    OptionalInt current = request.progress().current();
    if (current.isEmpty()) {
      return Sentence.of("All {} stages approved", stages.size());
    }
    ApprovalProgress.Stage stage = stages.get(current.getAsInt());
    return Sentence.of(
        "Stage {} of {}: {} of {} approved, waiting for {}",
        current.getAsInt() + 1,
        stages.size(),
        stage.approved(),
        stage.needed(),
        stage.approvers());
  }

  private static Sentence approvedSoFar(RequestDetails request) {
    return request.approvedBy().isEmpty()
        ? Sentence.NOTHING
        : Sentence.of(" · approved by {}", approvers(request));
  }

  private static Sentence progress(GrantDetails grant, Reader reader) {
    return switch (grant.state()) {
      case GrantState.Scheduled(Instant startsAt) ->
          Sentence.of("\n:calendar: Starts {}", startsAt);
      case GrantState.Provisioning _ -> Sentence.of("\nSetting up: being added in Entra");
      case GrantState.Syncing _ -> Sentence.of("\nSetting up: in the Entra group, not in AWS yet");
      case GrantState.Live(_, Instant endsAt) ->
          Sentence.of("\n:large_green_circle: Active until {}", endsAt)
              .then(HolderMessages.missing(grant, " ·"));
      case GrantState.Revoking _, GrantState.Clearing _ ->
          grant
              .revoked()
              .map(by -> Sentence.of("\n:no_entry: Revoked{} · being removed", by(grant)))
              .orElse(Sentence.of("\nBeing removed"));
      case GrantState.Ended(EndReason cause, Instant at) ->
          Sentence.of("\n:white_circle: {}{} · {}", ended(grant, cause, reader), by(grant), at);
    };
  }

  /** Who revoked a grant and why; empty if nobody did. */
  private static Sentence by(GrantDetails grant) {
    return grant
        .revoked()
        .map(revoked -> Sentence.of(" by {}: {}", revoked.by(), revoked.reason()))
        .orElse(Sentence.NOTHING);
  }

  /** Why a grant ended, in a few words. */
  static Sentence ended(GrantDetails grant, EndReason cause, Reader reader) {
    String refused = grant.liveSince().isPresent() ? "Ended: " : "Not granted: ";
    return Sentence.of(
        switch (cause) {
          case EXPIRED -> "Ended: time was up";
          case ENDED_EARLY ->
              switch (reader) {
                case REQUESTER -> "You ended it";
                case APPROVER -> "Ended early by the holder";
              };
          case NEVER_ARRIVED -> "Ended: not active in AWS in time";
          case STANDING ->
              switch (reader) {
                case REQUESTER -> "Not granted: you already have it, independently of Hourkey";
                case APPROVER -> "Not granted: already a member, independently of Hourkey";
              };
          case NO_LONGER_APPROVED -> refused + "the approval was no longer valid";
          case IMPOSSIBLE -> refused + "Entra refused it";
          case REVOKED -> "Ended: revoked";
          case REMOVED_ELSEWHERE -> "Ended: removed in Entra, not by Hourkey";
        });
  }

  /** Who approved, or that nobody had to. */
  static Sentence approvers(RequestDetails request) {
    return approvers(request.approvedBy());
  }

  static Sentence approvers(List<PersonMention> people) {
    return people.isEmpty()
        ? Sentence.of("policy")
        : Sentence.joined(", ", people.stream().map(one -> Sentence.of("{}", one)).toList());
  }
}
