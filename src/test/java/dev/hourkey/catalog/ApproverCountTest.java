package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.GroupsOfPerson;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.MaybeKnown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whether enough people can approve, by what Entra shows. */
class ApproverCountTest {
  private static final String FILE =
      """
      version: 1
      channels: { approvals: a }
      entitlements:
        - { id: x, group: g, eligible: [%s], %s }
      """;

  private final Entra entra = new Entra();

  @Test
  void requesters_of_whom_none_has_an_account_are_not_said_to_be_required_approvers() {
    entra.has("ana@example.com");
    assertThat(count("'person:left@example.com'", "approvers: ['person:ana@example.com']"))
        .containsExactly(new ApproverCount.Result("x", new MaybeKnown.Known<>(Optional.empty())));
    assertThat(sentences("'person:ana@example.com'", "approvers: ['group:one']"))
        .singleElement()
        .asString()
        .contains("every possible requester is also a required approver");
  }

  @Test
  void a_group_that_cannot_be_read_is_asked_for_once_and_one_more_time_if_it_may_be_over() {
    String three =
        """
        approvers: ['group:%1$s'] }
          - { id: y, group: h, eligible: [anyone], approvers: ['group:%1$s'] }
          - { id: z, group: i, eligible: [anyone], approvers: ['group:%1$s']\
        """;
    assertThat(count("anyone", three.formatted("refused")))
        .extracting(ApproverCount.Result::problem)
        .hasOnlyElementsOfType(MaybeKnown.Unknown.class)
        .hasSize(3);
    assertThat(entra.asked).containsExactly("refused");
    entra.asked.clear();
    assertThat(count("anyone", three.formatted("slow"))).hasSize(3);
    assertThat(entra.asked).containsExactly("slow", "slow");
  }

  @Test
  void equivalent_overrides_are_listed_once() {
    String overrides =
        ", overrides: [{ when: requester.is_guest, risk: high },"
            + " { when: '!requester.is_guest', risk: normal }]";
    assertThat(count("anyone", "approvers: ['group:refused']" + overrides)).hasSize(1);
    assertThat(sentences("anyone", "approvers: ['group:one'], approvals: 2" + overrides))
        .hasSize(1);
  }

  @Test
  void a_person_is_named_by_principal_name_and_id() {
    String id = entra.has("ana@example.com").value();
    assertThat(
            sentences(
                "anyone",
                "stages: [{ approvers: ['person:ana@example.com'] }, { approvers: ['person:%s'] }]"
                    .formatted(id)))
        .containsExactly(
            "line 4: 'ana@example.com (%s)' is needed in several stages of 'x', but can approve only one: name a group or more people"
                .formatted(id));
  }

  private List<String> sentences(String eligible, String keys) {
    return count(eligible, keys).stream()
        .flatMap(
            one ->
                one.problem() instanceof MaybeKnown.Known<Optional<CatalogProblem>>(var problem)
                    ? problem.stream()
                    : Optional.<CatalogProblem>empty().stream())
        .map(CatalogProblem::sentence)
        .toList();
  }

  private List<ApproverCount.Result> count(String eligible, String keys) {
    PolicyFile file = PolicyFile.parse(FILE.formatted(eligible, keys));
    assertThat(file.problems()).isEmpty();
    return new ApproverCount(entra, entra).of(file);
  }

  /** Its groups have one member, and some can't be read. */
  private static final class Entra implements GroupDirectory, PersonDirectory {
    private final List<EntraAccount> accounts = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    PersonId has(String name) {
      PersonId id = new PersonId("11111111-0000-4000-8000-00000000000" + accounts.size());
      accounts.add(
          new EntraAccount(
              id, name, name, Optional.of(name), EntraAccount.Status.ENABLED, UserType.MEMBER));
      return id;
    }

    @Override
    public List<FoundGroup> groups(String nameOrId) {
      asked.add(nameOrId);
      return switch (nameOrId) {
        case "refused" -> throw DirectoryFailure.lasting("read", new IllegalStateException("no"));
        case "slow" ->
            throw DirectoryFailure.temporary("read", null, new IllegalStateException("slow"));
        default -> List.of(new FoundGroup(new EntraGroup(nameOrId, nameOrId), Optional.empty()));
      };
    }

    @Override
    public List<FoundGroup> all() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> nestedIn(String groupId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<EntraAccount> withMail(String mail) {
      return accounts.stream().filter(one -> one.names().contains(mail)).toList();
    }

    @Override
    public Optional<EntraAccount> account(PersonId id) {
      return accounts.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    @Override
    public GroupsOfPerson groupsAmong(PersonId id, Set<String> groupIds) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<List<EntraAccount>> membersOf(String groupId) {
      return Optional.of(accounts);
    }

    @Override
    public Optional<PersonId> managerOf(PersonId id) {
      throw new UnsupportedOperationException();
    }
  }
}
