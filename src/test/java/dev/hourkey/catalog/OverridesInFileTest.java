package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.policy.Risk;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 'overrides' in the policy file. */
class OverridesInFileTest {
  private static final String FILE =
      """
      version: 1
      channels: { approvals: a }
      defaults: { durations: [1h, 4h], approvers: ['group:leads'] }
      entitlements:
        - id: x
          group: g
          account: "111122223333"
          permission_set: ReadOnlyAccess
          eligible: [anyone]
          approvals: 2
          risk: high
          overrides:
            - { %s }
        - { id: y, group: h, eligible: [anyone], stages: [{ approvers: [manager] }, { approvers: ['group:leads'] }], overrides: [{ %s }] }
      """;

  private static final String FINE = "when: requester.is_guest, approvals: 0";

  @Test
  void an_override_replaces_its_keys_and_keeps_the_others() {
    var override = override("when: 'duration <= duration(\"1h\")', approvals: 0, max_duration: 1h");
    assertThat(override.line()).isEqualTo(13);
    assertThat(override.condition().text()).isEqualTo("duration <= duration(\"1h\")");
    EntitlementSpec rules = override.rules();
    assertThat(rules.stages())
        .containsExactly(new EntitlementSpec.Stage(3, List.of("group:leads"), 0, Optional.empty()));
    assertThat(rules.durations()).containsExactly(Duration.ofHours(1));
    assertThat(rules.risk()).isEqualTo(Risk.HIGH);
    assertThat(rules.eligible()).containsExactly("anyone");
    assertThat(rules.overrides()).isEmpty();
  }

  @Test
  void one_form_of_the_stages_replaces_the_other_one() {
    assertThat(
            override("when: requester.is_guest, stages: [{ approvers: [manager] }]")
                .rules()
                .stages())
        .containsExactly(new EntitlementSpec.Stage(13, List.of("manager"), 1, Optional.empty()));
    PolicyFile file = parse(FINE, "when: requester.is_guest, approvers: ['person:a@x']");
    assertThat(file.problems()).isEmpty();
    assertThat(file.specs().getLast().overrides().getFirst().rules().stages())
        .containsExactly(new EntitlementSpec.Stage(14, List.of("person:a@x"), 1, Optional.empty()));
  }

  @Test
  void an_override_without_stages_keeps_the_form_of_the_entitlement() {
    PolicyFile file =
        PolicyFile.parse(
            """
            version: 1
            channels: { approvals: a }
            defaults: { stages: [{ approvers: [manager] }, { approvers: ['group:leads'] }] }
            entitlements:
              - { id: x, group: g, eligible: [anyone], approvals: 1, approvers: ['group:own'],
                  overrides: [{ when: requester.is_guest, risk: high }] }
            """);
    assertThat(file.problems()).isEmpty();
    assertThat(file.specs().getFirst().overrides().getFirst().rules().stages())
        .containsExactly(new EntitlementSpec.Stage(5, List.of("group:own"), 1, Optional.empty()));
  }

  @Test
  void overrides_in_the_defaults_are_those_of_every_entitlement_without_its_own() {
    PolicyFile file =
        PolicyFile.parse(
            """
            version: 1
            channels: { approvals: a }
            defaults:
              approvers: ['group:leads']
              overrides: [{ when: requester.is_guest, approvals: 2 }]
            entitlements:
              - { id: x, group: g, eligible: [anyone] }
              - { id: y, group: h, eligible: [anyone], overrides: [] }
            """);
    assertThat(file.problems()).isEmpty();
    assertThat(file.specs().getFirst().overrides()).hasSize(1);
    assertThat(file.specs().getLast().overrides()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          when: requster.is_guest, approvals: 0 -> line 13: 'when': 'requster' is not known here; did you mean 'requester'?
          when: requester.id, approvals: 0 -> line 13: 'when': the condition must be true or false, but it is text
          when: 'in_hours("Mon-Fri 8-18 UTC")', approvals: 0 -> line 13: 'when': in 'Mon-Fri 8-18 UTC', '8' must be a time from 00:00 to 24:00, with two digits each
          approvals: 0 -> line 13: 'when' is missing
          when: , approvals: 0 -> line 13: 'when' is empty; leave it out, or put a value that begins with # into quotes
          when: requester.is_guest -> line 13: this override replaces nothing
          when: requester.is_guest, aprovals: 0 -> line 13: 'aprovals' is not known here; did you mean 'approvals'?
          when: requester.is_guest, group: h -> line 13: 'group' is not known here
          when: requester.is_guest, account: "111122223333" -> line 13: 'account' is not known here
          when: requester.is_guest, channel: b -> line 13: 'channel' is not known here
          when: requester.is_guest, overrides: [] -> line 13: 'overrides' is not known here
          when: requester.is_guest, approvals: 11 -> line 13: 'approvals' must be a whole number from 0 to 10, not '11'
          when: requester.is_guest, approvers: [] -> line 13: 'x' needs 2 approvals but has no 'approvers'
          when: requester.is_guest, approvers: ['person:a@x'] -> line 13: 'x' needs 2 approvals by different people, but 'approvers' can only be 1: name a group or more people
          when: requester.is_guest, max_duration: 30m -> line 13: with this override, every value of 'durations' exceeds 'max_duration'
          when: requester.is_guest, stages: [{ approvers: [manager] }], approvals: 1 -> line 13: 'stages' can't be next to 'approvers', 'approvals' or 'escalate', which are short for one stage: keep one of the two forms
          when: requester.is_guest, eligible: ['group:h'] -> line 13: 'group:h' in 'eligible' is the group of 'y' (line 14), so a grant of it would make the holder eligible here; name another group
          when: requester.is_guest, approvers: ['group:h'] -> line 13: 'group:h' in 'approvers' is the group of 'y' (line 14), so a grant of it would make the holder an approver here; name another group
          when: '"h" in requester.groups', approvals: 0 -> line 13: 'group:h' in 'when' is the group of 'y' (line 14), so a grant of it would make the holder meet the condition here; name another group
          when: requester.is_guest, justification: { pattern: 'A+', example: bbbbbbbbbbbb } -> line 13: the 'example' 'bbbbbbbbbbbb' would be refused itself: it must match 'pattern' and have 10 to 500 characters
          """)
  void a_mistake_has_its_line_and_a_sentence(String override, String sentence) {
    assertThat(parse(override, FINE).problems())
        .extracting(CatalogProblem::sentence)
        .first()
        .isEqualTo(sentence);
  }

  @Test
  void several_mistakes_are_reported_at_once() {
    assertThat(
            parse("when: foo && bar, approvals: 0", "when: requester.id, approvals: 3").problems())
        .extracting(CatalogProblem::sentence)
        .containsExactly(
            "line 13: 'when': 'foo' is not known here",
            "line 13: 'when': 'bar' is not known here",
            "line 14: 'approvals' needs 'approvers' next to it here, because the entitlement has"
                + " 'stages'",
            "line 14: 'when': the condition must be true or false, but it is text");
  }

  @Test
  void a_mistake_of_the_entitlement_is_not_reported_again_for_its_overrides() {
    String text = FILE.formatted(FINE, FINE).replace("eligible: [anyone]\n", "eligible: [leads]\n");
    assertThat(PolicyFile.parse(text).problems()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          permission_set == "A" -> 'permission_set' means nothing here: the entitlement has no 'permission_set'
          ticket.open -> 'ticket.open' means nothing here: the file has no 'tickets'
          requester.on_call("platform") -> 'platform' is not defined under 'on_call'
          account.tags.env == "dev" -> 'account.tags' means nothing here: the entitlement has no 'account': account tags are known only if it opens exactly one account
          """)
  void a_condition_cannot_use_properties_that_the_entitlement_lacks(
      String condition, String problem) {
    assertThat(parse(FINE, "when: '" + condition + "', approvals: 0").problems())
        .extracting(CatalogProblem::sentence)
        .containsExactly("line 14: 'when': " + problem);
  }

  @Test
  void the_examples_of_the_documentation_are_read() {
    PolicyFile file =
        PolicyFile.parse(
            """
            version: 1
            channels: { approvals: a }
            on_call: { platform: { pagerduty: PSCHED1 } }
            tickets: { jira: { projects: [OPS] } }
            entitlements:
              - id: x
                group: g
                eligible: [anyone]
                stages:
                  - { approvers: [manager] }
                  - { approvers: [group:sre-leads], approvals: 2 }
                overrides:
                  - { when: 'requester.on_call("platform") && duration <= duration("1h")', approvals: 0 }
                  - { when: '!in_hours("Mon-Fri 08:00-18:00 Europe/Helsinki")', approvers: [on_call:platform] }
                  - { when: 'ticket.exists && !ticket.open', approvals: 0 }
            """);
    assertThat(file.problems()).isEmpty();
    assertThat(file.specs().getFirst().overrides())
        .extracting(override -> override.rules().stages().getFirst().approvals())
        .containsExactly(0, 1, 0);
  }

  @Test
  void overrides_must_be_a_list() {
    String text =
        FILE.formatted(FINE, FINE).replace("overrides: [{ " + FINE + " }]", "overrides: 1");
    assertThat(PolicyFile.parse(text).problems())
        .extracting(CatalogProblem::sentence)
        .containsExactly("line 14: 'overrides' must be a list");
  }

  /** Loading CEL takes half a second, which a file without conditions need not wait for. */
  @Test
  void a_file_without_overrides_does_not_load_cel() throws Exception {
    assertThat(loadedFor(FILE.formatted(FINE, FINE))).isNotEmpty();
    assertThat(
            loadedFor(
                FILE.formatted(FINE, FINE)
                    .replaceAll(" +overrides:\\n.*\\n", "")
                    .replaceAll(", overrides: .*]", "")))
        .isEmpty();
  }

  /** The classes of CEL that a fresh class loader loads for a file. */
  private static List<String> loadedFor(String text) throws Exception {
    List<String> loaded = new ArrayList<>();
    URL[] path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .map(Path::toUri)
            .map(OverridesInFileTest::url)
            .toArray(URL[]::new);
    try (var loader =
        new URLClassLoader(path, ClassLoader.getPlatformClassLoader()) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("dev.cel.")) {
              loaded.add(name);
            }
            return super.findClass(name);
          }
        }) {
      Object file =
          loader
              .loadClass(PolicyFile.class.getName())
              .getMethod("parse", String.class)
              .invoke(null, text);
      assertThat(file.getClass().getMethod("problems").invoke(file)).hasToString("[]");
    }
    return loaded;
  }

  private static URL url(URI uri) {
    try {
      return uri.toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EntitlementSpec.OverrideSpec override(String text) {
    PolicyFile file = parse(text, FINE);
    assertThat(file.problems()).isEmpty();
    return file.specs().getFirst().overrides().getFirst();
  }

  private static PolicyFile parse(String first, String second) {
    return PolicyFile.parse(FILE.formatted(first, second));
  }
}
