package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.policy.ApplicablePolicy;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.RequestDecision;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Decides whether somebody may request what they submitted, according to the directories now. */
@ApplicationScoped
class NewRequestProcessor {
  private static final Logger LOG = Logger.getLogger(NewRequestProcessor.class);

  private final Catalog catalog;
  private final ApplicablePolicies policies;
  private final PolicyVersions versions;
  private final SubjectResolver subjects;
  private final ApproverLookup approvers;
  private final UnavailableEntitlements unavailable;
  private final PreflightCheck preflight;
  private final TicketCheck tickets;
  private final StandingMembershipCheck standingMembers;
  private final RequestOpener opener;
  private final Beneficiaries beneficiaries;

  NewRequestProcessor(
      Catalog catalog,
      ApplicablePolicies policies,
      PolicyVersions versions,
      SubjectResolver subjects,
      ApproverLookup approvers,
      UnavailableEntitlements unavailable,
      PreflightCheck preflight,
      TicketCheck tickets,
      StandingMembershipCheck standingMembers,
      RequestOpener opener,
      Beneficiaries beneficiaries) {
    this.catalog = catalog;
    this.policies = policies;
    this.versions = versions;
    this.subjects = subjects;
    this.approvers = approvers;
    this.unavailable = unavailable;
    this.preflight = preflight;
    this.tickets = tickets;
    this.standingMembers = standingMembers;
    this.opener = opener;
    this.beneficiaries = beneficiaries;
  }

  /**
   * Requests those entitlements of a submission that were not requested or refused before. If
   * something is unknown about one of them, the others are still requested.
   */
  SubmissionOutcome process(
      UUID submission,
      ChatUser user,
      Identification.Known sender,
      SubmissionCommand.NewRequest command,
      List<String> unsettled) {
    return switch (beneficiaries.find(user, sender, command, unsettled)) {
      case Beneficiaries.Lookup.Known(Requester requester) ->
          process(submission, requester, command, unsettled);
      case Beneficiaries.Lookup.Refused(SubmissionRefusal why) ->
          opener.open(
              submission,
              new Requester(sender, Optional.empty()),
              unsettled.stream()
                  .<RequestEvaluation.Settled>map(id -> new RequestEvaluation.Refused(id, id, why))
                  .toList(),
              command,
              catalog.version());
      case Beneficiaries.Lookup.NotYet(String why) -> new SubmissionOutcome.NotYet(why);
    };
  }

  private SubmissionOutcome process(
      UUID submission,
      Requester requester,
      SubmissionCommand.NewRequest command,
      List<String> unsettled) {
    String version =
        catalog.version(); // Read first, so that everything looked up later is at least as new.
    List<RequestEvaluation> evaluated =
        unsettled.size() == 1
            ? List.of(evaluate(requester, unsettled.getFirst(), command))
            : unsettled.stream().map(id -> evaluateOrUnknown(requester, id, command)).toList();
    List<RequestEvaluation.Settled> settled =
        evaluated.stream()
            .filter(RequestEvaluation.Settled.class::isInstance)
            .map(RequestEvaluation.Settled.class::cast)
            .toList();
    SubmissionOutcome outcome = new SubmissionOutcome.Submitted();
    if (!settled.isEmpty()) {
      versions.requireInForce(version);
      outcome = opener.open(submission, requester, settled, command, version);
    }
    return evaluated.stream()
        .filter(RequestEvaluation.Unknown.class::isInstance)
        .map(RequestEvaluation.Unknown.class::cast)
        .<SubmissionOutcome>map(unknown -> new SubmissionOutcome.NotYet(unknown.why()))
        .findFirst()
        .orElse(outcome);
  }

  private RequestEvaluation evaluateOrUnknown(
      Requester requester, String id, SubmissionCommand.NewRequest command) {
    try {
      return evaluate(requester, id, command);
    } catch (DirectoryFailure failure) {
      LOG.warnf("cannot tell whether %s may be requested: %s", id, failure.forLog());
      return new RequestEvaluation.Unknown(failure.userSentenceStart());
    }
  }

  private RequestEvaluation evaluate(
      Requester requester, String id, SubmissionCommand.NewRequest command) {
    Optional<Entitlement> known = catalog.settled(id);
    RequestEvaluation evaluation = evaluate(requester, id, known, command);
    if (evaluation instanceof RequestEvaluation.Allowed) { // AWS is asked only now what it opens.
      Optional<Entitlement> now = catalog.settledNow(id);
      evaluation = now.equals(known) ? evaluation : evaluate(requester, id, now, command);
    }
    return evaluation instanceof RequestEvaluation.Allowed allowed
        ? withTicket(allowed, command)
        : evaluation;
  }

  private RequestEvaluation withTicket(
      RequestEvaluation.Allowed allowed, SubmissionCommand.NewRequest command) {
    Entitlement entitlement = allowed.entitlement();
    return switch (tickets.check(entitlement.policy().justification(), command.justification())) {
      case TicketCheck.Result.NotNeeded _ -> allowed;
      case TicketCheck.Result.IsOpen(var ticket) ->
          new RequestEvaluation.Allowed(
              entitlement, allowed.override(), allowed.duration(), Optional.of(ticket));
      case TicketCheck.Result.Refused(var why) ->
          new RequestEvaluation.Refused(
              entitlement.id(), entitlement.name(), new SubmissionRefusal.ByPolicy(why));
    };
  }

  private RequestEvaluation evaluate(
      Requester requester,
      String id,
      Optional<Entitlement> found,
      SubmissionCommand.NewRequest command) {
    if (found.isEmpty()) {
      return new RequestEvaluation.Refused(
          id,
          id,
          unavailable
              .refusal(requester.known(), id)
              .orElseGet(() -> new SubmissionRefusal.NotRequestable(id)));
    }
    if (command.breakGlass()) {
      return found
          .get()
          .breakGlass()
          .map(
              rules ->
                  evaluate(
                      requester,
                      found.get().withPolicy(rules.policy()),
                      Optional.empty(),
                      command.lasting(rules.granted(command.duration()))))
          .orElseGet(
              () ->
                  new RequestEvaluation.Refused(
                      id,
                      found.get().name(),
                      new SubmissionRefusal.ByPolicy(BreakGlass.noRules())));
    }
    return switch (policies.of(found.get(), requester.known(), command)) {
      case ApplicablePolicy.Unknown(var why) -> new RequestEvaluation.Unknown(why.clause());
      case ApplicablePolicy.Known(var policy, var override) ->
          evaluate(requester, found.get().withPolicy(policy), override, command);
    };
  }

  private RequestEvaluation evaluate(
      Requester requester,
      Entitlement entitlement,
      Optional<PolicyOverride> override,
      SubmissionCommand.NewRequest command) {
    return refusal(requester, entitlement, command)
        .<RequestEvaluation>map(
            why -> new RequestEvaluation.Refused(entitlement.id(), entitlement.name(), why))
        .orElseGet(
            () ->
                new RequestEvaluation.Allowed(
                    entitlement, override, command.duration(), Optional.empty()));
  }

  private Optional<SubmissionRefusal> refusal(
      Requester requester, Entitlement entitlement, SubmissionCommand.NewRequest command) {
    RequestDecision decision =
        entitlement
            .policy()
            .request(
                subjects.requesterOf(requester, entitlement.policy()),
                command.duration(),
                command.justification());
    Optional<Refusal> byPolicy =
        switch (decision) {
          case RequestDecision.Refused(var why) -> Optional.of(why);
          case RequestDecision.NeedsApproval _ -> nobodyCanApprove(requester, entitlement.policy());
          case RequestDecision.Granted _ -> Optional.empty();
        };
    if (byPolicy.isPresent()) {
      return byPolicy.map(SubmissionRefusal.ByPolicy::new);
    }
    List<ProvisioningBlocker> blockers =
        command.extending().isPresent()
            ? List.of() // The access is already in AWS.
            : preflight.blockers(requester.known().account(), entitlement);
    if (!blockers.isEmpty()) {
      return Optional.of(new SubmissionRefusal.CannotReachAws(blockers));
    }
    return switch (standingMembers.standingOf(entitlement.group(), requester.id())) {
      case NO -> Optional.empty();
      case YES ->
          Optional.of(
              new SubmissionRefusal.AlreadyMember(entitlement.name(), entitlement.group().name()));
      case UNSETTLED ->
          Optional.of(new SubmissionRefusal.GroupUnsettled(entitlement.group().name()));
    };
  }

  private Optional<Refusal> nobodyCanApprove(Requester requester, Policy policy) {
    return policy.nobodyCanApprove(
        requester.own(), approvers.accounts(policy.stages(), requester.id()));
  }
}
