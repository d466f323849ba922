package dev.hourkey.console;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.request.ChosenEntitlements;
import dev.hourkey.request.RequestableEntitlements;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What somebody can request, as pages show it. */
final class OfferedAccess {
  private OfferedAccess() {}

  /**
   * An entitlement to choose, or a bundle of them.
   *
   * @param about what it opens, or contains
   */
  record Item(String id, String name, String about) {}

  /** Bundles first, each with those of its entitlements that the user may request. */
  static List<Item> items(List<Entitlement> entitlements, List<Bundle> bundles) {
    return Stream.concat(
            bundles.stream()
                .map(
                    bundle ->
                        new Item(
                            bundle.id(),
                            bundle.name(),
                            String.join(
                                ", ",
                                entitlements.stream()
                                    .filter(one -> bundle.entitlements().contains(one.id()))
                                    .map(Entitlement::name)
                                    .toList())))
                .filter(item -> !item.about().isEmpty()),
            entitlements.stream()
                .map(
                    one ->
                        new Item(
                            one.id(),
                            one.name(),
                            String.join(
                                ", ",
                                one.opens().open().stream()
                                    .map(AccountAssignment::words)
                                    .toList()))))
        .toList();
  }

  /** An entitlement that was chosen. */
  record Chosen(String id, String name, List<AccountAssignment> opens, List<String> approvals) {
    static Chosen of(Entitlement entitlement) {
      return new Chosen(
          entitlement.id(),
          entitlement.name(),
          entitlement.opens().open(),
          AccessOverviewPages.approvals(entitlement));
    }
  }

  record Choice(DurationChoice duration, boolean chosen) {}

  /**
   * The fields for what was chosen.
   *
   * @param durations those that all offer
   * @param ahead how far ahead all may start; null unless all of them may start later
   * @param latest the latest start, as the form's field has it
   * @param forOthers whether the user may request all of it for others
   * @param breakGlass whether break-glass is offered: only for a single entitlement, because an
   *     emergency is evaluated for each entitlement separately
   */
  record Form(
      List<Chosen> chosen,
      List<Choice> durations,
      @Nullable String ahead,
      @Nullable String latest,
      boolean forOthers,
      boolean breakGlass) {}

  /** Returns the form; null if the user may request nothing of what was chosen. */
  static @Nullable Form form(
      RequestableEntitlements.Eligible eligible,
      List<Bundle> bundles,
      RequestInput entered,
      Instant now) {
    List<String> wanted = Bundle.expand(entered.ids(), bundles);
    List<Entitlement> entitlements =
        eligible.entitlements().stream().filter(one -> wanted.contains(one.id())).toList();
    if (entitlements.isEmpty()) {
      return null;
    }
    ChosenEntitlements together = new ChosenEntitlements(entitlements);
    Optional<Duration> ahead = together.startAhead();
    return new Form(
        entitlements.stream().map(Chosen::of).toList(),
        together.durations().stream()
            .map(one -> new Choice(DurationChoice.of(one), one.toSeconds() == entered.seconds()))
            .toList(),
        ahead.map(TimeText::words).orElse(null),
        ahead.map(far -> TimeField.text(now.plus(far))).orElse(null),
        entitlements.stream().map(Entitlement::id).allMatch(eligible.forOthers()::contains),
        entitlements.size() == 1 && entitlements.getFirst().breakGlass().isPresent());
  }
}
