package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.PersonalGrants;
import dev.hourkey.person.AccountStatus;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApplicablePolicy;
import dev.hourkey.policy.ConditionFacts;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.PendingRequestPolicy;
import dev.hourkey.policy.Refusal;
import dev.hourkey.ticket.Ticket;
import dev.hourkey.ticket.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Finds the policy that applies to a request: looks up everything that the conditions of its
 * overrides depend on.
 */
@ApplicationScoped
class ApplicablePolicies {
  private static final Logger LOG = Logger.getLogger(ApplicablePolicies.class);

  private final SubjectResolver subjects;
  private final IdentityResolver identities;
  private final PersonalGrants grants;
  private final Tickets tickets;
  private final Clock clock;

  ApplicablePolicies(
      SubjectResolver subjects,
      IdentityResolver identities,
      PersonalGrants grants,
      Tickets tickets,
      Clock clock) {
    this.subjects = subjects;
    this.identities = identities;
    this.grants = grants;
    this.tickets = tickets;
    this.clock = clock;
  }

  /**
   * The policy for somebody who requests access now.
   *
   * @throws DirectoryFailure when the directory could not be queried
   */
  ApplicablePolicy of(
      Entitlement entitlement, Identification.Known sender, SubmissionCommand.NewRequest command) {
    return entitlement.overrides().isEmpty()
        ? withoutOverride(entitlement)
        : of(entitlement, sender.account(), command.duration(), command.justification());
  }

  /**
   * The policy for a request that is granted for this long, as of now. It is unknown unless Entra
   * shows the requester's account as enabled. Otherwise the policy without overrides could apply by
   * mistake, until Entra shows the account again.
   *
   * @throws DirectoryFailure when the directory could not be queried
   */
  ApplicablePolicy of(Entitlement entitlement, AccessRequest request, Duration duration) {
    if (entitlement.overrides().isEmpty()) {
      return withoutOverride(entitlement);
    }
    return switch (identities.accountStatus(request.requester())) {
      case AccountStatus.Enabled(EntraAccount account) ->
          of(entitlement, account, duration, request.justification());
      case AccountStatus.Missing _ -> unknown("Entra does not show the requester's account");
      case AccountStatus.Disabled _ -> unknown("the requester's account is disabled");
      case AccountStatus.Unreadable _ ->
          unknown("Entra does not say whether the requester's account is enabled");
    };
  }

  private static ApplicablePolicy unknown(String why) {
    return new ApplicablePolicy.Unknown(new Refusal.RulesUnknown(why));
  }

  /**
   * The policy for the denial of a request. A denial does not wait for the facts that an override
   * depends on: while it is unknown which policy applies, the approvers of any of them may deny.
   */
  ApplicablePolicy.Known toDeny(Entitlement entitlement, AccessRequest request) {
    try {
      if (of(entitlement, request, request.duration()) instanceof ApplicablePolicy.Known known) {
        return known;
      }
    } catch (DirectoryFailure e) {
      LOG.infof("cannot tell which policy applies to request %s: %s", request.id(), e.forLog());
    }
    return new ApplicablePolicy.Known(
        PendingRequestPolicy.toDeny(entitlement.policies()), Optional.empty());
  }

  private static ApplicablePolicy withoutOverride(Entitlement entitlement) {
    return new ApplicablePolicy.Known(entitlement.policy(), Optional.empty());
  }

  private ApplicablePolicy of(
      Entitlement entitlement, EntraAccount account, Duration duration, String justification) {
    return ApplicablePolicy.choose(
        entitlement.policy(),
        entitlement.overrides(),
        new ConditionFacts(
            subjects.inConditions(
                account, entitlement.conditionGroups(), entitlement.conditionTools()),
            new MaybeKnown.Known<>(otherGrants(account.id(), entitlement)),
            entitlement.id(),
            entitlement.policy().risk(),
            entitlement.accountTags(),
            entitlement.permissionSet(),
            duration,
            ticket(justification, entitlement.conditionTicketProjects()),
            clock.instant()));
  }

  /**
   * The person's other open grants. The grant of the request itself is left out, because it is
   * already open when the member is added.
   */
  private List<String> otherGrants(PersonId person, Entitlement entitlement) {
    return grants.openOf(Set.of(person)).stream()
        .map(grant -> grant.access().entitlement())
        .filter(id -> !id.equals(entitlement.id()))
        .distinct()
        .toList();
  }

  private MaybeKnown<ConditionFacts.Ticket> ticket(String justification, Set<String> projects) {
    if (projects.isEmpty()) {
      return new MaybeKnown.Unknown<>("no ticket was looked up");
    }
    try {
      return new MaybeKnown.Known<>(
          tickets
              .in(justification, projects)
              .map(ApplicablePolicies::known)
              .orElse(ConditionFacts.Ticket.NONE));
    } catch (DirectoryFailure e) {
      return new MaybeKnown.Unknown<>(e.userSentenceStart());
    }
  }

  private static ConditionFacts.Ticket known(Ticket ticket) {
    return switch (ticket) {
      case Ticket.Open(String key, _, _) -> new ConditionFacts.Ticket(true, project(key), true);
      case Ticket.Closed(String key, _) -> new ConditionFacts.Ticket(true, project(key), false);
      case Ticket.Missing _, Ticket.WrongProject _ -> ConditionFacts.Ticket.NONE;
    };
  }

  private static String project(String key) {
    return key.substring(0, key.lastIndexOf('-'));
  }
}
