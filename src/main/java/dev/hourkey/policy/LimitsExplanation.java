package dev.hourkey.policy;

import dev.hourkey.policy.Explanation.Check;
import dev.hourkey.text.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the limits of a policy are explained. */
final class LimitsExplanation {
  private LimitsExplanation() {}

  /** Why the limits refuse a request; empty if they do not, or if that is unknown. */
  static Optional<Refusal> refusal(Policy policy, KnownFacts known) {
    return known
        .usage()
        .totalRefusal(policy.limits(), known.facts().duration(), known.facts().now())
        .or(() -> known.usage().coolDownRefusal(policy.limits(), known.facts().now()));
  }

  static List<Check> checks(Policy policy, KnownFacts known) {
    Limits limits = policy.limits();
    KnownUsage usage = known.usage();
    Duration wanted = known.facts().duration();
    Instant now = known.facts().now();
    List<Check> checks = new ArrayList<>();
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
                            ? Truth.of(usage.totalRefusal(limits, wanted, now).isEmpty())
                            : Truth.UNKNOWN)));
    limits
        .coolDown()
        .ifPresent(
            pause ->
                checks.add(
                    new Check(
                        "limits",
                        "a pause of " + DurationText.words(pause) + " after the last one",
                        usage.coolDownKnown()
                            ? Truth.of(usage.coolDownRefusal(limits, now).isEmpty())
                            : Truth.UNKNOWN)));
    return checks;
  }
}
