package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.PolicyChange.Effect;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDiffTest {
  private static final String FILE =
      """
      version: 1
      channels: { approvals: aws-approvals, operations: aws-ops }
      roles: { operators: [group:platform] }
      sync_timeout: 90m
      drift: report
      entitlements:
        - id: prod
          name: Production
          group: aws-prod
          eligible: [group:engineering, person:ana@example.com]
          approvers: [group:sre-leads]
          approvals: 1
          durations: [30m, 1h]
          max_duration: 2h
          self_approval: false
          risk: normal
          justification: { min_length: 10 }
        - { id: logs, group: aws-logs, eligible: [anyone], approvals: 0 }
      """;

  private static final String WITH_OVERRIDES =
      FILE.replace(
              "drift: report\n",
              """
              drift: report
              on_call: { platform: { pagerduty: P1 } }
              tickets: { jira: { projects: [OPS] } }
              """)
          .replace(
              "    risk: normal\n",
              """
                  risk: normal
                  overrides:
                    - { when: "requester.on_call('platform')", approvals: 0 }
                    - { when: requester.is_guest, durations: [30m] }
              """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "group:engineering, person:ana@example.com | group:engineering, group:contractors,"
            + " person:ana@example.com | widens prod: group:contractors may request it",
        "[group:engineering, person:ana@example.com] | [group:engineering] | narrows prod:"
            + " person:ana@example.com may no longer request it",
        "[group:engineering, person:ana@example.com] | [group:engineering, person:ana@example.com,"
            + " anyone] | widens prod: anyone may request it",
        "eligible: [anyone] | eligible: [anyone, group:x] | changes logs: group:x may request it",
        "[group:sre-leads] | [group:sre-leads, manager] | widens prod: manager may approve it",
        "[group:sre-leads] | [manager] | narrows prod: group:sre-leads may no longer approve it",
        "approvals: 1 | approvals: 2 | narrows prod: approvals: 1 → 2",
        "risk: normal | `escalate: { after: 30m, to: [group:sre-directors] }` | widens prod:"
            + " group:sre-directors may approve it if nobody does for a while",
        "risk: normal | `escalate: { after: 30m, to: [group:sre-directors] }` | changes prod:"
            + " escalate.after: not set → 30m",
        "durations: [30m, 1h] | durations: [30m, 1h, 2h] | widens prod: can be requested for 2h",
        "durations: [30m, 1h] | durations: [30m] | narrows prod: can no longer be requested for 1h",
        "max_duration: 2h | max_duration: 3h | widens prod: max_duration: 2h → 3h",
        "max_duration: 2h | max_duration: 1h | narrows prod: max_duration: 2h → 1h",
        "risk: normal | start_ahead: 7d | widens prod: start_ahead: not set → 7d",
        "risk: normal | limits: { cool_down: 30m } | narrows prod: limits.cool_down: not set → 30m",
        "self_approval: false | self_approval: true | widens prod: self_approval: false → true",
        "risk: normal | excluded: [group:x] | narrows prod: group:x may not request it",
        "risk: normal | `risk: normal\n"
            + "    break_glass: { eligible: [group:sre], review_by: [group:sec] }` | widens prod:"
            + " group:sre may get it at once by break-glass",
        "risk: normal | on_behalf_of: [group:x] | widens prod: group:x may request it for others",
        "risk: normal | slack_guests: true | widens prod: slack_guests: false → true",
        "risk: normal | risk: high | changes prod: risk: normal → high",
        "name: Production | name: Prod | changes prod: name: Production → Prod",
        "group: aws-prod | group: aws-other | changes prod: group: aws-prod → aws-other",
        "group: aws-prod | `group: aws-prod\n"
            + "    account: \"111122223333\"` | changes prod: account: not set → 111122223333",
        "min_length: 10 | min_length: 20 | changes prod: justification.min_length: 10 → 20",
        "min_length: 10 | min_length: 10, pattern: \"INC%.*\" | changes prod:"
            + " justification.pattern: not set → INC%.*",
        "drift: report | drift: remove | changes the whole file: drift: report → remove",
        "operations: aws-ops | operations: ops | changes the whole file: channels.operations:"
            + " aws-ops → ops",
        "operations: aws-ops | operations: aws-ops, help: aws-help | changes the whole file:"
            + " channels.help: not set → aws-help",
        "operators: [group:platform] | operators: [group:platform], auditors: [group:x] | changes"
            + " the whole file: group:x becomes an auditor",
        "[group:platform] | [group:platform, group:sre] | changes the whole file: group:sre becomes"
            + " an operator",
        "[group:platform] | [group:sre] | changes the whole file: group:platform is no longer an"
            + " operator",
        "sync_timeout: 90m | sync_timeout: 2h | changes prod, logs: sync_timeout: 90m → 2h",
        "approvals: aws-approvals | approvals: other | changes the whole file: channels.approvals:"
            + " aws-approvals → other",
      })
  void a_change_is_listed_with_its_effect(String right, String other, String line) {
    assertThat(FILE).contains(right);
    assertThat(lines(FILE, FILE.replace(right, other))).contains(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ total: 8h, within: 7d } | { total: 6h, within: 7d } | narrows prod: limits.total: 8h →"
            + " 6h",
        "{ total: 8h, within: 7d } | { total: 8h, within: 3d } | widens prod: limits.within: 7d →"
            + " 3d",
        "{ cool_down: 30m } | { cool_down: 1h } | narrows prod: limits.cool_down: 30m → 1h",
        "{ total: 8h, within: 7d, cool_down: 1h } | { total: 8h, within: 7d } | widens prod:"
            + " limits.cool_down: 1h → not set",
      })
  void a_change_of_the_limits_is_listed_with_its_effect(String before, String after, String line) {
    String file = FILE.replace("risk: normal", "limits: %s");
    assertThat(lines(file.formatted(before), file.formatted(after))).containsExactly(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max_duration: 2h | max_duration: 120m",
        "durations: [30m, 1h] | durations: [60m, 30m]",
        "[group:engineering, person:ana@example.com] | [\"person: Ana@example.com\","
            + " group:Engineering]",
        "approvals: 1 | `approvals: 1 # one`",
        "drift: report | ",
        "sync_timeout: 90m | ",
        "justification: { min_length: 10 } | ",
        "risk: normal | ",
        "name: Production | name: \"Production\"",
      })
  void another_notation_or_a_default_that_is_written_out_is_no_difference(
      String right, String other) {
    assertThat(FILE).contains(right);
    assertThat(lines(FILE, FILE.replace(right, other == null ? "" : other))).isEmpty();
  }

  @Test
  void a_longer_silence_before_an_escalation_narrows() {
    String escalated =
        FILE.replace("risk: normal", "escalate: { after: 30m, to: [group:a, group:b] }");
    assertThat(lines(escalated, escalated.replace("30m, to", "1h, to").replace(", group:b", "")))
        .containsExactlyInAnyOrder(
            "narrows prod: escalate.after: 30m → 1h",
            "narrows prod: group:b may no longer approve it if nobody does for a while");
  }

  @Test
  void an_entitlement_that_is_new_or_gone_is_one_change() {
    String without = FILE.substring(0, FILE.indexOf("  - { id: logs"));
    assertThat(lines(without, FILE))
        .containsExactly("widens logs: is new and can be requested by anyone");
    assertThat(lines(FILE, without))
        .containsExactly("narrows logs: is gone and can no longer be requested by anyone");
    assertThat(lines(without, FILE.replace("[anyone]", "[]")))
        .containsExactly("changes logs: is new and can be requested by nobody");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ approvers: [group:a] } | { approvers: [group:a], approvals: 2 } | narrows prod:"
            + " approvals: 1 → 2",
        "{ approvers: [group:a] } | { approvers: [group:a] }, { approvers: [group:b] } | narrows"
            + " prod: stages: [{ approvers: [group:a], approvals: 1 }] → [{ approvers: [group:a],"
            + " approvals: 1 }, { approvers: [group:b], approvals: 1 }]",
        "{ approvers: [group:a] }, { approvers: [group:b] } | { approvers: [group:b] } | widens"
            + " prod: stages: [{ approvers: [group:a], approvals: 1 }, { approvers: [group:b],"
            + " approvals: 1 }] → [{ approvers: [group:b], approvals: 1 }]",
        "{ approvers: [group:a] }, { approvers: [group:b] } | { approvers: [group:c] } | changes"
            + " prod: stages: [{ approvers: [group:a], approvals: 1 }, { approvers: [group:b],"
            + " approvals: 1 }] → [{ approvers: [group:c], approvals: 1 }]",
        "{ approvers: [group:a] }, { approvers: [group:b] } | { approvers: [group:a] }, {"
            + " approvers: [group:b, group:c] } | widens prod: stage 2: group:c may approve it",
        "{ approvers: [group:a] }, { approvers: [group:b] } | { approvers: [group:a], approvals: 2"
            + " }, { approvers: [group:b] } | narrows prod: stage 1: approvals: 1 → 2",
      })
  void a_change_of_the_stages_is_listed_with_its_effect(String before, String after, String line) {
    String staged = FILE.replace("approvers: [group:sre-leads]\n    approvals: 1", "stages: [%s]");
    assertThat(lines(staged.formatted(before), staged.formatted(after))).containsExactly(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "platform')\", approvals: 0 | platform')\", approvals: 2 | changes prod: overrides: [{"
            + " when: requester.on_call('platform'), stages: [{ approvers: [group:sre-leads],"
            + " approvals: 0 }] }, { when: requester.is_guest, durations: [30m] }] → [{ when:"
            + " requester.on_call('platform'), stages: [{ approvers: [group:sre-leads], approvals:"
            + " 2 }] }, { when: requester.is_guest, durations: [30m] }]",
        "when: requester.is_guest | when: '!requester.is_guest' | changes prod: overrides: [{ when:"
            + " requester.on_call('platform'), stages: [{ approvers: [group:sre-leads], approvals:"
            + " 0 }] }, { when: requester.is_guest, durations: [30m] }] → [{ when:"
            + " requester.on_call('platform'), stages: [{ approvers: [group:sre-leads], approvals:"
            + " 0 }] }, { when: !requester.is_guest, durations: [30m] }]",
        "pagerduty: P1 | pagerduty: P2 | changes the whole file: on_call.platform: PagerDuty P1 →"
            + " PagerDuty P2",
        "{ pagerduty: P1 } } | { pagerduty: P1 }, web: { jsm: s1 } } | changes the whole file:"
            + " on_call.web: not set → Jira Service Management s1",
        "projects: [OPS] | projects: [OPS, INC] | changes the whole file: tickets of INC count",
      })
  void a_change_of_overrides_or_tools_is_listed(String right, String other, String line) {
    assertThat(WITH_OVERRIDES).contains(right);
    String changed = WITH_OVERRIDES.replace(right, other);
    assertThat(lines(WITH_OVERRIDES, changed)).containsExactly(line);
    assertThat(diff(WITH_OVERRIDES, changed).changes())
        .extracting(PolicyChange::effect)
        .containsOnly(Effect.CHANGES);
  }

  @Test
  void the_order_of_overrides_matters_and_their_line_does_not() {
    String second = "{ when: requester.is_guest, durations: [30m] }";
    int start = WITH_OVERRIDES.indexOf("      - { when");
    int end = WITH_OVERRIDES.indexOf("      - " + second);
    String first = WITH_OVERRIDES.substring(start, end);
    String reversed =
        WITH_OVERRIDES
            .replace(first, "")
            .replace("      - " + second + "\n", "      - " + second + "\n" + first);
    assertThat(lines(WITH_OVERRIDES, reversed))
        .singleElement()
        .asString()
        .startsWith("changes prod: overrides: ");
    assertThat(lines(WITH_OVERRIDES, "# a line more\n" + WITH_OVERRIDES)).isEmpty();
    assertThat(
            lines(
                FILE,
                FILE.replace(
                    "    risk: normal", "    risk: normal\n    overrides: [" + second + "]")))
        .containsExactly(
            "changes prod: overrides: not set → [{ when: requester.is_guest, durations: [30m] }]");
    assertThat(lines(WITH_OVERRIDES, WITH_OVERRIDES.replace("name: Production", "name: Prod")))
        .as("what the overrides do not replace is one change")
        .containsExactly("changes prod: name: Production → Prod");
  }

  @Test
  void an_entitlement_that_begins_to_need_approval_narrows() {
    String needed = "approvals: 1, approvers: [group:a]";
    assertThat(lines(FILE, FILE.replace("approvals: 0", needed)))
        .containsExactly(
            "narrows logs: stages: [{ approvers: [], approvals: 0 }] → [{ approvers: [group:a],"
                + " approvals: 1 }]");
    assertThat(lines(FILE, FILE.replace("approvals: 0", "approvals: 0, approvers: [group:a]")))
        .as("its approvers may revoke it")
        .singleElement()
        .asString()
        .startsWith("changes logs: stages: ");
  }

  @Test
  void the_same_file_has_no_difference_and_the_way_back_has_the_opposite_effects() {
    assertThat(lines(FILE, FILE)).isEmpty();
    String other =
        FILE.replace("group:engineering, ", "group:engineering, group:x, ")
            .replace("[group:sre-leads]", "[group:directors]")
            .replace("approvals: 1", "approvals: 2")
            .replace("max_duration: 2h", "max_duration: 1h")
            .replace("self_approval: false", "self_approval: true")
            .replace("[group:sre-leads]", "[group:sre-leads, group:other]");
    List<PolicyChange> there = diff(FILE, other).changes();
    List<PolicyChange> back = diff(other, FILE).changes();
    assertThat(back)
        .extracting(change -> change.key() + change.effect())
        .containsExactlyInAnyOrderElementsOf(
            there.stream()
                .map(change -> change.key() + change.effect().opposite())
                .collect(Collectors.toList()));
    assertThat(there).extracting(PolicyChange::effect).contains(Effect.WIDENS, Effect.NARROWS);
  }

  @Test
  void a_changed_default_is_one_line_for_all_its_entitlements_and_the_rest_is_counted() {
    String many =
        "version: 1\n"
            + "channels: { approvals: a }\n"
            + "defaults: { approvers: [group:leads] }\n"
            + "entitlements:\n"
            + IntStream.range(0, 40)
                .mapToObj("  - { id: e%1$d, group: g%1$d }\n"::formatted)
                .collect(Collectors.joining());
    String stricter = many.replace("[group:leads]", "[group:leads], approvals: 2");
    assertThat(diff(many, stricter).lines(10, 3))
        .containsExactly("narrows e0, e1, e2 and 37 more: approvals: 1 → 2");
    String others =
        IntStream.range(0, 40)
            .mapToObj("name-%d"::formatted)
            .reduce(
                many,
                (text, name) -> text.replaceFirst("g([0-9]+) }", "g$1, name: " + name + " }"));
    assertThat(diff(many, others).lines(4, 3))
        .hasSize(4 + 1)
        .last()
        .isEqualTo("and 36 more changes");
    assertThat(diff(many, others).lines(39, 3)).last().isEqualTo("and 1 more change");
  }

  private static List<String> lines(String before, String after) {
    return diff(before, after).lines(Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  private static PolicyDiff diff(String before, String after) {
    PolicyFile was = PolicyFile.parse(before);
    PolicyFile is = PolicyFile.parse(after);
    assertThat(was.problems()).isEmpty();
    assertThat(is.problems()).isEmpty();
    return PolicyDiff.between(was, is);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[group:a] | [group:a, group:b] | widens the rule for group a-*: group:b may request it",
        "approvals: 1 | approvals: 2 | narrows the rule for group a-*: approvals: 1 → 2",
        "\"{group}\" | \"x-{group}\" | `changes the rule for group a-*, the rule for"
            + " account.tags.env dev: id: {group} → x-{group};changes the rule for group a-*, the"
            + " rule for account.tags.env dev: name: {group} → x-{group}`",
        "env: dev | env: prod | `narrows the rule for account.tags.env dev: is gone, and what it"
            + " matched can no longer be requested by group:b;widens the rule for account.tags.env"
            + " prod: is new, and what it matches can be requested by group:b`",
        "group: \"a-*\" | group: \"b-*\" | `changes the rule for group a-*: is gone, and what it"
            + " matched can no longer be requested by group:a;changes the rule for group b-*: is"
            + " new, and what it matches can be requested by group:a`",
        "`- { id: logs, group: logs, eligible: [anyone], approvals: 0 }` | `- { id: more, group:"
            + " more, eligible: [anyone], approvals: 0 }` | `changes more: is new and can be"
            + " requested by anyone;changes logs: is gone and can no longer be requested by"
            + " anyone`",
      })
  void rules_are_compared_by_their_match(String before, String after, String expected) {
    PolicyFile old = PolicyFile.parse(WITH_RULES);
    PolicyFile changed = PolicyFile.parse(WITH_RULES.replace(before, after));
    assertThat(old.problems()).isEmpty();
    assertThat(changed.problems()).isEmpty();
    assertThat(PolicyDiff.between(old, changed).lines(10, 10))
        .containsExactlyInAnyOrder(expected.split(";"));
  }

  @Test
  void the_order_of_rules_counts() {
    PolicyFile file = PolicyFile.parse(WITH_RULES);
    String first = WITH_RULES.substring(WITH_RULES.indexOf("  - match: { group"));
    first = first.substring(0, first.indexOf("  - match: { account"));
    PolicyFile turned = PolicyFile.parse(WITH_RULES.replace(first, "") + first);
    assertThat(turned.problems()).isEmpty();
    assertThat(PolicyDiff.between(file, turned).lines(10, 10))
        .containsExactly("changes the whole file: rules: they are in another order");
  }

  private static final String WITH_RULES =
      """
      version: 1
      channels: { approvals: aws-approvals }
      entitlements:
        - { id: logs, group: logs, eligible: [anyone], approvals: 0 }
      rules:
        - match: { group: "a-*" }
          id: "{group}"
          eligible: [group:a]
          approvers: [group:leads]
          approvals: 1
        - match: { account: { tags: { env: dev } } }
          id: "{group}"
          eligible: [group:b]
          approvals: 0
      """;
}
