package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which grants or requests a list has; an empty value does not filter.
 *
 * @param people the people they belong to
 * @param group the object id or name of an Entra group
 * @param account an account's id or name, as it was when access was requested
 * @param approvers those who decided on them
 * @param from leaves out what had ended before this time
 * @param to leaves out what began at this time or later
 * @param <S> the states by which people filter
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

  /** The same selection, in this state only. */
  public ListSelection<S> in(S one) {
    return new ListSelection<>(
        people, entitlement, group, account, approvers, Optional.of(one), from, to);
  }
}
