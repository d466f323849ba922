package dev.hourkey.catalog;

import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.ConditionFacts;
import dev.hourkey.policy.Explanation;
import dev.hourkey.policy.Explanation.Answer;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.PartialFacts;
import dev.hourkey.policy.PartialUsage;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.TriState;
import dev.hourkey.text.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of the operator's own test cases: who requests what, and which answer the operator expects.
 *
 * @param line where it begins in the file of cases
 * @param duration the requested duration; the shortest that is offered if it is left out
 * @param usage for how long the person has had the access lately, and when it last ended
 * @param justification not checked if it is left out
 * @param ticket the ticket that the justification names
 * @param startsAt when it is to start; at once if it is left out
 * @param sender who requests it for the person; if it is left out, the person requests it
 *     themselves
 */
public record PolicyTestCase(
    int line,
    String name,
    DescribedPerson person,
    String entitlement,
    Optional<Duration> duration,
    PartialUsage usage,
    Optional<String> justification,
    MaybeKnown<ConditionFacts.Ticket> ticket,
    Instant at,
    Optional<Instant> startsAt,
    Optional<DescribedPerson> sender,
    Expectation expected) {

  /**
   * The expected answer. Values that are left out are not compared.
   *
   * @param refused a part of the reason for which the request is refused
   * @param approvals how many are needed, over all stages
   * @param who the approvers of all stages, as the policy file writes them
   * @param escalateTo the people that the stages escalate to, as the policy file writes them
   * @param breakGlass whether they may have it at once by break-glass
   */
  public record Expectation(
      Optional<Boolean> requestable,
      Optional<String> refused,
      Optional<Integer> approvals,
      Optional<Set<String>> who,
      Optional<Set<String>> escalateTo,
      Optional<Boolean> breakGlass) {
    /** Whether the answer to an ordinary request is compared. */
    boolean ofRequest() {
      return requestable.isPresent()
          || refused.isPresent()
          || approvals.isPresent()
          || who.isPresent()
          || escalateTo.isPresent();
    }
  }

  /**
   * The differences between the policy and what is expected, one sentence each; empty if there are
   * none.
   */
  public List<String> failures(PolicyFile file, CatalogSnapshot snapshot) {
    return snapshot
        .find(entitlement)
        .map(this::failures)
        .orElseGet(
            () ->
                file.rules().isEmpty()
                    ? refused(snapshot.missing(entitlement))
                    : List.of(
                        "it is unknown whether one of the 'rules' makes '%s'"
                            .formatted(entitlement)));
  }

  private List<String> failures(Entitlement found) {
    PartialFacts known =
        person.request(
            found,
            new DescribedPerson.Details(
                duration.orElseGet(() -> found.policy().durations().getFirst()),
                usage,
                justification,
                ticket,
                at,
                startsAt,
                sender.map(one -> one.sender(found))));
    List<String> failures = new ArrayList<>();
    if (expected.ofRequest()) {
      failures.addAll(failures(Explanation.of(found.policy(), found.overrides(), known)));
    }
    expected
        .breakGlass
        .flatMap(may -> breakGlass(may, found.breakGlass().map(rules -> rules.mayUse(known))))
        .ifPresent(failures::add);
    return failures;
  }

  private static Optional<String> breakGlass(boolean may, Optional<TriState> found) {
    return switch (found.orElse(TriState.UNSATISFIED)) {
      case UNKNOWN -> Optional.of("it is unknown whether they may have it at once by break-glass");
      case SATISFIED ->
          may ? Optional.empty() : Optional.of("they may have it at once by break-glass");
      case UNSATISFIED ->
          may ? Optional.of("they may not have it at once by break-glass") : Optional.empty();
    };
  }

  private List<String> failures(Explanation explanation) {
    return switch (explanation.answer()) {
      case Answer.Unknown(String why) ->
          List.of("it is unknown whether they may request it: " + why);
      case Answer.MayNot(var refusal) -> refused(refusal.clause());
      case Answer.May(int approvals) -> granted(approvals, explanation.stages());
    };
  }

  private List<String> refused(String why) {
    List<String> failures = new ArrayList<>();
    if (expected.requestable.orElse(false)
        || expected.approvals.isPresent()
        || expected.who.isPresent()
        || expected.escalateTo.isPresent()) {
      failures.add("they may not request it: " + why);
    }
    expected
        .refused
        .filter(part -> !lower(why).contains(lower(part)))
        .ifPresent(part -> failures.add("expected to be refused with '" + part + "': " + why));
    return failures;
  }

  private List<String> granted(int approvals, List<ApprovalStage> stages) {
    List<String> failures = new ArrayList<>();
    if (expected.refused.isPresent() || !expected.requestable.orElse(true)) {
      failures.add("they may request it");
    }
    expected
        .approvals
        .filter(number -> number != approvals)
        .ifPresent(
            number ->
                failures.add(
                    "expected %s: %d".formatted(Counted.of(number, "approval"), approvals)));
    other(expected.who, stages.stream().flatMap(stage -> stage.approvers().stream()))
        .ifPresent(who -> failures.add("expected the approvers " + who));
    other(
            expected.escalateTo,
            stages.stream()
                .flatMap(stage -> stage.escalation().stream())
                .flatMap(escalation -> escalation.to().stream()))
        .ifPresent(who -> failures.add("expected an escalation to " + who));
    return failures;
  }

  /** The expected people and the actual ones, if they are not the same. */
  private static Optional<String> other(
      Optional<Set<String>> expected, Stream<Principal> principals) {
    Set<String> people = principals.map(PolicyTestCase::written).collect(Collectors.toSet());
    return expected
        .filter(
            names ->
                !names.stream()
                    .map(PolicyTestCase::asWritten)
                    .collect(Collectors.toSet())
                    .equals(people))
        .map(names -> "%s: %s".formatted(names, people));
  }

  /** A principal as the policy file writes it. */
  private static String written(Principal principal) {
    return lower(
        switch (principal) {
          case Principal.Group(_, String name) -> "group:" + name;
          case Principal.One(String name) -> "person:" + name;
          case Principal.Manager _ -> "manager";
          case Principal.OnCall(String name, _) -> PrincipalForm.ON_CALL + name;
          case Principal.ChatGroup(String name) -> PrincipalForm.CHAT_GROUP + name;
          case Principal.Anyone _ -> "anyone";
        });
  }

  private static String asWritten(String name) {
    return lower(name).replaceFirst("^(" + PrincipalForm.CHAT_GROUP + ")@", "$1");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
