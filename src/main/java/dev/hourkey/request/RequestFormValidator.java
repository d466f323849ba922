package dev.hourkey.request;

import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.StartRules;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a request form while its sender still has it open. Whether they may request this is
 * decided later. Pure.
 */
public final class RequestFormValidator {
  /** A start that passed while the form was being filled in counts as "now". */
  private static final Duration FILLING_IN = Duration.ofMinutes(5);

  private RequestFormValidator() {}

  /** What somebody fills in. */
  public enum Field {
    WHAT,
    HOW_LONG,
    START,
    WHY
  }

  /**
   * What is wrong, at most one sentence for each field.
   *
   * @param offered the entitlements that the sender could choose; others are not checked here
   * @param complete false if {@code offered} may be incomplete; a missing entitlement is then
   *     checked later
   */
  public static Map<Field, String> problems(
      SubmissionCommand.NewRequest wanted,
      List<Entitlement> offered,
      boolean complete,
      Instant now) {
    Map<Field, String> problems = new EnumMap<>(Field.class);
    List<String> ids = wanted.entitlements();
    List<Entitlement> known = offered.stream().filter(one -> ids.contains(one.id())).toList();
    wanted
        .startsAt()
        .flatMap(
            at ->
                known.stream()
                    .flatMap(each -> startProblem(each, at, wanted.breakGlass(), now).stream())
                    .findFirst())
        .ifPresent(problem -> problems.put(Field.START, problem));
    if (ids.size() > Bundle.MAX_ENTITLEMENTS) {
      problems.put(
          Field.WHAT,
          "At most %d entitlements can be requested together; you chose %d."
              .formatted(Bundle.MAX_ENTITLEMENTS, ids.size()));
      return problems;
    }
    if (known.isEmpty()) {
      if (complete) {
        problems.put(Field.WHAT, "This can't be requested, or not by you. Choose another.");
      }
      return problems;
    }
    if (known.stream().noneMatch(each -> each.durations().contains(wanted.duration()))) {
      problems.put(Field.HOW_LONG, new Refusal.DurationNotOffered().sentence());
    }
    List<String> refused =
        known.stream()
            .flatMap(
                each ->
                    each
                        .justificationRefusal(wanted.justification(), wanted.breakGlass())
                        .map(refusal -> named(ids, each, refusal))
                        .stream())
            .distinct()
            .toList();
    if (!refused.isEmpty()) {
      problems.put(Field.WHY, String.join(" ", refused));
    }
    return problems;
  }

  /** Why a start that somebody chose is refused at once; empty if it is not. */
  private static Optional<String> startProblem(
      Entitlement wanted, Instant start, boolean breakGlass, Instant now) {
    return start.isBefore(now.minus(FILLING_IN))
        ? Optional.of("This is in the past. Choose a later time, or none to start at once.")
        : StartRules.refusal(
                breakGlass ? Optional.empty() : wanted.startAhead(), Optional.of(start), now)
            .map(Refusal::sentence);
  }

  private static String named(List<String> ids, Entitlement one, Refusal refusal) {
    return (ids.size() == 1 ? "" : one.name() + ": ") + refusal.sentence();
  }
}
