package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Selects the grants or requests of a list. An empty value does not filter.
 *
 * @param people the people whose grants or requests are listed
 * @param group the object id or name of an Entra group
 * @param account an account's id or name, as it was when access was requested
 * @param approvers the people who decided on them
 * @param from leaves out grants or requests that had ended before this time
 * @param to leaves out grants or requests that began at this time or later
 * @param <S> the states that people can filter by
 */
public record ListSelection<S>(
    Optional<List<PersonId>> people,
    Optional<String> entitlement,
    Optional<String> group,
    Optional<String> account,
    Optional<List<PersonId>> approvers,
    Optional<S> state,
    Optional<Instant> from,
    Optional<Instant> to) {
  public static <S> ListSelection<S> all() {
    return of(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Selects by person, entitlement and account, if they are given. */
  public static <S> ListSelection<S> of(
      Optional<PersonId> person, Optional<String> entitlement, Optional<String> account) {
    return new ListSelection<>(
        person.map(List::of),
        entitlement,
        Optional.empty(),
        account,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same selection, but only in this state. */
  public ListSelection<S> in(S one) {
    return new ListSelection<>(
        people, entitlement, group, account, approvers, Optional.of(one), from, to);
  }
}
