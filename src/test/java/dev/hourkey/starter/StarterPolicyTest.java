package dev.hourkey.starter;

import static dev.hourkey.starter.Company.EVERYWHERE;
import static dev.hourkey.starter.Company.PROD_ADMIN;
import static dev.hourkey.starter.Company.PROD_READONLY;
import static dev.hourkey.starter.Company.STAGING;
import static dev.hourkey.starter.Company.STAGING_POWER;
import static dev.hourkey.starter.Company.group;
import static dev.hourkey.starter.Company.inventory;
import static dev.hourkey.starter.Company.opens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.OfflineDirectory;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.policy.Risk;
import dev.hourkey.starter.Inventory.LeftOut;
import dev.hourkey.starter.Inventory.Manageable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StarterPolicyTest {
  private static final Path GOLDEN = Path.of("src/test/resources/starter/policy.yaml");

  @Test
  void the_file_of_a_small_company_is_as_reviewed() throws IOException {
    Inventory all =
        Company.with(
            inventory(PROD_READONLY, PROD_ADMIN, STAGING_POWER, EVERYWHERE),
            List.of(
                new LeftOut("aws-all-staff", "is dynamic: a rule in Entra decides who is in it"),
                new LeftOut("aws-old", "is not in Entra: no group there has this name")),
            3,
            "cannot read what aws-secret opens in AWS (403)");
    String text = text(all);
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, text);
    }
    assertThat(text).as("-Dgolden.write=true writes it anew").isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void a_starter_policy_is_valid_and_grants_nothing() {
    CatalogSnapshot snapshot =
        catalog(inventory(PROD_READONLY, PROD_ADMIN, STAGING_POWER, EVERYWHERE));
    assertThat(snapshot.problems()).isEmpty();
    assertThat(snapshot.entitlements()).hasSize(4);
    for (Entitlement one : snapshot.entitlements()) {
      assertThat(one.policy().eligible()).isEmpty();
      assertThat(one.policy().stages())
          .singleElement()
          .satisfies(stage -> assertThat(stage.approvals()).isOne())
          .satisfies(stage -> assertThat(stage.names()).isEqualTo("nobody@fill-in.invalid"));
    }
  }

  @Test
  void administrative_permission_sets_get_a_high_risk() {
    CatalogSnapshot snapshot =
        catalog(inventory(PROD_READONLY, PROD_ADMIN, STAGING_POWER, EVERYWHERE));
    assertThat(risk(snapshot, "aws-prod-readonly")).isEqualTo(Risk.NORMAL);
    assertThat(risk(snapshot, "aws-prod-admin")).isEqualTo(Risk.HIGH);
    assertThat(risk(snapshot, "aws-staging-poweruser")).isEqualTo(Risk.HIGH);
    assertThat(risk(snapshot, "aws-deploy")).isEqualTo(Risk.NORMAL);
    assertThat(risk(catalog(Company.with(inventory(EVERYWHERE), List.of(), 0)), "aws-deploy"))
        .as("because of its policy")
        .isEqualTo(Risk.HIGH);
  }

  @ParameterizedTest
  @CsvSource({
    "Grüße an Alle, grusse-an-alle",
    "AWS_Prod (Admin), aws-prod-admin",
    "help, aws-help",
    "-- a --, a",
    "🔥🔥, group-22222222-0000-4000-8000-000000000001",
    "قاعدة البيانات, group-22222222-0000-4000-8000-000000000001",
  })
  void ids_are_made_of_names(String name, String id) {
    assertThat(text(inventory(group(1, name, opens("Production", "111122223333", "Read")))))
        .contains("- id: " + id + "\n");
  }

  @Test
  void ids_and_names_are_there_once() {
    Manageable[] groups =
        IntStream.range(0, 30)
            .mapToObj(i -> group(i, "x".repeat(250), opens("Staging", STAGING, "Read")))
            .toArray(Manageable[]::new);
    CatalogSnapshot snapshot = catalog(inventory(groups));
    assertThat(snapshot.problems()).isEmpty();
    assertThat(snapshot.entitlements().stream().map(Entitlement::id).distinct()).hasSize(30);
    assertThat(snapshot.entitlements().stream().map(Entitlement::name).distinct()).hasSize(30);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a \"quoted\" name",
        "it's: a trap # not a comment",
        "- [x] {y} &a *b !c %d @e `f`",
        "back\\slash \\n \\x00",
        "new\nline: true\n  - id: injected",
        "carriage\rreturn",
        "next\u0085line and \u2028 separators \u2029",
        "grüße, 日本語, 👩‍🚀, عربى, עברית",
        "\u202Eright to left\u202C",
        "no\u0000character\uFFFE\uFFFF\uD800",
        "no",
        "~",
        "2026-03-02",
        "0123",
        " \u200b ",
        "key: value",
        "? complex",
        "...",
        "---",
        "<<",
      })
  void any_name_of_a_group_or_account_yields_a_valid_file(String name) {
    Inventory inventory =
        Company.with(
            inventory(
                group(1, name, opens(name, "111122223333", "Read")),
                group(2, name, opens(name, "111122223333", "Write"), opens(name, STAGING, "Read"))),
            List.of(new LeftOut(name, "is dynamic: " + name)),
            1,
            name);
    CatalogSnapshot snapshot = catalog(inventory);
    assertThat(snapshot.problems()).isEmpty();
    assertThat(snapshot.entitlements()).hasSize(2);
    assertThat(snapshot.entitlements())
        .allSatisfy(one -> assertThat(one.policy().eligible()).isEmpty());
  }

  @Test
  void random_names_yield_valid_files() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      String name =
          random
              .ints(1 + random.nextInt(20), 0, 0x3000)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(catalog(inventory(group(1, name, opens(name, STAGING, "Read")))).problems())
          .as(name)
          .isEmpty();
    }
  }

  @Test
  void two_thousand_groups_fit_into_one_file() {
    Manageable[] groups =
        IntStream.range(0, 2000)
            .mapToObj(
                i ->
                    group(
                        i,
                        "aws-workload-%d-administrator".formatted(i),
                        opens("Workload " + i, "%012d".formatted(i), "AdministratorAccess")))
            .toArray(Manageable[]::new);
    String text = text(inventory(groups));
    assertThat(text.length()).isLessThan(1_000_000);
    assertThat(PolicyFile.parse(text).problems()).isEmpty();
  }

  @Test
  void a_starter_policy_without_groups_says_so_and_is_not_valid() {
    StarterPolicy policy = StarterPolicy.of(inventory(), List.of());
    assertThat(policy.text()).contains("entitlements: []");
    assertThat(policy.problems()).hasSize(1);
  }

  private static String text(Inventory inventory) {
    StarterPolicy policy = StarterPolicy.of(inventory, List.of());
    assertThat(policy.problems()).as(policy.text()).isEmpty();
    return policy.text();
  }

  private static CatalogSnapshot catalog(Inventory inventory) {
    return OfflineDirectory.catalog(PolicyFile.parse(text(inventory)));
  }

  private static Risk risk(CatalogSnapshot snapshot, String id) {
    return snapshot.find(id).orElseThrow().policy().risk();
  }
}
