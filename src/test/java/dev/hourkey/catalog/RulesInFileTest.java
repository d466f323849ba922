package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake in rules that can be found without asking a directory. */
class RulesInFileTest {
  @Test
  void the_rules_of_the_handbook_are_read() {
    PolicyFile file =
        PolicyFile.parse(
            """
            version: 1
            rules:
              - match: { group: "aws-*-readonly", account: { ou: "Workloads/Dev/*", tags: { env: dev } }, permission_set: { name: "ReadOnly*" } }
                id: "{group}"
                name: "{account.name}: {permission_set}"
                eligible: [group:engineering]
                approvals: 0
            """);
    assertThat(file.problems()).isEmpty();
    RuleSpec rule = file.rules().getFirst();
    assertThat(rule.line()).isEqualTo(3);
    assertThat(rule.match().account().ou()).containsExactly("Workloads/Dev/*");
    assertThat(rule.match().account().tags()).containsEntry("env", List.of("dev"));
    assertThat(rule.entitlement().eligible()).containsExactly("group:engineering");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "match: { group: 'a-*' }, id: '{grup}'             | line 3: 'id': '{grup}' is not a"
            + " placeholder; use one of {group}, {account.name}, {account.id} and {permission_set};"
            + " did you mean '{group}'?",
        "match: { group: 'a-*' }, id: '{group'             | line 3: 'id': '{group' has an"
            + " unmatched brace",
        "match: { group: 'a-*' }, id: '{group}', name: '{account}' | line 3: 'name': '{account}' is"
            + " not a placeholder",
        "match: { group: 'a-*' }, id: readonly             | line 3: 'id': every group that the"
            + " rule matches would have the id 'readonly', but an id belongs to only one group;"
            + " use {group}",
        "match: { group: 'a-*', permission_set: { name: X } }, id: '{permission_set}' | line 3:"
            + " 'id': every group",
        "match: { account: { id: '111122223333' } }, id: '{account.name}' | line 3: 'id': every"
            + " group",
        "match: { group: 'a-.*' }, id: '{group}'           | line 3: 'a-.*' in 'group' is not a"
            + " pattern: only * (any text) and ? (one character) have a meaning; write ? for"
            + " characters like [ or {; did you mean 'a-*'?",
        "match: { account: { ou: 'Work[a-z]+' } }, id: '{group}' | line 3: 'Work[a-z]+' in 'ou' is"
            + " not a pattern",
        "match: { account: { tags: { env: '^dev$' } } }, id: '{group}' | line 3: '^dev$' in 'env'"
            + " is not a pattern",
        "match: { account: { id: 12345678901 } }, id: '{group}' | line 3: put the account id in"
            + " 'id' in quotes",
        "match: { account: { id: ['111122223333', '12'] } }, id: '{group}' | line 3: 'id' must be"
            + " 12 digits in quotes, not '12'",
        "match: { account: { name: [] } }, id: '{group}'   | line 3: 'name' is empty; leave it out",
        "match: { account: { tags: {} } }, id: '{group}'   | line 3: 'tags' must be like { env: dev"
            + " }",
        "match: { account: { tags: dev } }, id: '{group}'  | line 3: 'tags' must be like { env: dev"
            + " }",
        "match: { account: {} }, id: '{group}'             | line 3: 'account' is empty; leave it"
            + " out",
        "match: { account: Prod }, id: '{group}'           | line 3: 'account' in 'match' must be"
            + " like { name: \"Prod\" }",
        "match: { account: '111122223333' }, id: '{group}' | line 3: 'account' in 'match' must be"
            + " like { id: \"111122223333\" }",
        "match: { permission_set: Read* }, id: '{group}'   | line 3: 'permission_set' in 'match'"
            + " must be like { name: \"Read*\" }",
        "match: { account: { ou: /Dev } }, id: '{group}'   | line 3: '/Dev' in 'ou' never matches:"
            + " a path consists of the names below the root, separated by single slashes; did you"
            + " mean 'Dev'?",
        "match: { account: { ou: Dev// } }, id: '{group}'  | line 3: 'Dev//' in 'ou' never matches:"
            + " a path consists of the names below the root, separated by single slashes; did you"
            + " mean 'Dev'?",
        "match: { acount: { ou: x } }, id: '{group}'       | line 3: 'acount' is not known here;"
            + " did you mean 'account'?",
        "match: {}, id: '{group}'                          | line 3: 'match' is empty; for all"
            + " groups, write 'group: \"*\"'",
        "id: '{group}'                                     | line 3: 'match' is missing",
        "match: { group: 'a-*' }                           | line 3: 'id' is missing",
        "match: { group: 'a-*' }, id: '{group}', group: x  | line 3: 'group' is not known here",
        "match: { group: 'a-*' }, id: '{group}', eligible: [engineering] | line 3: 'engineering' in"
            + " 'eligible' must be group:",
        "match: { group: 'a-*' }, id: '{group}', overrides: [{ when: 'account.tag.x == \"\"',"
            + " approvals: 1 }] | line 3: 'when': ",
      })
  void a_mistake_is_named_with_its_line(String rule, String problem) {
    assertThat(
            sentences(
                """
                version: 1
                rules:
                  - { %s, approvals: 0 }
                """
                    .formatted(rule)))
        .anySatisfy(one -> assertThat(one).startsWith(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "group: '*'                        | group: 'aws-*'                             | true",
        "group: 'AWS-*'                    | group: 'aws-*-ro'                          | true",
        "group: 'aws-*'                    | group: 'aws-?'                             | true",
        "group: ['a', 'b-*']               | group: ['b-1', 'a']                        | true",
        "group: 'aws-*'                    | account: { ou: x }                         | false",
        "account: { tags: { env: dev } }   | account: { tags: { env: dev, team: a } }   | true",
        "account: { tags: { env: '*' } }   | account: { ou: x }                         | false",
        "account: { tags: { env: dev } }   | account: { tags: { env: prod } }           | false",
        "account: { ou: 'W/*' }            | account: { ou: 'W/Dev/*', name: 'x' }      | true",
        "account: { ou: 'W/Dev/*' }        | account: { ou: 'W/*' }                     | false",
        "group: 'a*', account: { ou: 'W' } | group: 'ab'                                | false",
      })
  void a_rule_that_never_applies_is_a_mistake(String earlier, String later, boolean never) {
    assertThat(
            sentences(
                """
                version: 1
                rules:
                  - { match: { %s }, id: "{group}", approvals: 0 }
                  - { match: { %s }, id: "x-{group}", approvals: 0 }
                """
                    .formatted(earlier, later)))
        .isEqualTo(
            never
                ? List.of(
                    "line 4: this rule never applies: the rule in line 3 comes first and matches"
                        + " everything that this one does; put this one before it")
                : List.of());
  }

  @Test
  void a_template_without_placeholders_is_fine_for_one_group() {
    assertThat(
            sentences("version: 1\nrules:\n  - { match: { group: one }, id: one, approvals: 0 }\n"))
        .isEmpty();
  }

  @Test
  void conditions_ask_about_tags_only_where_one_account_is_named() {
    String file =
        """
        version: 1
        entitlements:
          - id: logs
            group: logs
            approvals: 0
            overrides: [{ when: 'account.tags.env == "dev"', risk: high }]
        """;
    assertThat(sentences(file))
        .singleElement()
        .asString()
        .contains("the entitlement has no 'account'")
        .contains("account tags are known only if it opens exactly one account");
    assertThat(sentences(file.replace("approvals: 0", "approvals: 0\n    account: '111122223333'")))
        .isEmpty();
  }

  private static List<String> sentences(String text) {
    return PolicyFile.parse(text).problems().stream().map(CatalogProblem::sentence).toList();
  }
}
