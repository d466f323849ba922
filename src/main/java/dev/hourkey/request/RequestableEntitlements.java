package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.GroupsOfPerson;
import dev.hourkey.person.Identification;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.Eligibility;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds out which entitlements a person may request, according to the directory now. */
@ApplicationScoped
public class RequestableEntitlements {
  private final SubjectResolver subjects;

  RequestableEntitlements(SubjectResolver subjects) {
    this.subjects = subjects;
  }

  /**
   * What a person may request.
   *
   * @param entitlements what they may request for themselves or for others, perhaps only under a
   *     condition or by break-glass; without break-glass where they may not use it
   * @param forOthers the ids of those that they may request for others
   * @param excluded whether an entry of {@code excluded} keeps them from something
   * @param complete false if something is left out because it is unknown whether they may
   */
  public record Eligible(
      List<Entitlement> entitlements, Set<String> forOthers, boolean excluded, boolean complete) {
    /** When nothing is known. */
    public static final Eligible UNKNOWN = new Eligible(List.of(), Set.of(), false, false);
  }

  /**
   * The entitlements among these that an account may request; the directory is asked once for all
   * of them. Entitlements for which that is unknown are left out.
   *
   * @throws DirectoryFailure when the directory could not be queried, or when no entitlement is
   *     known to be requestable and at least one may be
   */
  public Eligible of(Identification.Known person, List<Entitlement> entitlements) {
    List<Policy> policies =
        entitlements.stream().flatMap(one -> one.allPolicies().stream()).toList();
    GroupsOfPerson memberships =
        subjects.among(
            person.account(),
            policies.stream().flatMap(one -> one.groups().stream()).collect(Collectors.toSet()));
    Subject requester =
        subjects.subject(
            person.account(),
            memberships,
            policies.stream().flatMap(one -> one.ofTools().stream()).collect(Collectors.toSet()),
            Optional.empty(),
            person.chatGuest());
    List<Entitlement> eligible = new ArrayList<>();
    Set<String> forOthers = new HashSet<>();
    Set<Eligibility> answers = EnumSet.noneOf(Eligibility.class);
    Optional<DirectoryFailure> unknown = Optional.empty();
    for (Entitlement entitlement : entitlements) {
      Predicate<Policy> includes =
          policy -> {
            SubjectResolver.requireShown(
                policy.excludedGroups(), memberships, "whose members are excluded");
            Eligibility answer = policy.eligibility(requester);
            answers.add(answer);
            return answer == Eligibility.ELIGIBLE;
          };
      boolean atOnce = false;
      boolean ordinary = false;
      try {
        atOnce = entitlement.breakGlass().map(BreakGlass::policy).filter(includes).isPresent();
      } catch (DirectoryFailure e) {
        unknown = Optional.of(e);
      }
      try {
        ordinary = Principal.anyOf(entitlement.policies(), includes);
      } catch (DirectoryFailure e) {
        unknown = Optional.of(e);
      }
      try {
        if (!person.chatGuest()
            && Principal.anyOf(entitlement.policies(), policy -> policy.forOthers(requester))) {
          forOthers.add(entitlement.id());
        }
      } catch (DirectoryFailure e) {
        unknown = Optional.of(e);
      }
      if (atOnce || ordinary || forOthers.contains(entitlement.id())) {
        eligible.add(atOnce ? entitlement : entitlement.withoutBreakGlass());
      }
    }
    if (eligible.isEmpty() && unknown.isPresent()) {
      throw unknown.get();
    }
    return new Eligible(
        eligible, forOthers, answers.contains(Eligibility.EXCLUDED), unknown.isEmpty());
  }
}
