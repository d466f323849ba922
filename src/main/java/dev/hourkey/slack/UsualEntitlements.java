package dev.hourkey.slack;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.PersonalGrants;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Finds out which entitlements somebody uses, from the grants that they had. */
@ApplicationScoped
class UsualEntitlements {
  private static final Logger LOG = Logger.getLogger(UsualEntitlements.class);

  /** How many ended grants are read. */
  private static final int ENDED = 50;

  /** A use counts less with each later use, so ten later uses outweigh it. */
  private static final double FADING = 0.9;

  private final Persons persons;
  private final PersonalGrants grants;

  UsualEntitlements(Persons persons, PersonalGrants grants) {
    this.persons = persons;
    this.grants = grants;
  }

  /**
   * The ids of the entitlements that somebody had, the most usual first. Never throws, because they
   * only put the choices in order.
   */
  List<String> of(ChatUser user) {
    try {
      return persons.linkedTo(user).map(person -> ranked(used(person.id()))).orElseGet(List::of);
    } catch (RuntimeException e) {
      LOG.warnf(e, "could not sort the choices of %s by use", user.userId());
      return List.of();
    }
  }

  private List<String> used(PersonId person) {
    return Stream.concat(
            grants.openOf(Set.of(person)).reversed().stream(),
            grants.lastEndedOf(Set.of(person), ENDED).stream())
        .map(grant -> grant.access().entitlement())
        .toList();
  }

  /**
   * Each of these once, the most frequent and most recent first.
   *
   * @param used the latest first
   */
  static List<String> ranked(List<String> used) {
    Map<String, Double> weights = new HashMap<>();
    double weight = 1;
    for (String id : used) {
      weights.merge(id, weight, Double::sum);
      weight *= FADING;
    }
    return used.stream()
        .distinct()
        .sorted(Comparator.comparing(weights::get, Collections.reverseOrder()))
        .toList();
  }

  /** First the usual ones in their own order, then the others by name. */
  static List<Entitlement> first(List<String> usual, List<Entitlement> all) {
    return all.stream()
        .sorted(
            Comparator.<Entitlement>comparingInt(
                    one -> usual.contains(one.id()) ? usual.indexOf(one.id()) : Integer.MAX_VALUE)
                .thenComparing(one -> one.name().toLowerCase(Locale.ROOT)))
        .toList();
  }
}
