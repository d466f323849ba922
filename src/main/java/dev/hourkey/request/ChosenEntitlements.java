package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Entitlements that somebody may request together. Pure. */
public record ChosenEntitlements(List<Entitlement> entitlements) {
  public ChosenEntitlements {
    entitlements = List.copyOf(entitlements);
  }

  /** How long all of them can be requested for, in ascending order. */
  public List<Duration> durations() {
    return entitlements.stream()
        .limit(1)
        .flatMap(first -> first.durations().stream())
        .filter(one -> entitlements.stream().allMatch(each -> each.durations().contains(one)))
        .toList();
  }

  /** How far ahead all of them may start; empty unless all of them may. */
  public Optional<Duration> startAhead() {
    List<Duration> ahead =
        entitlements.stream().flatMap(each -> each.startAhead().stream()).sorted().toList();
    return ahead.size() == entitlements.size() ? ahead.stream().findFirst() : Optional.empty();
  }
}
