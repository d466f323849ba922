package dev.hourkey.slack;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.ChatUser;
import dev.hourkey.slack.EligibilityLookup.Offered;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The choices in the form that people have open. Slack asks at every key press and waits for three
 * seconds, so the answer comes from memory. A submission is authorized again.
 */
@ApplicationScoped
class EntitlementChoices {
  private static final int MAX_PEOPLE = 500;

  /** Longer than most people leave a form open; later, the choices are looked up again. */
  private static final Duration KEPT = Duration.ofMinutes(30);

  private final EligibilityLookup eligibility;
  private final UsualEntitlements usual;
  private final Catalog catalog;
  private final Clock clock;
  private final LinkedHashMap<ChatUser, CachedChoices> kept = new LinkedHashMap<>();

  EntitlementChoices(
      EligibilityLookup eligibility, UsualEntitlements usual, Catalog catalog, Clock clock) {
    this.eligibility = eligibility;
    this.usual = usual;
    this.catalog = catalog;
    this.clock = clock;
  }

  /**
   * @param choices first those that the person uses, then the others by name
   * @param usual the ids of those that the person uses
   */
  private record CachedChoices(Offered.Choices choices, Set<String> usual, Instant at) {}

  private static final Offered.Choices NONE = new Offered.Choices(List.of(), Set.of());

  /**
   * Looks up what somebody who opens the form may request, and keeps it for their searches. If that
   * is unknown, {@link #of} returns what was known before.
   */
  Offered lookUp(ChatUser user) {
    Offered offered = eligibility.to(user);
    List<String> theirs = usual.of(user);
    Offered.Choices known =
        switch (offered) {
          case Offered.Choices these -> these;
          case Offered.Nothing _ -> NONE;
          case Offered.Unknown _ -> earlier(user, theirs);
        };
    keep(
        user,
        new Offered.Choices(
            UsualEntitlements.first(theirs, known.entitlements()), known.forOthers()),
        theirs);
    return offered;
  }

  /** What somebody could request at the last look-up or, without one, what they have had before. */
  private Offered.Choices earlier(ChatUser user, List<String> theirs) {
    synchronized (kept) {
      CachedChoices last = kept.get(user);
      if (last != null && !last.choices.entitlements().isEmpty()) {
        return last.choices;
      }
    }
    return new Offered.Choices(
        theirs.stream()
            .flatMap(id -> catalog.find(id).stream())
            .map(Entitlement::withoutBreakGlass)
            .toList(),
        Set.of());
  }

  /** What somebody may choose from. It is looked up if another replica has filled their form. */
  Offered.Choices of(ChatUser user) {
    return recent(user).choices;
  }

  private CachedChoices recent(ChatUser user) {
    return kept(user)
        .orElseGet(
            () -> {
              Offered _ = lookUp(user);
              return kept(user).orElseGet(() -> new CachedChoices(NONE, Set.of(), clock.instant()));
            });
  }

  private Optional<CachedChoices> kept(ChatUser user) {
    Instant now = clock.instant();
    synchronized (kept) {
      return Optional.ofNullable(kept.get(user))
          .filter(known -> !known.at.isAfter(now) && now.isBefore(known.at.plus(KEPT)));
    }
  }

  /**
   * The choices that fit what somebody has typed, at most as many as Slack shows: what they use,
   * then bundles, then the others.
   */
  List<Block.Option> search(ChatUser user, String typed) {
    CachedChoices known = recent(user);
    List<Entitlement> all = known.choices.entitlements();
    List<Entitlement> theirs = all.stream().filter(one -> known.usual.contains(one.id())).toList();
    List<Entitlement> others = all.stream().filter(one -> !theirs.contains(one)).toList();
    return Stream.of(
            matching(theirs, typed).stream().map(Selection::option),
            matching(bundles(all), typed, EntitlementChoices::has).map(Selection::option),
            matching(others, typed).stream().map(Selection::option))
        .flatMap(options -> options)
        .limit(BlockJson.MAX_OPTIONS)
        .toList();
  }

  /** What somebody selects with these ids of entitlements and bundles; unknown ids are left out. */
  Selection select(ChatUser user, List<String> ids) {
    Offered.Choices offered = of(user);
    List<Entitlement> known = offered.entitlements();
    List<Block.Option> options = new ArrayList<>();
    Set<String> wanted = new LinkedHashSet<>();
    for (String id : ids) {
      bundles(known).stream()
          .filter(bundle -> bundle.id().equals(id))
          .forEach(
              bundle -> {
                options.add(Selection.option(bundle));
                wanted.addAll(bundle.entitlements());
              });
      known.stream()
          .filter(one -> one.id().equals(id))
          .forEach(
              one -> {
                options.add(Selection.option(one));
                wanted.add(id);
              });
    }
    List<Entitlement> selected =
        wanted.stream().flatMap(id -> known.stream().filter(one -> one.id().equals(id))).toList();
    return new Selection(options, selected, offered.forOthers(selected));
  }

  /**
   * The bundles that fit what somebody has typed, each with those of its entitlements that they may
   * request.
   */
  List<Bundle> bundles(List<Entitlement> known, String typed) {
    Set<String> ids = known.stream().map(Entitlement::id).collect(Collectors.toSet());
    return matching(bundles(known), typed, EntitlementChoices::has)
        .map(
            bundle ->
                new Bundle(
                    bundle.line(),
                    bundle.id(),
                    bundle.name(),
                    bundle.entitlements().stream().filter(ids::contains).toList()))
        .toList();
  }

  /** The bundles from which a person may request something. */
  private List<Bundle> bundles(List<Entitlement> known) {
    return catalog.current().bundles().stream()
        .filter(bundle -> known.stream().anyMatch(one -> bundle.entitlements().contains(one.id())))
        .toList();
  }

  /**
   * The choices that have every typed word in their name, their id, or an account or permission set
   * that they open. Those whose names begin with the text come first.
   */
  static List<Entitlement> matching(List<Entitlement> choices, String typed) {
    List<Entitlement> found = matching(choices, typed, EntitlementChoices::has).toList();
    String wanted = lower(typed.strip());
    return Stream.concat(
            found.stream().filter(one -> lower(one.name()).startsWith(wanted)),
            found.stream().filter(one -> !lower(one.name()).startsWith(wanted)))
        .limit(BlockJson.MAX_OPTIONS)
        .toList();
  }

  private static <T> Stream<T> matching(List<T> choices, String typed, BiPredicate<T, String> has) {
    List<String> words =
        Stream.of(lower(typed.strip()).split("\\s+")).filter(one -> !one.isEmpty()).toList();
    return choices.stream().filter(one -> words.stream().allMatch(word -> has.test(one, word)));
  }

  private static boolean has(Bundle bundle, String word) {
    return lower(bundle.name()).contains(word)
        || bundle.id().contains(word)
        || bundle.entitlements().stream().anyMatch(id -> id.contains(word));
  }

  private static boolean has(Entitlement entitlement, String word) {
    return lower(entitlement.name()).contains(word)
        || entitlement.id().contains(word)
        || entitlement.opens().targets().stream().anyMatch(target -> has(target, word));
  }

  private static boolean has(AccountAssignment target, String word) {
    return target.accountId().contains(word)
        || lower(target.accountName()).contains(word)
        || lower(target.permissionSet()).contains(word);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private void keep(ChatUser user, Offered.Choices choices, List<String> theirs) {
    synchronized (kept) {
      kept.remove(user); // Makes it the newest entry.
      kept.put(user, new CachedChoices(choices, Set.copyOf(theirs), clock.instant()));
      if (kept.size() > MAX_PEOPLE) {
        kept.remove(kept.firstEntry().getKey());
      }
    }
  }
}
