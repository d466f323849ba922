package dev.hourkey.evidence;

import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The accounts that entries of the policy file stand for, as Entra shows them now. Entra is queried
 * once for each entry. The result is empty for entries without a list of people: everybody, a
 * person's manager, people from another tool, and a group with more members than Entra lists in one
 * answer.
 */
final class PrincipalAccounts implements Function<Principal, Optional<List<EntraAccount>>> {
  private final PersonDirectory people;
  private final Map<Principal, Optional<List<EntraAccount>>> known = new HashMap<>();

  PrincipalAccounts(PersonDirectory people) {
    this.people = people;
  }

  /**
   * The accounts of an entry.
   *
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be queried
   */
  @Override
  public Optional<List<EntraAccount>> apply(Principal principal) {
    return known.computeIfAbsent(principal, this::ask);
  }

  private Optional<List<EntraAccount>> ask(Principal principal) {
    return switch (principal) {
      case Principal.Group(String id, _) -> people.membersOf(id);
      case Principal.One(String name) ->
          Optional.of(
              name.contains("@")
                  ? people.withMail(name)
                  : people.account(new PersonId(name)).stream().toList());
      case Principal.Anyone _, Principal.Manager _, Principal.OfTool _ -> Optional.empty();
    };
  }
}
