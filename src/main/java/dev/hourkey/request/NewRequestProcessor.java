package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.RequestDecision;
import dev.hourkey.request.Submission.Command;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Decides whether somebody may request what they submitted, by the directories as they are now. */
@ApplicationScoped
class NewRequestProcessor {
  private final Catalog catalog;
  private final SubjectResolver subjects;
  private final ApproverLookup approvers;
  private final IdentityResolver identities;
  private final TicketCheck tickets;
  private final StandingMembershipCheck standingMembers;
  private final RequestService requests;
  private final SubmissionRefusals refusals;

  NewRequestProcessor(
      Catalog catalog,
      SubjectResolver subjects,
      ApproverLookup approvers,
      IdentityResolver identities,
      TicketCheck tickets,
      StandingMembershipCheck standingMembers,
      RequestService requests,
      SubmissionRefusals refusals) {
    this.catalog = catalog;
    this.subjects = subjects;
    this.approvers = approvers;
    this.identities = identities;
    this.tickets = tickets;
    this.standingMembers = standingMembers;
    this.requests = requests;
    this.refusals = refusals;
  }

  SubmissionOutcome process(
      UUID submission, Identification.Known requester, Command.NewRequest command) {
    Optional<Entitlement> entitlement = catalog.settled(command.entitlement());
    Optional<SubmissionRefusal> refusal =
        entitlement.isEmpty()
            ? Optional.of(new SubmissionRefusal.NotRequestable(command.entitlement()))
            : refusal(requester, entitlement.get(), command);
    return refusal
        .map(
            why ->
                refusals.refuseRequest(
                    submission, requester.person().id(), command.entitlement(), why))
        .orElseGet(() -> open(submission, requester, entitlement.orElseThrow(), command));
  }

  private SubmissionOutcome open(
      UUID submission,
      Identification.Known requester,
      Entitlement entitlement,
      Command.NewRequest command) {
    return switch (tickets.check(entitlement.policy().justification(), command.justification())) {
      case TicketCheck.Result.NotNeeded _ ->
          requests.open(submission, requester, entitlement, command, Optional.empty());
      case TicketCheck.Result.IsOpen(var ticket) ->
          requests.open(submission, requester, entitlement, command, Optional.of(ticket));
      case TicketCheck.Result.Refused(var why) ->
          refusals.refuseRequest(
              submission,
              requester.person().id(),
              entitlement.id(),
              new SubmissionRefusal.ByPolicy(why));
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
    if (!identities.knownToAws(requester.account())) {
      return Optional.of(new SubmissionRefusal.NoAwsUser());
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
