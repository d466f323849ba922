package dev.hourkey.request;

import dev.hourkey.catalog.DescribedPerson;
import dev.hourkey.catalog.Durations;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.policy.Explanation;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.PartialFacts;
import dev.hourkey.policy.PartialUsage;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Explains whether somebody may request something, according to the directory now. */
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
   * @param checks one line for each condition, with whether it holds
   */
  public record Explained(String answer, List<String> checks) {}

  /** What is known about a request. */
  public sealed interface Asked {
    /**
     * Everybody in the request has an account.
     *
     * @param sender who requests it for the person; empty if they do so themselves
     */
    record Known(PartialFacts facts, EntraAccount person, Optional<EntraAccount> sender)
        implements Asked {
      public Known {
        sender = sender.filter(_ -> facts.sender().isPresent());
      }
    }

    /**
     * Somebody in the request has no account that could be used.
     *
     * @param why a sentence without its full stop
     * @param disabled whether Entra shows the account of one of its people as disabled
     */
    record NoAccount(String why, boolean disabled) implements Asked {}
  }

  /**
   * Whether the person with this mail address or principal name may request an entitlement.
   *
   * @param by who requests it for them; empty if they do so themselves
   * @param at when they request it; empty if now. Groups and on-call schedules are always the
   *     current ones
   * @param startsAt when it is to start; empty if at once
   */
  public Explained explain(
      String person,
      Optional<String> by,
      Optional<Instant> at,
      Optional<Instant> startsAt,
      Entitlement entitlement) {
    try {
      return switch (ask(
          entitlement,
          DescribedPerson.named(person),
          by.map(DescribedPerson::named),
          new DescribedPerson.Details(
              entitlement.policy().durations().getFirst(),
              PartialUsage.UNKNOWN,
              Optional.empty(),
              new MaybeKnown.Unknown<>("it is unknown which ticket the reason names"),
              at.orElseGet(clock::instant),
              startsAt,
              Optional.empty()))) {
        case Asked.Known known -> explained(entitlement, at, known);
        case Asked.NoAccount(String why, _) -> new Explained(why + ".", List.of());
      };
    } catch (DirectoryFailure failure) {
      return new Explained("It is unknown: " + failure.userSentenceStart() + ".", List.of());
    }
  }

  private static Explained explained(
      Entitlement entitlement, Optional<Instant> at, Asked.Known asked) {
    PartialFacts known = asked.facts();
    Explanation explanation = Explanation.of(entitlement.policy(), entitlement.overrides(), known);
    String who = asked.sender().orElse(asked.person()).name();
    String what =
        "request %s%s for %s%s%s"
            .formatted(
                entitlement.name(),
                asked.sender().isPresent() ? " on behalf of " + asked.person().name() : "",
                Durations.text(known.facts().duration()),
                known.startsAt().map(start -> " from " + start).orElse(""),
                at.map(time -> ", if they do so at " + time).orElse(""));
    return new Explained(
        switch (explanation.answer()) {
          case Explanation.Answer.May(int approvals) ->
              "%s may %s. Approvals needed: %d.".formatted(who, what, approvals);
          case Explanation.Answer.MayNot(var refusal) ->
              "%s may not %s: %s.".formatted(who, what, refusal.clause());
          case Explanation.Answer.Unknown(String why) ->
              "It is unknown whether %s may %s: %s.".formatted(who, what, why);
        },
        explanation.checks().stream()
            .map(check -> "%s: %s — %s".formatted(check.key(), check.text(), check.result().word()))
            .toList());
  }

  /**
   * What is known about a request, from the given details of its requester and sender and from the
   * directory.
   *
   * @param sender who requests it for the person; empty if they do so themselves
   * @throws DirectoryFailure when the directory could not be queried
   */
  public Asked ask(
      Entitlement entitlement,
      DescribedPerson person,
      Optional<DescribedPerson> sender,
      DescribedPerson.Details details) {
    return withAccount(
        person.name(), account -> ask(entitlement, person, account, sender, details));
  }

  private Asked ask(
      Entitlement entitlement,
      DescribedPerson person,
      EntraAccount account,
      Optional<DescribedPerson> sender,
      DescribedPerson.Details details) {
    Subject subject = subject(account, entitlement);
    Function<EntraAccount, Asked> byOther =
        other ->
            new Asked.Known(
                person.request(
                    subject,
                    entitlement,
                    details.sentBy(
                        sender.orElseThrow().sender(sender(other, entitlement), entitlement))),
                account,
                Optional.of(other));
    return sender
        .map(one -> withAccount(one.name(), byOther))
        .orElseGet(
            () ->
                new Asked.Known(
                    person.request(subject, entitlement, details), account, Optional.empty()));
  }

  private Asked withAccount(String name, Function<EntraAccount, Asked> then) {
    List<EntraAccount> found = people.withMail(name);
    List<EntraAccount> accounts = EntraAccount.onlyEnabled(found).map(List::of).orElse(found);
    if (accounts.size() != 1) {
      return new Asked.NoAccount(
          "Entra shows %d accounts of '%s'".formatted(accounts.size(), name), false);
    }
    EntraAccount account = accounts.getFirst();
    return account.enabled()
        ? then.apply(account)
        : new Asked.NoAccount(
            "Entra doesn't show the account of '%s' as enabled".formatted(name),
            account.status() == EntraAccount.Status.DISABLED);
  }

  /**
   * The person, with everything that is needed by the policies that may apply and their conditions.
   */
  private Subject subject(EntraAccount account, Entitlement entitlement) {
    return ofAll(entitlement, policy -> subjects.requester(account, policy))
        .with(
            subjects.inConditions(
                account, entitlement.conditionGroups(), entitlement.conditionTools()));
  }

  private Subject sender(EntraAccount account, Entitlement entitlement) {
    return ofAll(entitlement, policy -> subjects.senderOf(account, policy));
  }

  private static Subject ofAll(Entitlement entitlement, Function<Policy, Subject> asked) {
    return entitlement.allPolicies().stream().map(asked).reduce(Subject::with).orElseThrow();
  }
}
