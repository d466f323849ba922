package dev.hourkey.request;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.scim.ProvisioningScope.Assigned;
import dev.hourkey.scim.ProvisioningScope.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks, before approvers are asked, whether a grant could reach AWS. It only saves people's time:
 * an unknown answer does not block a request, because a grant is reported as active only when AWS
 * shows it. Pure.
 */
final class Preflight {
  /** The characters that AWS refuses in names (SCIM implementation guide). */
  private static final Pattern REFUSED = Pattern.compile("[<>;:%\\p{Cntrl}]");

  private Preflight() {}

  /** A question to a directory. */
  enum Check {
    /** Whether Entra's SCIM job provisions the group. */
    GROUP,

    /** Whether Entra's SCIM job provisions the person even without this grant. */
    BASE_ACCESS,

    /** Whether AWS has an enabled user for the person. */
    AWS_USER
  }

  /** The result of a check. */
  sealed interface Finding {
    record Passed() implements Finding {}

    record Failed(ProvisioningBlocker blocker) implements Finding {}

    record Unknown() implements Finding {}
  }

  /** The state of the AWS user that the person has, or will have once Entra provisions them. */
  enum AwsUserState {
    ENABLED,
    DISABLED,
    MISSING
  }

  /**
   * What is known about the group of a request.
   *
   * @param containing the groups that are assigned and contain the group; asked for only if it is
   *     not assigned itself
   */
  record GroupFacts(
      EntraGroup group, MaybeKnown<Assigned> assigned, MaybeKnown<Set<String>> containing) {}

  /**
   * What is known about the person, no matter what they request.
   *
   * @param entitlementGroups the groups of all entitlements: they give no base access, because
   *     people leave them
   * @param personGroups the groups that the person is a direct member of
   * @param names asked for only if AWS has no user for the person
   */
  record PersonFacts(
      PersonId person,
      MaybeKnown<Assigned> assigned,
      Set<String> entitlementGroups,
      MaybeKnown<Set<String>> personGroups,
      AwsUserState awsUser,
      MaybeKnown<Names> names) {}

  /** The answers to all questions. */
  static Map<Check, Finding> findings(GroupFacts group, PersonFacts person) {
    Map<Check, Finding> findings = new EnumMap<>(Check.class);
    findings.put(Check.GROUP, group(group.group(), group.assigned(), group.containing()));
    findings.putAll(findings(person));
    return findings;
  }

  /** The answers to the questions about the person. */
  static Map<Check, Finding> findings(PersonFacts person) {
    Finding baseAccess = baseAccess(person);
    return Map.of(Check.BASE_ACCESS, baseAccess, Check.AWS_USER, awsUser(person, baseAccess));
  }

  /** Why the request is refused; empty if it is not. */
  static List<ProvisioningBlocker> blockers(Map<Check, Finding> findings) {
    return findings.values().stream()
        .flatMap(
            finding ->
                finding instanceof Finding.Failed(ProvisioningBlocker blocker)
                    ? Stream.of(blocker)
                    : Stream.empty())
        .toList();
  }

  /** Whether the check needs to know which assigned groups contain the group. */
  static boolean needsContainingGroups(Assigned assigned, EntraGroup group) {
    return !assigned.nothing()
        && !assigned.groups().containsKey(group.id())
        && !assigned.unprovisioned().contains(group.id());
  }

  /**
   * Whether Entra's SCIM job provisions the group.
   *
   * @param containing the groups that are assigned and contain it
   */
  static Finding group(
      EntraGroup group, MaybeKnown<Assigned> scope, MaybeKnown<Set<String>> containing) {
    if (!(scope instanceof MaybeKnown.Known<Assigned>(Assigned assigned)) || assigned.nothing()) {
      return new Finding.Unknown();
    }
    if (assigned.groups().containsKey(group.id())) {
      return new Finding.Passed();
    }
    if (assigned.unprovisioned().contains(group.id())) {
      return new Finding.Failed(new ProvisioningBlocker.InDefaultRole(group.name()));
    }
    Set<String> outer =
        containing instanceof MaybeKnown.Known<Set<String>>(Set<String> known) ? known : Set.of();
    return new Finding.Failed(
        named(assigned, outer).stream()
            .findFirst()
            .<ProvisioningBlocker>map(one -> new ProvisioningBlocker.OnlyNested(group.name(), one))
            .orElseGet(() -> new ProvisioningBlocker.NotAssigned(group.name())));
  }

  private static Finding baseAccess(PersonFacts facts) {
    if (facts.awsUser() == AwsUserState.ENABLED) {
      return new Finding.Passed(); // If the job provisions everybody, nobody has to be assigned.
    }
    if (!(facts.assigned() instanceof MaybeKnown.Known<Assigned>(Assigned assigned))) {
      return new Finding.Unknown();
    }
    if (assigned.people().contains(facts.person())) {
      return new Finding.Passed();
    }
    Set<String> base = new TreeSet<>(assigned.groups().keySet());
    base.removeAll(facts.entitlementGroups());
    if (base.isEmpty() && assigned.people().isEmpty()) {
      return new Finding.Unknown(); // Perhaps everybody is provisioned.
    }
    if (!(facts.personGroups() instanceof MaybeKnown.Known<Set<String>>(Set<String> groups))) {
      return new Finding.Unknown();
    }
    return Collections.disjoint(base, groups)
        ? new Finding.Failed(
            new ProvisioningBlocker.NoBaseAccess(facts.awsUser() == AwsUserState.DISABLED))
        : new Finding.Passed();
  }

  private static Finding awsUser(PersonFacts facts, Finding baseAccess) {
    boolean outside = baseAccess instanceof Finding.Failed;
    return switch (facts.awsUser()) {
      case ENABLED -> new Finding.Passed();
      case DISABLED ->
          outside // The missing base access explains it.
              ? new Finding.Unknown()
              : new Finding.Failed(new ProvisioningBlocker.AwsUserDisabled());
      case MISSING -> {
        ProvisioningBlocker why = withoutUser(facts.names());
        yield why instanceof ProvisioningBlocker.NotYetProvisioned && outside
            ? new Finding.Unknown()
            : new Finding.Failed(why);
      }
    };
  }

  private static ProvisioningBlocker withoutUser(MaybeKnown<Names> known) {
    if (!(known instanceof MaybeKnown.Known<Names>(Names names))) {
      return new ProvisioningBlocker.NotYetProvisioned();
    }
    List<String> missing = namesMatching(names, String::isBlank);
    if (!missing.isEmpty()) {
      return new ProvisioningBlocker.NamesMissing(missing);
    }
    List<String> refused = namesMatching(names, REFUSED.asPredicate());
    return refused.isEmpty()
        ? new ProvisioningBlocker.NotYetProvisioned()
        : new ProvisioningBlocker.NamesRefused(refused);
  }

  private static List<String> namesMatching(Names names, Predicate<String> wrong) {
    List<String> which = new ArrayList<>();
    if (wrong.test(names.first())) {
      which.add("first name");
    }
    if (wrong.test(names.last())) {
      which.add("last name");
    }
    if (wrong.test(names.display())) {
      which.add("display name");
    }
    return which;
  }

  private static List<String> named(Assigned assigned, Set<String> ids) {
    return ids.stream().map(id -> assigned.groups().getOrDefault(id, id)).sorted().toList();
  }
}
