package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.EntitlementIds.Owner;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.support.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which entitlements rules make of the groups of Identity Center, and why they make none. */
class RulesTest {
  private static final String PROD = "111122223333";
  private static final String DEV = "444455556666";

  private final MovableClock clock = new MovableClock();
  private final AnswerStore store = AnswerStore.inMemory(clock);
  private final Company company = new Company();
  private final FakeAttributes attributes = new FakeAttributes();
  private final Discovery discovery =
      new Discovery(company, company, attributes, store, CatalogListener.NOBODY, clock);
  private final Map<String, Owner> owners = new HashMap<>();

  @BeforeEach
  void company() {
    company.opens("aws-prod-readonly", on(PROD, "Production", "ReadOnlyAccess"));
    company.opens("aws-prod-admin", on(PROD, "Production", "AdministratorAccess"));
    company.opens("aws-dev-readonly", on(DEV, "Development", "ReadOnlyAccess"));
    company.opens(
        "aws-all-readonly",
        on(PROD, "Production", "ReadOnlyAccess"),
        on(DEV, "Development", "ReadOnlyAccess"));
    attributes.ous.putAll(Map.of(PROD, "Workloads/Prod", DEV, "Workloads/Dev/Team"));
    attributes.accounts.putAll(Map.of(PROD, Map.of("env", "prod"), DEV, Map.of("env", "dev")));
    attributes.permissionSets.putAll(
        Map.of("ReadOnlyAccess", Map.of("risk", "low"), "AdministratorAccess", Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "group: 'aws-*-readonly'                            | aws-prod-readonly aws-dev-readonly"
            + " aws-all-readonly",
        "group: 'AWS-prod-*'                                | aws-prod-readonly aws-prod-admin",
        "group: ['aws-prod-admin', 'aws-dev-*']             | aws-prod-admin aws-dev-readonly",
        "account: { id: '111122223333' }                    | aws-prod-readonly aws-prod-admin",
        "account: { id: ['111122223333', '444455556666'] }  | aws-prod-readonly aws-prod-admin"
            + " aws-dev-readonly aws-all-readonly",
        "account: { name: 'Dev*' }                          | aws-dev-readonly",
        "account: { ou: 'Workloads/Dev/*' }                 | aws-dev-readonly",
        "account: { ou: 'Workloads/*' }                     | aws-prod-readonly aws-prod-admin"
            + " aws-dev-readonly aws-all-readonly",
        "account: { ou: 'Workloads' }                       | ''",
        "account: { tags: { env: dev } }                    | aws-dev-readonly",
        "account: { tags: { env: [dev, prod] } }            | aws-prod-readonly aws-prod-admin"
            + " aws-dev-readonly aws-all-readonly",
        "account: { tags: { owner: '*' } }                  | ''",
        "permission_set: { name: 'ReadOnly*' }              | aws-prod-readonly aws-dev-readonly"
            + " aws-all-readonly",
        "permission_set: { tags: { risk: low } }            | aws-prod-readonly aws-dev-readonly"
            + " aws-all-readonly",
        "group: 'aws-*', account: { ou: 'Workloads/Prod', tags: { env: prod } }, permission_set: {"
            + " name: 'Read*', tags: { risk: low } } | aws-prod-readonly",
        "group: 'aws-*', account: { ou: 'Workloads/Prod', tags: { env: dev } } | ''",
      })
  void a_rule_matches_a_group_if_everything_that_it_opens_matches(String match, String groups) {
    CatalogSnapshot snapshot = resolve(rule(match, "{group}"));
    assertThat(ids(snapshot)).containsExactlyInAnyOrder(words(groups));
    assertThat(sentences(snapshot)).isEmpty();
    assertThat(snapshot.complete()).isTrue();
  }

  @Test
  void an_entitlement_of_a_rule_has_all_that_the_rule_says() {
    String text =
        """
        version: 1
        defaults: { durations: [30m, 1h] }
        rules:
          - match: { group: "aws-prod-admin" }
            id: "{account.name}-{permission_set}"
            name: "{account.name}: {permission_set}"
            eligible: [group:all]
            approvals: 0
            risk: high
        """;
    Entitlement one = resolve(text).entitlements().getFirst();
    assertThat(one.id()).isEqualTo("production-administratoraccess");
    assertThat(one.name()).isEqualTo("Production: AdministratorAccess");
    assertThat(one.group()).isEqualTo(new EntraGroup("id-aws-prod-admin", "aws-prod-admin"));
    assertThat(one.durations()).containsExactly(Duration.ofMinutes(30), Duration.ofHours(1));
    assertThat(one.rule()).hasValue(new RuleOrigin(4, "{account.name}-{permission_set}"));
    PolicyLineNumbers lines = PolicyLineNumbers.of(PolicyFile.parse(text), one);
    assertThat(lines.of(one.id(), "eligible")).isEqualTo(7);
    assertThat(lines.of(one.id(), "durations")).as("of the defaults").isEqualTo(2);
    assertThat(lines.of(one.id(), "excluded")).as("of the rule").isEqualTo(4);
  }

  @Test
  void entitlements_come_first_and_then_the_first_rule_that_matches() {
    CatalogSnapshot snapshot =
        resolve(
            """
            version: 1
            entitlements:
              - { id: admin, group: AWS-Prod-Admin, eligible: [group:all], approvals: 0 }
            rules:
              - { match: { account: { tags: { env: dev } } }, id: "dev-{group}", approvals: 0 }
              - { match: { group: "aws-*" }, id: "{group}", approvals: 0 }
            """);
    assertThat(ids(snapshot))
        .containsExactlyInAnyOrder(
            "admin", "dev-aws-dev-readonly", "aws-prod-readonly", "aws-all-readonly");
  }

  @Test
  void a_rule_that_asks_what_nobody_knows_makes_the_groups_unavailable_and_nothing_else() {
    attributes.accounts.remove(DEV);
    CatalogSnapshot snapshot =
        resolve(
            rule("group: 'aws-*', account: { tags: { env: dev } }", "dev-{group}")
                + "  - { match: { group: 'aws-*' }, id: '{group}', approvals: 0 }\n");
    assertThat(ids(snapshot))
        .containsExactlyInAnyOrder("aws-prod-readonly", "aws-prod-admin", "aws-all-readonly");
    assertThat(sentences(snapshot))
        .singleElement()
        .asString()
        .startsWith("line 3: group 'aws-dev-readonly' is unavailable")
        .contains("it is unknown whether the rule matches")
        .contains("AWS doesn't show the tags of account 444455556666")
        .contains("AccessDeniedException");
    assertThat(snapshot.failures()).as("AWS answers everything else").isEmpty();
    assertThat(snapshot.complete()).as("and everything was asked").isTrue();
  }

  @Test
  void an_unavailable_entitlement_of_a_rule_is_named_by_its_present_id() {
    owners.put(
        "dev-aws-dev-readonly", new Owner("id-aws-dev-readonly", Optional.of("dev-{group}")));
    owners.put("former", new Owner("id-aws-dev-readonly", Optional.of("former-{group}")));
    attributes.accounts.remove(DEV);
    CatalogSnapshot snapshot =
        resolve(rule("group: 'aws-dev-*', account: { tags: { env: dev } }", "dev-{group}"));
    assertThat(snapshot.complete()).isTrue();
    assertThat(snapshot.leftOut())
        .singleElement()
        .satisfies(one -> assertThat(one.why()).contains("it is unknown whether the rule matches"))
        .returns("dev-aws-dev-readonly", CatalogSnapshot.LeftOut::id);
    assertThat(snapshot.mayHave("dev-aws-dev-readonly")).isTrue();
    assertThat(snapshot.mayHaveGroup("id-aws-dev-readonly")).isTrue();
    assertThat(snapshot.mayHave("former")).as("no rule gives this id any more").isFalse();
  }

  @Test
  void organizational_units_that_nobody_may_read_are_unknown_as_well() {
    attributes.ous.clear();
    CatalogSnapshot snapshot = resolve(rule("account: { ou: '*' }", "{group}"));
    assertThat(ids(snapshot)).isEmpty();
    assertThat(sentences(snapshot))
        .hasSize(4)
        .allMatch(one -> one.contains("AWS doesn't show the organizational units of accounts"));
  }

  @Test
  void an_organizational_unit_that_was_not_read_for_an_hour_is_unknown() {
    PolicyFile file = PolicyFile.parse(rule("account: { ou: 'Workloads/*' }", "{group}"));
    assertThat(resolve(file.text()).entitlements()).isNotEmpty();
    attributes.ous.clear(); // Only these are refused from now on.
    clock.advance(Duration.ofMinutes(59));
    CatalogSnapshot before = resolve(file.text());
    assertThat(before.entitlements()).as("the last answer counts").isNotEmpty();
    clock.advance(Duration.ofMinutes(2)); // A round counts what it takes itself.
    CatalogSnapshot after = EntitlementResolver.resolve(file, store.load(), owners);
    assertThat(ids(after)).isEmpty();
    assertThat(sentences(after))
        .anyMatch(one -> one.contains("AWS doesn't show the organizational units of accounts"));
  }

  @Test
  void a_rule_needs_no_tags_if_its_other_keys_decide() {
    attributes.accounts.clear();
    CatalogSnapshot snapshot =
        resolve(
            rule("group: 'x-*', account: { tags: { env: dev } }", "x-{group}")
                + "  - { match: { group: 'aws-dev-*' }, id: '{group}', approvals: 0 }\n");
    assertThat(ids(snapshot)).containsExactly("aws-dev-readonly");
    assertThat(sentences(snapshot)).isEmpty();
  }

  @Test
  void two_groups_with_one_id_are_both_unavailable() {
    CatalogSnapshot snapshot = resolve(rule("group: 'aws-*-readonly'", "{permission_set}"));
    assertThat(ids(snapshot)).isEmpty();
    assertThat(sentences(snapshot))
        .hasSize(3)
        .anySatisfy(
            one ->
                assertThat(one)
                    .contains("group 'aws-dev-readonly' is unavailable")
                    .contains("its id would be 'readonlyaccess', and so would that of")
                    .contains("'aws-prod-readonly'", "write the group under 'entitlements'"));
  }

  @Test
  void the_id_of_an_entitlement_is_not_given_away() {
    CatalogSnapshot snapshot =
        resolve(
            """
            version: 1
            entitlements:
              - { id: aws-dev-readonly, group: aws-prod-admin, eligible: [group:all], approvals: 0 }
            rules:
              - { match: { group: "aws-dev-*" }, id: "{group}", approvals: 0 }
            """);
    assertThat(ids(snapshot)).containsExactly("aws-dev-readonly");
    assertThat(sentences(snapshot))
        .singleElement()
        .asString()
        .contains("which is that of the entitlement in line 3");
  }

  @Test
  void an_id_does_not_move_to_another_group() {
    owners.put("aws-prod-admin", new Owner("id-of-the-old-group", Optional.of("{group}")));
    CatalogSnapshot snapshot = resolve(rule("group: 'aws-prod-*'", "{group}"));
    assertThat(ids(snapshot)).containsExactly("aws-prod-readonly");
    assertThat(sentences(snapshot))
        .singleElement()
        .asString()
        .contains("belonged to the group with the object id id-of-the-old-group")
        .contains("write the group under 'entitlements' with the id that you want");
  }

  @Test
  void an_id_does_not_change_because_something_was_renamed() {
    owners.put("aws-production-ro", new Owner("id-aws-prod-readonly", Optional.of("{group}")));
    assertThat(sentences(resolve(rule("group: 'aws-prod-readonly'", "{group}"))))
        .singleElement()
        .asString()
        .contains("its id would change from 'aws-production-ro' to 'aws-prod-readonly'");
    assertThat(ids(resolve(rule("group: 'aws-prod-readonly'", "x-{group}"))))
        .as("the file asks for other ids")
        .containsExactly("x-aws-prod-readonly");
  }

  @Test
  void a_group_that_gives_its_members_a_right_becomes_no_entitlement() {
    company.opens("all", on(DEV, "Development", "ReadOnlyAccess"));
    company.opens("platform", on(DEV, "Development", "ReadOnlyAccess"));
    company.opens("security", on(DEV, "Development", "ReadOnlyAccess"));
    company.opens("nested", on(DEV, "Development", "ReadOnlyAccess"));
    company.nested.put("id-all", Set.of("id-nested"));
    CatalogSnapshot snapshot =
        resolve(
            """
            version: 1
            roles: { operators: [group:platform], auditors: [group:security] }
            rules:
              - { match: { group: "*" }, id: "{group}", eligible: [group:all], approvals: 0 }
            """);
    assertThat(ids(snapshot)).hasSize(4).allMatch(id -> id.startsWith("aws-"));
    assertThat(snapshot.operators()).hasSize(1);
    assertThat(sentences(snapshot))
        .hasSize(4)
        .anySatisfy(
            one -> assertThat(one).contains("'security' is unavailable", "is in 'auditors'"))
        .anySatisfy(one -> assertThat(one).contains("'all' is unavailable", "is in 'eligible'"))
        .anySatisfy(
            one -> assertThat(one).contains("'platform' is unavailable", "is in 'operators'"))
        .anySatisfy(
            one -> assertThat(one).contains("'nested' is unavailable", "member of group:all"));
  }

  @Test
  void nothing_is_said_to_be_wrong_before_the_turn_of_a_group_has_come() {
    PolicyFile file =
        PolicyFile.parse(rule("account: { ou: 'W*', tags: { env: dev } }", "{group}"));
    assertThat(EntitlementResolver.resolve(file, store.load(), owners).complete()).isFalse();
    owners.put("aws-prod-admin", new Owner("id-aws-prod-admin", Optional.of("{group}")));
    CatalogSnapshot snapshot = EntitlementResolver.resolve(file, store.load(), owners);
    assertThat(snapshot.problems()).isEmpty();
    assertThat(snapshot.complete()).isFalse();
    assertThat(snapshot.isUndecided("aws-prod-admin")).isTrue();
    for (int i = 0; i < 4; i++) {
      assertThat(EntitlementResolver.resolve(file, store.load(), owners).problems()).isEmpty();
      boolean _ = discovery.askEntra(file);
      boolean _ = discovery.askAws(file);
    }
    assertThat(ids(EntitlementResolver.resolve(file, store.load(), owners)))
        .containsExactly("aws-dev-readonly");
  }

  @Test
  void a_request_goes_on_while_a_rule_may_still_make_its_entitlement() {
    String text = rule("group: 'aws-*', account: { tags: { env: dev } }", "{group}");
    CatalogSnapshot _ = resolve(text);
    assertThat(mayHave(text, "aws-dev-readonly")).isTrue();
    assertThat(mayHave(text, "aws-prod-admin")).as("no rule matches it").isFalse();
    attributes.accounts.remove(PROD);
    clock.advance(Duration.ofHours(2));
    CatalogSnapshot _ = resolve(text);
    assertThat(mayHave(text, "aws-prod-admin")).as("it is unknown").isTrue();
  }

  private boolean mayHave(String text, String id) {
    return RuleEntitlements.mayDefine(
        PolicyFile.parse(text), new DirectoryAnswers(store.load()), id, "id-" + id);
  }

  @Test
  void conditions_ask_about_the_tags_of_the_one_account() {
    String overrides =
        "overrides: [{ when: 'account.tags.env == \"dev\"', approvals: 0 }], approvers:"
            + " [group:all], channel: c";
    CatalogSnapshot snapshot =
        resolve(
            "version: 1\nrules:\n  - { match: { group: 'aws-*-readonly' }, id: '{group}', "
                + overrides
                + " }\n");
    assertThat(snapshot.find("aws-dev-readonly").orElseThrow().accountTags())
        .isEqualTo(new MaybeKnown.Known<>(Map.of("env", "dev")));
    assertThat(sentences(snapshot))
        .singleElement()
        .asString()
        .contains("'aws-all-readonly' is unavailable")
        .contains("uses account.tags, but its group opens more than one account");
    attributes.accounts.remove(DEV);
    clock.advance(Duration.ofHours(2));
    assertThat(
            resolve(
                    "version: 1\n"
                        + "entitlements:\n"
                        + "  - { id: dev, group: aws-dev-readonly, account: '444455556666', "
                        + overrides
                        + " }\n")
                .find("dev")
                .orElseThrow()
                .accountTags())
        .as("the entitlement is on the list, and its condition is unknown")
        .isInstanceOf(MaybeKnown.Unknown.class);
  }

  private static String rule(String match, String id) {
    return """
    version: 1
    rules:
      - { match: { %s }, id: "%s", eligible: [group:all], approvals: 0 }
    """
        .formatted(match, id);
  }

  private CatalogSnapshot resolve(String text) {
    PolicyFile file = PolicyFile.parse(text);
    assertThat(file.problems()).isEmpty();
    discovery.askEverything(file);
    return EntitlementResolver.resolve(file, store.load(), owners);
  }

  private static List<String> ids(CatalogSnapshot snapshot) {
    return snapshot.entitlements().stream().map(Entitlement::id).toList();
  }

  private static List<String> sentences(CatalogSnapshot snapshot) {
    return snapshot.problems().stream().map(CatalogProblem::sentence).toList();
  }

  private static String[] words(String text) {
    return text.isEmpty() ? new String[0] : text.split(" ");
  }

  private static AccountAssignment on(String account, String name, String permissionSet) {
    return new AccountAssignment(
        account, name, permissionSet, Optional.empty(), AwsAccountState.ACTIVE);
  }

  /** Entra and AWS; the id of a group is its name with a prefix. */
  private static final class Company implements GroupDirectory, Assignments {
    final Map<String, AwsAccess> opening = new LinkedHashMap<>();
    final Map<String, Set<String>> nested = new HashMap<>();

    void opens(String group, AccountAssignment... targets) {
      opening.put("id-" + group, new AwsAccess(new ArrayList<>(List.of(targets)), true));
    }

    @Override
    public List<FoundGroup> groups(String nameOrId) {
      String name = nameOrId.toLowerCase(Locale.ROOT).replaceFirst("^id-", "");
      return List.of(new FoundGroup(new EntraGroup("id-" + name, name), Optional.empty()));
    }

    @Override
    public List<FoundGroup> all() {
      throw new IllegalStateException("these few are looked up");
    }

    @Override
    public Set<String> nestedIn(String groupId) {
      return nested.getOrDefault(groupId, Set.of());
    }

    @Override
    public Optional<AwsAccess> opens(EntraGroup group, int ofHowMany) {
      return Optional.ofNullable(opening.get(group.id()));
    }

    @Override
    public Optional<AwsAccess> opensNow(EntraGroup group) {
      return opens(group, 1);
    }

    @Override
    public Set<String> groups() {
      return new LinkedHashSet<>(opening.keySet());
    }
  }
}
