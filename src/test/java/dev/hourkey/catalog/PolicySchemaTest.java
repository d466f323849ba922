package dev.hourkey.catalog;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an editor tells an operator while the policy file is written. */
class PolicySchemaTest {
  private static final Path EXAMPLE = Path.of("deploy/policy.example.yaml");
  private static final Path SCHEMA = Path.of("deploy/policy.schema.json");

  @Test
  void the_example_is_right() throws IOException {
    assertThat(problemsOf(Files.readString(EXAMPLE))).isEmpty();
    assertThat(PolicyFile.read(EXAMPLE).problems()).isEmpty();
  }

  @Test
  void the_schema_knows_the_keys_that_are_read() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(SCHEMA.toFile());
    assertThat(keys(schema, "")).isEqualTo(PolicyKeys.TOP);
    assertThat(keys(schema, "/properties/channels")).isEqualTo(PolicyKeys.CHANNELS);
    assertThat(keys(schema, "/properties/roles")).isEqualTo(PolicyKeys.ROLES);
    assertThat(keys(schema, "/properties/defaults")).isEqualTo(PolicyKeys.SHARED);
    assertThat(keys(schema, "/$defs/on_call")).isEqualTo(PolicyKeys.ON_CALL);
    assertThat(keys(schema, "/properties/tickets")).isEqualTo(PolicyKeys.TICKETS);
    assertThat(keys(schema, "/properties/tickets/properties/jira")).isEqualTo(PolicyKeys.JIRA);
    assertThat(keys(schema, "/$defs/entitlement")).isEqualTo(PolicyKeys.OWN);
    assertThat(keys(schema, "/$defs/rule")).isEqualTo(PolicyKeys.RULE);
    assertThat(keys(schema, "/$defs/match")).isEqualTo(PolicyKeys.MATCH);
    assertThat(keys(schema, "/$defs/match/properties/account")).isEqualTo(PolicyKeys.MATCH_ACCOUNT);
    assertThat(keys(schema, "/$defs/match/properties/permission_set"))
        .isEqualTo(PolicyKeys.MATCH_PERMISSION_SET);
    assertThat(keys(schema, "/$defs/bundle")).isEqualTo(PolicyKeys.BUNDLE);
    assertThat(keys(schema, "/$defs/stage")).isEqualTo(PolicyKeys.STAGE);
    assertThat(keys(schema, "/$defs/escalate")).isEqualTo(PolicyKeys.ESCALATE);
    assertThat(keys(schema, "/$defs/override")).isEqualTo(PolicyKeys.OVERRIDE);
    assertThat(keys(schema, "/$defs/limits")).isEqualTo(PolicyKeys.LIMITS);
    assertThat(keys(schema, "/$defs/break_glass")).isEqualTo(PolicyKeys.BREAK_GLASS);
    assertThat(keys(schema, "/$defs/justification")).isEqualTo(PolicyKeys.JUSTIFICATION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "approvals: 2 | aprovals: 2",
        "approvals: 2 | approvals: -1",
        "max_duration: 4h | max_duration: 1h30m",
        "eligible: [group:engineering] | eligible: [engineering]",
        "eligible: [group:engineering] | eligible: [manager]",
        "account: \"111122223333\" | account: \"1111\"",
        "version: 1 | version: 2",
        "risk: high | slack_guests: perhaps",
        "risk: high | limits: {}",
        "risk: high | limits: { total: 8h }",
        "risk: high | limits: { within: 7d }",
        "risk: high | limits: { cool_down: 0m }",
        "risk: high | decide_with: teams",
        "risk: high | on_behalf_of: [manager]",
        "operations: aws-ops | help: \"#AWS help\"",
        "risk: high | excluded: [manager]",
        "risk: high | stages: [{ approvers: [manager] }]",
        "risk: high | overrides: [{ when: requester.is_guest }]",
        "risk: high | overrides: [{ approvals: 1 }]",
        "risk: high | overrides: [{ when: requester.is_guest, group: x }]",
        "risk: high | overrides: { when: requester.is_guest, approvals: 3 }",
        "risk: high | break_glass: { review_by: [group:security] }",
        "risk: high | break_glass: { eligible: [group:sre], review_by: [] }",
        "risk: high | break_glass: { eligible: [manager], review_by: [group:security] }",
        "risk: high | break_glass: { eligible: [group:sre], review_by: [group:security],"
            + " max_duration: 1.5h }",
        "risk: high | overrides: [{ when: requester.is_guest, break_glass: { eligible: [group:sre],"
            + " review_by: [manager] } }]",
        "approvals: 0 # granted | stages: [] #",
        "approvals: 0 # granted | stages: [{ approvers: [group:1, group:2, group:3, group:4,"
            + " group:5, group:6, group:7, group:8, group:9, group:10, group:11, group:12,"
            + " group:13, group:14, group:15, group:16, group:17, group:18, group:19, group:20,"
            + " group:21] }] #",
        "approvals: 0 # granted | stages: [{ approvers: [group:1] }, { approvers: [group:2] }, {"
            + " approvers: [group:3] }, { approvers: [group:4] }, { approvers: [group:5] }, {"
            + " approvers: [group:6] }, { approvers: [group:7] }, { approvers: [group:8] }, {"
            + " approvers: [group:9] }, { approvers: [group:10] }, { approvers: [group:11] }] #",
        "approvals: 0 # granted | stages: [{ approvals: 1 }] #",
        "approvals: 0 # granted | stages: [{ approvers: [manager], approvals: 0 }] #",
        "approvals: 0 # granted | stages: [{ approvers: [manager], escalate: 1h }] #",
        "approvals: 0 # granted | stages: [{ approvers: [manager], escalate: { after: 1h } }] #",
        "approvals: 0 # granted | stages: [{ approvers: [manager], escalate: { to: [manager] } }]"
            + " #",
        "approvals: 0 # granted | stages: [{ approvers: [manager], escalate: { after: 1h, to: [] }"
            + " }] #",
      })
  void a_mistake_is_marked_by_the_schema_and_refused(String right, String wrong)
      throws IOException {
    String slip = Files.readString(EXAMPLE).replace(right, wrong);
    assertThat(problemsOf(slip)).isNotEmpty();
    assertThat(PolicyFile.parse(slip).problems()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "group: \"aws-*\" | grup: \"aws-*\"",
        "group: \"aws-*\" | group: []",
        "group: \"aws-*\" | group: \"aws-[a-z]*\"",
        "match: { group: \"aws-*\" } | match: {}",
        "match: { group: \"aws-*\" } | match: { account: { id: \"12\" } }",
        "match: { group: \"aws-*\" } | match: { account: { tags: {} } }",
        "\"{group}\" | \"{grup}\"",
        "\"{group}\" | \"{group\"",
        "approvals: 0 | aprovals: 0",
      })
  void a_mistake_in_a_rule_is_marked_by_the_schema_and_refused(String right, String wrong)
      throws IOException {
    String rules =
        """
        version: 1
        rules:
          - match: { group: "aws-*" }
            id: "{group}"
            approvals: 0
          - match: { account: { id: ["111122223333"], ou: "Workloads/*", tags: { env: dev, old: true } }, permission_set: { name: [A, B] } }
            id: "x-{ account.name }"
            approvals: 0
        """;
    assertThat(problemsOf(rules)).isEmpty();
    String slip = rules.replace(right, wrong);
    assertThat(problemsOf(slip)).isNotEmpty();
    assertThat(PolicyFile.parse(slip).problems()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{ id: kit }]",
        "[{ id: kit, entitlements: [] }]",
        "[{ id: Kit, entitlements: [prod-admin] }]",
        "[{ id: kit, entitlements: [prod-admin, prod-admin] }]",
        "[{ id: kit, entitlements: [prod-admin], eligible: [anyone] }]",
        "[]",
      })
  void a_mistake_in_a_bundle_is_marked_by_the_schema_and_refused(String bundles)
      throws IOException {
    String slip = Files.readString(EXAMPLE) + "bundles: " + bundles;
    assertThat(problemsOf(slip)).isNotEmpty();
    assertThat(PolicyFile.parse(slip).problems()).isNotEmpty();
  }

  @Test
  void a_bundle_is_right() throws IOException {
    String kit = Files.readString(EXAMPLE) + "bundles: [{ id: kit, entitlements: [prod-admin] }]";
    assertThat(problemsOf(kit)).isEmpty();
    assertThat(PolicyFile.parse(kit).problems()).isEmpty();
  }

  private static List<Error> problemsOf(String policy) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(SCHEMA));
    return schema.validate(policy, InputFormat.YAML);
  }

  private static Set<String> keys(JsonNode schema, String where) {
    return schema.at(where + "/properties").properties().stream()
        .map(Map.Entry::getKey)
        .collect(toSet());
  }
}
