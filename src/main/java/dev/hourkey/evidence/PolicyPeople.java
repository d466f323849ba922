package dev.hourkey.evidence;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.policy.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Who may request and who may approve each entitlement, according to the policy in force and what
 * Entra shows now. Every method throws a {@link DirectoryFailure} if a part of the answer is
 * unknown.
 */
@ApplicationScoped
public class PolicyPeople {
  private final Catalog catalog;
  private final PersonDirectory people;

  public PolicyPeople(Catalog catalog, PersonDirectory people) {
    this.catalog = catalog;
    this.people = people;
  }

  /** The people of one entitlement. */
  public record Of(Entitlement entitlement, NamedPeople named) {}

  /** All entitlements that can be requested now, with the version; fails while they are unknown. */
  public Catalog.Versioned everything() {
    Catalog.Versioned now = catalog.versioned();
    if (!now.snapshot().complete()) {
      String why =
          now.snapshot()
              .incompleteReason()
              .orElse("Hourkey is still checking what can be requested");
      throw DirectoryFailure.temporary("list the catalog", null, new IllegalStateException(why))
          .withUserText(why);
    }
    return now;
  }

  /** Who may request and who may approve an entitlement. */
  public record Both(NamedPeople eligible, NamedPeople approvers) {}

  /**
   * Who may request and who may approve this entitlement. Entra is queried once for entries that
   * both lists name.
   */
  public Both of(Entitlement one) {
    PrincipalAccounts accounts = new PrincipalAccounts(people);
    return new Both(NamedPeople.eligible(one, accounts), NamedPeople.approvers(one, accounts));
  }

  /** Who may request each of these. */
  public Stream<Of> eligible(List<Entitlement> some) {
    return named(some, NamedPeople::eligible);
  }

  /** Who may approve requests for each of these. */
  public Stream<Of> approvers(List<Entitlement> some) {
    return named(some, NamedPeople::approvers);
  }

  /**
   * Queries Entra for everything before it returns the first entitlement. Keeps the people of only
   * one entitlement in memory.
   */
  private Stream<Of> named(
      List<Entitlement> some,
      BiFunction<Entitlement, Function<Principal, Optional<List<EntraAccount>>>, NamedPeople>
          rule) {
    PrincipalAccounts accounts = new PrincipalAccounts(people);
    for (Entitlement one : some) {
      NamedPeople _ = rule.apply(one, accounts);
    }
    return some.stream().map(one -> new Of(one, rule.apply(one, accounts)));
  }
}
