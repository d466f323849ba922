package dev.hourkey.console;

import static java.util.Objects.requireNonNull;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.UnavailableEntitlement;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.request.ProvisioningBlockers;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An entitlement in a list.
 *
 * @param group the name of its group in Entra; empty if it is not known
 * @param requesters who may request it; empty if its policy is not known
 * @param otherwise who may request or approve it under rules other than the usual ones
 * @param active how many grants are active now
 * @param why it can't be requested, or why that is not known
 */
record EntitlementRow(
    String id,
    String name,
    String group,
    List<AccountAssignment> opens,
    String requesters,
    List<String> approvals,
    List<String> otherwise,
    long active,
    State state,
    String why) {

  /** Whether it can be requested now. */
  enum State {
    REQUESTABLE("Yes", "good"),
    UNAVAILABLE("No", "bad"),
    UNKNOWN("Not known", "wait");

    private final String words;
    private final String tone;

    State(String words, String tone) {
      this.words = words;
      this.tone = tone;
    }

    public StatusLabel label() {
      return new StatusLabel(words, tone);
    }
  }

  /**
   * Everything in the policy file, and everything else that has an open grant, by id.
   *
   * @param active how many grants are active, by entitlement
   * @param refused why requests were refused lately, by the object id of the group
   */
  static Collection<EntitlementRow> all(
      CatalogSnapshot now,
      Map<String, Long> active,
      Map<String, ProvisioningBlockers.Known> refused) {
    return rows(_ -> true, now, active, refused).values();
  }

  /** The row for this id, even if the policy file does not have it; its grants are not counted. */
  static EntitlementRow of(
      String id, CatalogSnapshot now, Map<String, ProvisioningBlockers.Known> refused) {
    return requireNonNull(rows(id::equals, now, Map.of(id, 0L), refused).get(id));
  }

  private static Map<String, EntitlementRow> rows(
      Predicate<String> wanted,
      CatalogSnapshot now,
      Map<String, Long> active,
      Map<String, ProvisioningBlockers.Known> refused) {
    String unchecked =
        now.incompleteReason().orElse("Hourkey is still checking it with Entra and AWS");
    Map<String, EntitlementRow> rows = new TreeMap<>();
    Consumer<EntitlementRow> row =
        one -> {
          if (wanted.test(one.id)) {
            rows.put(one.id, one);
          }
        };
    for (String id : active.keySet()) {
      row.accept(
          now.complete()
              ? unnamed(
                  id,
                  active,
                  State.UNAVAILABLE,
                  "nothing in the policy file in force has this id now")
              : unnamed(id, active, State.UNKNOWN, unchecked));
    }
    for (CatalogSnapshot.LeftOut one : now.leftOut()) {
      boolean undecided = now.undecided().contains(one.id());
      row.accept(
          unnamed(
              one.id(),
              active,
              undecided ? State.UNKNOWN : State.UNAVAILABLE,
              undecided && !now.complete() ? unchecked : one.why()));
    }
    now.unchecked().forEach(one -> row.accept(of(one, active, State.UNKNOWN, unchecked)));
    for (UnavailableEntitlement one : now.unavailable()) {
      row.accept(of(one.entitlement(), active, State.UNAVAILABLE, one.why()));
    }
    for (Entitlement one : now.entitlements()) {
      ProvisioningBlockers.Known last = refused.get(one.group().id());
      row.accept(
          last == null
              ? of(one, active, State.REQUESTABLE, "")
              : of(
                  one,
                  active,
                  State.UNKNOWN,
                  "refused at the last request, on %s: %s"
                      .formatted(TimeText.text(last.seenAt()), last.what())));
    }
    return rows;
  }

  private static EntitlementRow of(
      Entitlement one, Map<String, Long> active, State state, String why) {
    return new EntitlementRow(
        one.id(),
        one.name(),
        one.group().name(),
        one.opens().open(),
        requesters(one.policy()),
        AccessOverviewPages.approvals(one),
        otherwise(one),
        active.getOrDefault(one.id(), 0L),
        state,
        why);
  }

  /** An entitlement about which only the id is known. */
  private static EntitlementRow unnamed(
      String id, Map<String, Long> active, State state, String why) {
    return new EntitlementRow(
        id, id, "", List.of(), "", List.of(), List.of(), active.getOrDefault(id, 0L), state, why);
  }

  /** Who may request it under a policy, in words. */
  static String requesters(Policy policy) {
    String excluded = words(policy.excluded());
    return policy.eligible().isEmpty()
        ? "nobody"
        : words(policy.eligible()) + (excluded.isEmpty() ? "" : ", except " + excluded);
  }

  private static String words(List<Principal> principals) {
    return principals.stream().map(Principal::words).collect(Collectors.joining(" or "));
  }

  private static List<String> otherwise(Entitlement one) {
    return Stream.concat(
            one.breakGlass().map(BreakGlass::policy).stream()
                .map(policy -> "At once, by break-glass: " + requesters(policy)),
            one.overrides().isEmpty() ? Stream.of() : Stream.of("Other rules under conditions"))
        .toList();
  }

  /** Why it can't be requested, in a sentence; empty if it can. */
  String problem() {
    return switch (state) {
      case REQUESTABLE -> "";
      case UNAVAILABLE -> "It can't be requested now: " + why + ".";
      case UNKNOWN -> "It is not known whether it can be requested now: " + why + ".";
    };
  }

  /** Whether the row contains these words anywhere, in upper or lower case. */
  boolean mentions(String words) {
    return Stream.of(
            Stream.of(id, name, group, requesters),
            approvals.stream(),
            otherwise.stream(),
            opens.stream().map(AccountAssignment::words))
        .flatMap(texts -> texts)
        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT)));
  }
}
