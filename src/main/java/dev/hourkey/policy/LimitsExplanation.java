package dev.hourkey.policy;

import dev.hourkey.policy.Explanation.Check;
import dev.hourkey.text.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Explains the rules on when access may start and how much of it one person may have. */
final class LimitsExplanation {
  private LimitsExplanation() {}

  /** Why the rules refuse a request; empty if they do not, or if that is unknown. */
  static Optional<Refusal> refusal(Policy policy, PartialFacts known) {
    Instant now = known.facts().now();
    return StartRules.refusal(policy.startAhead(), known.startsAt(), now)
        .or(
            () ->
                known
                    .usage()
                    .totalRefusal(policy.limits(), known.facts().duration(), now, known.start()))
        .or(() -> known.usage().coolDownRefusal(policy.limits(), now, known.start()));
  }

  static List<Check> checks(Policy policy, PartialFacts known) {
    Limits limits = policy.limits();
    PartialUsage usage = known.usage();
    Duration wanted = known.facts().duration();
    Instant now = known.facts().now();
    List<Check> checks = new ArrayList<>();
    if (known.start().isAfter(now)) {
      checks.add(
          new Check(
              "start_ahead",
              policy
                  .startAhead()
                  .map(ahead -> "starts at most %s ahead".formatted(DurationText.words(ahead)))
                  .orElse("may start later"),
              TriState.of(
                  StartRules.refusal(policy.startAhead(), known.startsAt(), now).isEmpty())));
    }
    limits
        .total()
        .ifPresent(
            total ->
                checks.add(
                    new Check(
                        "limits",
                        "at most %s in %s"
                            .formatted(
                                DurationText.words(total),
                                DurationText.words(limits.within().orElseThrow())),
                        usage.totalKnown()
                            ? TriState.of(
                                usage.totalRefusal(limits, wanted, now, known.start()).isEmpty())
                            : TriState.UNKNOWN)));
    limits
        .coolDown()
        .ifPresent(
            pause ->
                checks.add(
                    new Check(
                        "limits",
                        "a pause of " + DurationText.words(pause) + " after the last one",
                        usage.coolDownKnown()
                            ? TriState.of(
                                usage.coolDownRefusal(limits, now, known.start()).isEmpty())
                            : TriState.UNKNOWN)));
    return checks;
  }
}
