package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.person.Identification;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApplicablePolicy;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.RequestDecision;
import dev.hourkey.request.Submission.Command;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Decides whether somebody may request what they submitted, by the directories as they are now. */
@ApplicationScoped
class NewRequestProcessor {
  private final Catalog catalog;
  private final ApplicablePolicies policies;
  private final SubjectResolver subjects;
  private final ApproverLookup approvers;
  private final WithheldEntitlements withheld;
  private final PreflightCheck preflight;
  private final TicketCheck tickets;
  private final StandingMembershipCheck standingMembers;
  private final RequestService requests;
  private final SubmissionRefusals refusals;

  NewRequestProcessor(
      Catalog catalog,
      ApplicablePolicies policies,
      SubjectResolver subjects,
      ApproverLookup approvers,
      WithheldEntitlements withheld,
      PreflightCheck preflight,
      TicketCheck tickets,
      StandingMembershipCheck standingMembers,
      RequestService requests,
      SubmissionRefusals refusals) {
    this.catalog = catalog;
    this.policies = policies;
    this.subjects = subjects;
    this.approvers = approvers;
    this.withheld = withheld;
    this.preflight = preflight;
    this.tickets = tickets;
    this.standingMembers = standingMembers;
    this.requests = requests;
    this.refusals = refusals;
  }

  SubmissionOutcome process(
      UUID submission, Identification.Known requester, Command.NewRequest command) {
    String version = catalog.version(); // First: what is looked up later is at least as new.
    Optional<Entitlement> known = catalog.settled(command.entitlement());
    Judgement judgement = judge(requester, known, command);
    if (judgement instanceof Judgement.Allowed) { // Only now AWS is asked what the group opens.
      Optional<Entitlement> now = catalog.settledNow(command.entitlement());
      judgement = now.equals(known) ? judgement : judge(requester, now, command);
    }
    return switch (judgement) {
      case Judgement.Allowed(var entitlement, var override) ->
          open(submission, requester, entitlement, override, command, version);
      case Judgement.Refused(var why) ->
          refusals.refuseRequest(submission, requester.person().id(), command.entitlement(), why);
      case Judgement.Unknown(var why) -> new SubmissionOutcome.NotYet(why);
    };
  }

  private SubmissionOutcome open(
      UUID submission,
      Identification.Known requester,
      Entitlement entitlement,
      Optional<PolicyOverride> override,
      Command.NewRequest command,
      String version) {
    return switch (tickets.check(entitlement.policy().justification(), command.justification())) {
      case TicketCheck.Result.NotNeeded _ ->
          requests.open(
              submission, requester, entitlement, override, command, Optional.empty(), version);
      case TicketCheck.Result.IsOpen(var ticket) ->
          requests.open(
              submission, requester, entitlement, override, command, Optional.of(ticket), version);
      case TicketCheck.Result.Refused(var why) ->
          refusals.refuseRequest(
              submission,
              requester.person().id(),
              entitlement.id(),
              new SubmissionRefusal.ByPolicy(why));
    };
  }

  /** Whether the rules that apply allow a request. */
  private sealed interface Judgement {
    /**
     * @param entitlement with the policy that applies
     */
    record Allowed(Entitlement entitlement, Optional<PolicyOverride> override)
        implements Judgement {}

    record Refused(SubmissionRefusal why) implements Judgement {}

    record Unknown(String why) implements Judgement {}
  }

  private Judgement judge(
      Identification.Known requester, Optional<Entitlement> found, Command.NewRequest command) {
    if (found.isEmpty()) {
      return new Judgement.Refused(
          withheld
              .refusal(requester, command.entitlement())
              .orElseGet(() -> new SubmissionRefusal.NotRequestable(command.entitlement())));
    }
    return switch (policies.of(found.get(), requester, command)) {
      case ApplicablePolicy.Unknown(var why) -> new Judgement.Unknown(why.clause());
      case ApplicablePolicy.Known(var policy, var override) -> {
        Entitlement entitlement = found.get().under(policy);
        yield refusal(requester, entitlement, command)
            .<Judgement>map(Judgement.Refused::new)
            .orElseGet(() -> new Judgement.Allowed(entitlement, override));
      }
    };
  }

  private Optional<SubmissionRefusal> refusal(
      Identification.Known requester, Entitlement entitlement, Command.NewRequest command) {
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
    List<Obstacle> obstacles = preflight.obstacles(requester.account(), entitlement);
    if (!obstacles.isEmpty()) {
      return Optional.of(new SubmissionRefusal.CannotReachAws(obstacles));
    }
    return switch (standingMembers.standingOf(entitlement.group(), requester.person().id())) {
      case NO -> Optional.empty();
      case YES ->
          Optional.of(
              new SubmissionRefusal.AlreadyMember(entitlement.name(), entitlement.group().name()));
      case UNSETTLED ->
          Optional.of(new SubmissionRefusal.GroupUnsettled(entitlement.group().name()));
    };
  }

  private Optional<Refusal> nobodyCanApprove(Identification.Known requester, Policy policy) {
    PersonId id = requester.person().id();
    return policy.nobodyCanApprove(id, approvers.accounts(policy, id));
  }
}
