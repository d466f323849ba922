package dev.hourkey.catalog;

import dev.hourkey.policy.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code limits}. */
final class LimitsReader {
  private LimitsReader() {}

  /**
   * The limits of an entitlement; none if it has none, or if they are wrong.
   *
   * @param durations the durations that can be requested
   */
  static Limits read(
      YamlSection entitlement, List<Duration> durations, List<CatalogProblem> problems) {
    return entitlement
        .node("limits")
        .map(node -> read(new YamlSection(node, PolicyKeys.LIMITS, null, problems), durations))
        .orElse(Limits.NONE);
  }

  private static Limits read(YamlSection section, List<Duration> durations) {
    if (PolicyKeys.LIMITS.stream().noneMatch(section::owns)) {
      section.problem(section.line(), "'limits' needs 'total' and 'within', or 'cool_down'");
    }
    Optional<Duration> total = duration(section, "total");
    Optional<Duration> within = duration(section, "within");
    Optional<Duration> coolDown = duration(section, "cool_down");
    if (section.owns("total") != section.owns("within")) {
      section.problem(
          section.line(),
          section.owns("total")
              ? "'total' needs 'within', like 7d: the period that 'total' applies to"
              : "'within' needs 'total', like 8h: how much time is allowed in that period");
    }
    if (total.isEmpty() || within.isEmpty()) {
      return new Limits(Optional.empty(), Optional.empty(), coolDown);
    }
    if (total.get().compareTo(within.get()) >= 0) {
      section.problem(
          section.lineOf("total"),
          "'total' must be shorter than 'within'; otherwise it limits nothing");
    }
    if (!durations.isEmpty()
        && durations.stream().allMatch(one -> one.compareTo(total.get()) > 0)) {
      section.problem(
          section.lineOf("total"),
          "'total' is shorter than all 'durations', so nothing could be requested");
    }
    return new Limits(total, within, coolDown);
  }

  /** A duration that may be left out. */
  static Optional<Duration> duration(YamlSection section, String key) {
    return Optional.of(section.duration(key, Duration.ZERO)).filter(Duration::isPositive);
  }
}
