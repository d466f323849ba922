package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles in the policy file, and the mistakes that operators make with them. */
class BundlesInFileTest {
  private static final String FILE =
      """
      version: 1
      entitlements:
        - { id: prod-readonly, group: g1, eligible: ['group:e'], approvals: 0, durations: [1h, 2h] }
        - { id: logs-readonly, group: g2, eligible: ['group:e'], approvals: 0, durations: [30m, 1h] }
        - { id: long, group: g3, eligible: ['group:e'], approvals: 0, durations: [8h], max_duration: 8h }
      """;

  @Test
  void a_bundle_names_entitlements() {
    PolicyFile file =
        PolicyFile.parse(
            FILE
                + "bundles: [{ id: incident, name: Incident kit, entitlements: [prod-readonly,"
                + " logs-readonly] }, { id: other, entitlements: [long] }]");
    assertThat(file.problems()).isEmpty();
    assertThat(file.bundles())
        .extracting(Bundle::id, Bundle::name)
        .containsExactly(tuple("incident", "Incident kit"), tuple("other", "other"));
    assertThat(Bundle.expand("incident", file.bundles()))
        .containsExactly("prod-readonly", "logs-readonly");
    assertThat(Bundle.expand("long", file.bundles())).containsExactly("long");
  }

  @Test
  void a_file_without_bundles_has_none() {
    assertThat(PolicyFile.parse(FILE).bundles()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[{ id: kit, entitlements: [prod-readonyl] }] | there is no entitlement 'prod-readonyl';"
            + " did you mean 'prod-readonly'?",
        "[{ id: kit, entitlements: [nothing-like-it-at-all] }] | there is no entitlement"
            + " 'nothing-like-it-at-all'",
        "[{ id: long, entitlements: [prod-readonly] }] | 'long' is the id of an entitlement (line"
            + " 5); give the bundle another one",
        "[{ id: status, entitlements: [prod-readonly] }] | 'status' cannot be an id, because"
            + " `/aws-access status` is a command",
        "[{ id: Kit, entitlements: [prod-readonly] }] | 'Kit' may contain only lower-case letters,"
            + " digits and dashes; did you mean 'kit'?",
        "[{ entitlements: [prod-readonly] }] | 'id' is missing",
        "[{ id: kit }] | 'entitlements' of a bundle must name at least one entitlement",
        "[{ id: kit, entitlements: [] }] | 'entitlements' of a bundle must name at least one"
            + " entitlement",
        "[{ id: kit, entitlements: [long, long] }] | 'long' appears twice in 'entitlements'",
        "[{ id: kit, entitlement: [long] }] | 'entitlement' is not known here; did you mean"
            + " 'entitlements'?",
        "[{ id: kit, entitlements: [long] }, { id: kit, entitlements: [long] }] | the bundle 'kit'"
            + " appears twice; the first is in line 6",
        "[{ id: kit, entitlements: [prod-readonly, long] }] | the entitlements of 'kit' have no"
            + " duration in common: prod-readonly [1h, 2h], long [8h]",
        "[] | 'bundles' must be a list with at least one item",
      })
  void a_mistake_has_its_line_and_a_sentence(String bundles, String sentence) {
    assertThat(PolicyFile.parse(FILE + "bundles: " + bundles).problems())
        .extracting(CatalogProblem::sentence)
        .contains("line 6: " + sentence);
  }

  @Test
  void a_bundle_may_name_an_entitlement_that_a_rule_may_make() {
    String rules =
        """
        rules:
          - { match: { group: 'aws-*' }, id: '{group}', eligible: ['group:e'], approvals: 0 }
        bundles: [{ id: kit, entitlements: [prod-readonly, aws-web] }]
        """;
    assertThat(PolicyFile.parse(FILE + rules).problems()).isEmpty();
  }

  @Test
  void a_bundle_is_no_larger_than_a_form() {
    String eleven = String.join(", ", Collections.nCopies(11, "long"));
    assertThat(
            PolicyFile.parse(FILE + "bundles: [{ id: kit, entitlements: [" + eleven + "] }]")
                .problems())
        .extracting(CatalogProblem::sentence)
        .contains("line 6: a bundle may have at most 10 entitlements, not 11");
  }

  @Test
  void an_override_may_offer_the_common_duration() {
    String file =
        FILE.replace(
            "max_duration: 8h }",
            "max_duration: 8h, overrides: [{ when: requester.is_guest, durations: [1h, 8h] }] }");
    assertThat(
            PolicyFile.parse(file + "bundles: [{ id: kit, entitlements: [prod-readonly, long] }]")
                .problems())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[{ id: kit, name: Kit, entitlements: [long] }] | changes the whole file: bundles.kit: not"
            + " set → Kit [long]",
        "[{ id: incident, name: Incident kit, entitlements: [prod-readonly] }] | changes the whole"
            + " file: bundles.incident: not set → Incident kit [prod-readonly]",
      })
  void a_new_bundle_gives_nobody_a_right(String bundles, String difference) {
    PolicyFile before = PolicyFile.parse(FILE);
    PolicyFile after = PolicyFile.parse(FILE + "bundles: " + bundles);
    assertThat(PolicyDiff.between(before, after).lines(9, 9)).containsExactly(difference);
    assertThat(PolicyDiff.between(after, after).changes()).isEmpty();
    assertThat(PolicyDiff.between(after, before).lines(9, 9))
        .singleElement()
        .asString()
        .startsWith("changes the whole file: bundles.")
        .endsWith("→ not set");
  }
}
