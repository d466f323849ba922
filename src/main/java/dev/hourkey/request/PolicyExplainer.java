package dev.hourkey.request;

import dev.hourkey.catalog.Durations;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.GivenPerson;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.policy.Explanation;
import dev.hourkey.policy.Fact;
import dev.hourkey.policy.KnownFacts;
import dev.hourkey.policy.KnownUsage;
import dev.hourkey.policy.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Explains, by the directory as it is now, whether somebody may request something. */
@ApplicationScoped
public class PolicyExplainer {
  private final PersonDirectory people;
  private final SubjectResolver subjects;
  private final Clock clock;

  PolicyExplainer(PersonDirectory people, SubjectResolver subjects, Clock clock) {
    this.people = people;
    this.subjects = subjects;
    this.clock = clock;
  }

  /**
   * The answer in a sentence, and what it depends on.
   *
   * @param checks a condition each, with whether it holds
   */
  public record Explained(String answer, List<String> checks) {}

  /** Whether the person with this mail address or principal name may request an entitlement. */
  public Explained explain(String person, Entitlement entitlement) {
    try {
      List<EntraAccount> accounts = people.withMail(person);
      return accounts.size() == 1
          ? explain(accounts.getFirst(), entitlement)
          : new Explained(
              "Entra shows %d accounts of “%s”.".formatted(accounts.size(), person), List.of());
    } catch (DirectoryFailure failure) {
      return new Explained("It is unknown: " + failure.forPeople() + ".", List.of());
    }
  }

  private Explained explain(EntraAccount account, Entitlement entitlement) {
    if (!account.enabled()) {
      return new Explained(
          "Entra doesn't show the account of %s as enabled.".formatted(account.name()), List.of());
    }
    KnownFacts known =
        new GivenPerson(
                account.principalName(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false)
            .request(
                subject(account, entitlement),
                entitlement,
                new GivenPerson.Details(
                    entitlement.policy().durations().getFirst(),
                    KnownUsage.UNKNOWN,
                    Optional.empty(),
                    new Fact.Unknown<>("it is unknown which ticket the reason names"),
                    clock.instant()));
    Explanation explanation = Explanation.of(entitlement.policy(), entitlement.overrides(), known);
    String what =
        "%s for %s"
            .formatted(
                entitlement.name(), Durations.text(entitlement.policy().durations().getFirst()));
    return new Explained(
        switch (explanation.answer()) {
          case Explanation.Answer.May(int approvals) ->
              "%s may request %s. Approvals needed: %d.".formatted(account.name(), what, approvals);
          case Explanation.Answer.MayNot(var refusal) ->
              "%s may not request %s: %s.".formatted(account.name(), what, refusal.clause());
          case Explanation.Answer.Unknown(String why) ->
              "It is unknown whether %s may request %s: %s.".formatted(account.name(), what, why);
        },
        explanation.checks().stream()
            .map(check -> "%s: %s — %s".formatted(check.key(), check.text(), check.truth().word()))
            .toList());
  }

  /** With the answers of all policies that may apply, and the groups of the conditions. */
  public Subject subject(EntraAccount account, Entitlement entitlement) {
    return entitlement.allPolicies().stream()
        .map(policy -> subjects.requester(account, policy))
        .reduce(Subject::with)
        .orElseThrow()
        .with(
            subjects.inConditions(
                account, entitlement.conditionGroups(), entitlement.conditionTools()));
  }
}
