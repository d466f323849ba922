package dev.hourkey.evidence;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The people that an entitlement's rules name, each with the entries of the policy file that name
 * them. Rules of overrides count even if their condition does not hold now, because it may later.
 * Pure.
 *
 * @param people the people, sorted by name
 * @param unlisted entries whose people cannot be listed, such as {@code anyone}
 */
public record NamedPeople(List<Named> people, List<String> unlisted) {
  /**
   * A person who is named.
   *
   * @param entries the entries as in the policy file, each with its place unless that is the base
   *     rules
   */
  public record Named(EntraAccount account, List<String> entries) {}

  /** One entry of the rules, and its text in a list. */
  private record Entry(Principal principal, String words) {}

  /** The entries that name people, and the entries that exclude some of them. */
  private record Rules(List<Entry> entries, List<Entry> excluded) {}

  /**
   * Who may request an entitlement.
   *
   * @param accounts finds the accounts of an entry; empty if its people cannot be listed
   */
  public static NamedPeople eligible(
      Entitlement entitlement, Function<Principal, Optional<List<EntraAccount>>> accounts) {
    List<Rules> rules = new ArrayList<>();
    rules.add(eligible(entitlement.policy(), ""));
    for (PolicyOverride override : entitlement.overrides()) {
      rules.add(eligible(override.policy(), " (" + override.words() + ")"));
    }
    entitlement
        .breakGlass()
        .ifPresent(breakGlass -> rules.add(eligible(breakGlass.policy(), " (break_glass)")));
    return of(rules, accounts);
  }

  private static Rules eligible(Policy policy, String where) {
    return new Rules(
        entries(policy.eligible(), where), entries(policy.excluded(), " in 'excluded'" + where));
  }

  /** Who may approve requests for an entitlement, or review its use by break-glass. */
  public static NamedPeople approvers(
      Entitlement entitlement, Function<Principal, Optional<List<EntraAccount>>> accounts) {
    List<Rules> rules = new ArrayList<>();
    rules.add(approvers(entitlement.policy(), ""));
    for (PolicyOverride override : entitlement.overrides()) {
      rules.add(approvers(override.policy(), " (" + override.words() + ")"));
    }
    entitlement
        .breakGlass()
        .map(BreakGlass::reviewBy)
        .ifPresent(by -> rules.add(new Rules(entries(by, " (break_glass review)"), List.of())));
    return of(rules, accounts);
  }

  private static Rules approvers(Policy policy, String where) {
    return new Rules(
        IntStream.range(0, policy.stages().size())
            .filter(i -> policy.stages().get(i).approvals() > 0)
            .boxed()
            .flatMap(
                i ->
                    entries(policy.stages().get(i).everybody(), " (stage " + (i + 1) + ")" + where)
                        .stream())
            .toList(),
        List.of());
  }

  private static List<Entry> entries(List<Principal> principals, String where) {
    return principals.stream().map(one -> new Entry(one, written(one) + where)).toList();
  }

  /** A principal as the policy file writes it. */
  public static String written(Principal principal) {
    return switch (principal) {
      case Principal.Group(_, String name) -> "group:" + name;
      case Principal.One(String name) -> "person:" + name;
      case Principal.Manager _ -> "manager";
      case Principal.OnCall(String name, _) -> "on_call:" + name;
      case Principal.ChatGroup(String name) -> "slack_group:" + name;
      case Principal.Anyone _ -> "anyone";
    };
  }

  private static NamedPeople of(
      List<Rules> all, Function<Principal, Optional<List<EntraAccount>>> accounts) {
    Map<PersonId, EntraAccount> found = new LinkedHashMap<>();
    Map<PersonId, Set<String>> entries = new LinkedHashMap<>();
    Set<String> unlisted = new LinkedHashSet<>();
    for (Rules rules : all) {
      Set<PersonId> out = new LinkedHashSet<>();
      for (Entry entry : rules.excluded()) {
        listed(entry, accounts, unlisted).map(EntraAccount::id).forEach(out::add);
      }
      for (Entry entry : rules.entries()) {
        listed(entry, accounts, unlisted)
            .filter(account -> !out.contains(account.id()))
            .forEach(
                account -> {
                  found.put(account.id(), account);
                  entries
                      .computeIfAbsent(account.id(), _ -> new LinkedHashSet<>())
                      .add(entry.words());
                });
      }
    }
    return new NamedPeople(
        found.values().stream()
            .sorted(
                java.util.Comparator.comparing(EntraAccount::name)
                    .thenComparing(account -> account.id().value()))
            .map(account -> new Named(account, List.copyOf(entries.get(account.id()))))
            .toList(),
        List.copyOf(unlisted));
  }

  private static Stream<EntraAccount> listed(
      Entry entry,
      Function<Principal, Optional<List<EntraAccount>>> accounts,
      Set<String> unlisted) {
    Optional<List<EntraAccount>> found = accounts.apply(entry.principal());
    if (found.isEmpty()) {
      unlisted.add(entry.words());
    }
    return found.stream().flatMap(List::stream);
  }

  /** All people in one text, so that a later comparison shows whether a list is still the same. */
  String text(String entitlement) {
    return people.stream()
        .map(one -> line(entitlement, one.account().id(), one.entries()))
        .collect(Collectors.joining());
  }

  /** The line of a person in that text. */
  static String line(String entitlement, PersonId person, List<String> entries) {
    return "%s\t%s\t%s\n".formatted(entitlement, person, String.join("; ", entries));
  }
}
