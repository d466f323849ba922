package dev.hourkey.request;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.RequestBatch;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.DecideWith;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Opens the requests of a submission that their policies allow, and refuses the others. Requests
 * that the same people decide share a card. All of them are opened in one transaction, so nothing
 * is ever added to a card that somebody has seen.
 */
@ApplicationScoped
class RequestOpener {
  private final Requests requests;
  private final RequestService service;
  private final ReplacedRequests replaced;
  private final Submissions submissions;
  private final DecisionCards decisionCards;
  private final LimitCheck limits;
  private final GrantingPauses pauses;
  private final BreakGlassReviews breakGlass;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final SubmissionRefusals refusals;
  private final DecisionPages pages;
  private final Clock clock;

  RequestOpener(
      Requests requests,
      RequestService service,
      ReplacedRequests replaced,
      Submissions submissions,
      DecisionCards decisionCards,
      LimitCheck limits,
      GrantingPauses pauses,
      BreakGlassReviews breakGlass,
      Outbox outbox,
      AuditTrail trail,
      SubmissionRefusals refusals,
      DecisionPages pages,
      Clock clock) {
    this.requests = requests;
    this.service = service;
    this.replaced = replaced;
    this.submissions = submissions;
    this.decisionCards = decisionCards;
    this.limits = limits;
    this.pauses = pauses;
    this.breakGlass = breakGlass;
    this.outbox = outbox;
    this.trail = trail;
    this.refusals = refusals;
    this.pages = pages;
    this.clock = clock;
  }

  /** Requests with the same deciders share a card. */
  private record Deciders(
      Optional<String> channel, List<ApprovalStage> stages, DecideWith decideWith) {}

  /**
   * Opens what is allowed, with the grants of those requests that need no approval, and refuses the
   * rest.
   *
   * @param evaluated some or all of the entitlements of the command
   * @param version the version of the policy file
   */
  @Transactional
  SubmissionOutcome open(
      UUID submission,
      Requester requester,
      List<RequestEvaluation.Settled> evaluated,
      SubmissionCommand.NewRequest command,
      String version) {
    Submission sent = submissions.locked(submission);
    if (!sent.open()) {
      return new SubmissionOutcome.AlreadyProcessed();
    }
    boolean corrected = submissions.corrected(submission);
    List<AccessRequest> replaceable =
        corrected ? List.of() : replaced.locked(sent, requester.id(), command);
    replaced.cancelEarlierOf(sent, requester, replaceable);
    Batch batch = new Batch(sent, requester, command, version);
    for (RequestEvaluation.Settled one : evaluated) {
      SubmissionOutcome outcome =
          (corrected
                  ? Optional.<SubmissionRefusal>of(new SubmissionRefusal.FormCorrected())
                  : refusal(requester.id(), one, command, replaceable))
              .map(why -> batch.refuse(one, why))
              .orElseGet(() -> batch.open((RequestEvaluation.Allowed) one));
      if (command.entitlements().size() == 1) {
        return outcome;
      }
    }
    return batch.settle(evaluated);
  }

  private Optional<SubmissionRefusal> refusal(
      PersonId requester,
      RequestEvaluation.Settled one,
      SubmissionCommand.NewRequest command,
      List<AccessRequest> replaceable) {
    return switch (one) {
      case RequestEvaluation.Refused(_, _, var why) -> Optional.of(why);
      case RequestEvaluation.Allowed(var entitlement, _, _, _) ->
          pauses
              .current()
              .<SubmissionRefusal>map(PauseRefusal.GrantingPaused::new)
              .or(() -> refusal(requester, entitlement, command, replaceable));
    };
  }

  /**
   * Why an entitlement is refused now; empty if it is not. Break-glass replaces a request that
   * still waits for its approvers.
   */
  private Optional<SubmissionRefusal> refusal(
      PersonId requester,
      Entitlement entitlement,
      SubmissionCommand.NewRequest command,
      List<AccessRequest> replaceable) {
    Optional<SubmissionRefusal> refused =
        pages
            .refusal(entitlement)
            .or(() -> limits.ofRequest(entitlement, requester, command, clock.instant()));
    if (refused.isEmpty() && command.breakGlass()) {
      replaced.cancelFor(entitlement, requester, replaceable);
    }
    return refused;
  }

  /** The requests that one transaction opens. */
  private final class Batch {
    private final Submission sent;
    private final Requester requester;
    private final SubmissionCommand.NewRequest command;
    private final String version;
    private final boolean several;
    private final Map<Deciders, UUID> cards = new HashMap<>();

    Batch(
        Submission sent,
        Requester requester,
        SubmissionCommand.NewRequest command,
        String version) {
      this.sent = sent;
      this.requester = requester;
      this.command = command;
      this.version = version;
      this.several = command.entitlements().size() > 1;
    }

    SubmissionOutcome refuse(RequestEvaluation.Settled one, SubmissionRefusal why) {
      if (!several) {
        return refusals.refuseRequest(sent.id(), requester, one.entitlementId(), why);
      }
      refusals.recordRefused(sent.id(), requester, one.entitlementId(), why);
      sent.entitlements().refuse(one.entitlementName() + ": " + requester.refusal(why).sentence());
      return new SubmissionOutcome.Refused(why);
    }

    SubmissionOutcome open(RequestEvaluation.Allowed allowed) {
      Entitlement entitlement = allowed.entitlement();
      AccessRequest request =
          new AccessRequest(
              requester.id(),
              requester.known().chatGuest(),
              entitlement,
              allowed.duration(),
              command.startsAt(),
              command.justification(),
              sent.form(),
              clock.instant());
      requester.sentBy().ifPresent(request::requestedBy);
      allowed.ticket().ifPresent(request::refersTo);
      limits.extended(command).map(Extension::of).ifPresent(request::extending);
      request.allowedBy(version);
      boolean atOnce = entitlement.policy().noApprovals().isComplete();
      if (several) {
        RequestBatch others = RequestBatch.others(sent.id());
        request.requestedWith(atOnce ? others : others.onCard(card(entitlement)));
      }
      service.add(request, sent);
      if (!several) {
        outbox.tell(request.confirmation());
      }
      if (requester.sender().isPresent()) {
        outbox.tell(new Notification.RequestedForYou(request.id()));
      }
      if (!atOnce) {
        decisionCards.open(request.card());
        request.scheduleNext();
      }
      trail.record(request.requested(allowed));
      if (command.breakGlass()) {
        breakGlass.begin(request, entitlement, entitlement.breakGlass().orElseThrow());
      }
      if (atOnce) {
        service.approve(request, requester.known().person(), entitlement, List.of());
      }
      if (!several) {
        submissions.done(sent.id(), Optional.empty());
      }
      return atOnce ? new SubmissionOutcome.GrantedAtOnce() : new SubmissionOutcome.Submitted();
    }

    /** The card of the requests of this batch that the same people decide. */
    private UUID card(Entitlement entitlement) {
      Deciders deciders =
          new Deciders(
              entitlement.channel(), entitlement.policy().stages(), entitlement.decideWith());
      return cards.computeIfAbsent(deciders, _ -> UUID.randomUUID());
    }

    /** Closes the submission once every entitlement is settled, and has the sender notified. */
    SubmissionOutcome settle(List<RequestEvaluation.Settled> evaluated) {
      RequestedEntitlements stored = sent.entitlements();
      stored.settle(evaluated.stream().map(RequestEvaluation.Settled::entitlementId).toList());
      boolean opened = !requests.together(sent.id()).isEmpty();
      if (opened) {
        outbox.tell(new Notification.RequestsTaken(sent.id()));
      }
      if (stored.unsettled().isEmpty()) {
        submissions.done(
            sent.id(),
            opened ? Optional.empty() : Optional.of(String.join("\n", stored.refusals())));
      }
      return new SubmissionOutcome.Submitted();
    }
  }
}
