package dev.hourkey.request;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.AccountStatus;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApplicablePolicy;
import dev.hourkey.policy.ConditionFacts;
import dev.hourkey.policy.Fact;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the policy that applies to a request, with everything that its overrides ask about now. */
@ApplicationScoped
class ApplicablePolicies {
  private final SubjectResolver subjects;
  private final IdentityResolver identities;
  private final Grants grants;
  private final Clock clock;

  ApplicablePolicies(
      SubjectResolver subjects, IdentityResolver identities, Grants grants, Clock clock) {
    this.subjects = subjects;
    this.identities = identities;
    this.grants = grants;
    this.clock = clock;
  }

  /**
   * The policy for somebody who requests access now.
   *
   * @throws dev.hourkey.person.DirectoryFailure when the directory could not be asked
   */
  ApplicablePolicy of(Entitlement entitlement, Identification.Known sender, Duration duration) {
    return entitlement.overrides().isEmpty()
        ? withoutOverride(entitlement)
        : of(entitlement, sender.account(), duration);
  }

  /**
   * The policy for a request as it is judged now. It does not matter for a requester without an
   * enabled account, whom every policy refuses.
   *
   * @throws dev.hourkey.person.DirectoryFailure when the directory could not be asked
   */
  ApplicablePolicy of(Entitlement entitlement, AccessRequest request) {
    return !entitlement.overrides().isEmpty()
            && identities.accountStatus(request.requester())
                instanceof AccountStatus.Enabled(EntraAccount account)
        ? of(entitlement, account, request.access().duration())
        : withoutOverride(entitlement);
  }

  private static ApplicablePolicy withoutOverride(Entitlement entitlement) {
    return new ApplicablePolicy.Known(entitlement.policy(), Optional.empty());
  }

  private ApplicablePolicy of(Entitlement entitlement, EntraAccount account, Duration duration) {
    return ApplicablePolicy.choose(
        entitlement.policy(),
        entitlement.overrides(),
        new ConditionFacts(
            subjects.of(account, entitlement.conditionGroups()),
            new Fact.Known<>(otherGrants(account.id(), entitlement)),
            _ -> new Fact.Unknown<>("Hourkey doesn't read who is on call"),
            entitlement.id(),
            entitlement.policy().risk(),
            new Fact.Unknown<>("Hourkey doesn't read the tags of accounts"),
            permissionSet(entitlement),
            duration,
            new Fact.Unknown<>("Hourkey doesn't read tickets"),
            clock.instant()));
  }

  /** Without the grant of the request itself, which is open by the time of the add. */
  private List<String> otherGrants(PersonId person, Entitlement entitlement) {
    return grants.openOf(person).stream()
        .map(grant -> grant.access().entitlement())
        .filter(id -> !id.equals(entitlement.id()))
        .distinct()
        .toList();
  }

  private static Fact<String> permissionSet(Entitlement entitlement) {
    Set<String> names =
        entitlement.opens().targets().stream()
            .map(AccountAssignment::permissionSet)
            .collect(Collectors.toSet());
    return names.size() == 1
        ? new Fact.Known<>(names.iterator().next())
        : new Fact.Unknown<>("the group opens more than one permission set");
  }
}
