package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.support.FormerAccounts;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hourkey explain} with the settings for Entra and AWS. */
@QuarkusTest
class ExplainLiveTest extends JourneyTest {
  private static final Path FILE = Path.of("deploy/policy.example.yaml");

  @TempDir Path folder;

  @Inject ExplainCommand command;
  @Inject CheckCommand check;

  @Test
  void explain_uses_the_groups_that_entra_shows() {
    assertThat(explain(ANA_AT_HOME, "prod-readonly")).isZero();
    assertThat(explain(ANA_AT_HOME, "no-such-entitlement")).isEqualTo(1);
  }

  @Test
  void explain_also_asks_entra_about_the_sender_of_a_request() throws Exception {
    String text = Files.readString(FILE);
    Path forOthers =
        Files.writeString(
            folder.resolve("policy.yaml"),
            text.replace(
                "    group: aws-prod-readonly",
                "    on_behalf_of: [group:sre-leads]\n    group: aws-prod-readonly"));
    assertThat(text).contains("    group: aws-prod-readonly");
    assertThat(explain(forOthers, ANA_AT_HOME, "bruno@example.com")).isZero();
    assertThat(explain(FILE, ANA_AT_HOME, "bruno@example.com")).isEqualTo(1);
    assertThat(explain(forOthers, "bruno@example.com", ANA_AT_HOME)).isEqualTo(1);
    assertThat(explain(forOthers, ANA_AT_HOME, "nobody@example.com")).isEqualTo(3);
  }

  @Test
  void a_fact_that_entra_does_not_return_is_unknown() {
    assertThat(explain("nobody@example.com", "prod-readonly")).isEqualTo(3);
    sandbox.entra().fail("*", DirectoryStandIn.ALWAYS, 403);
    assertThat(explain(ANA_AT_HOME, "prod-readonly")).isEqualTo(3);
  }

  @Test
  void a_former_account_that_is_disabled_does_not_make_an_address_ambiguous() {
    FormerAccounts.addDisabled(sandbox.entra(), "ana.former@example.com", "ana@example.com");
    assertThat(explain("ana@example.com", "prod-readonly")).isZero();
    sandbox.entra().changeUser("ana.former@example.com", Map.of("accountEnabled", true));
    assertThat(explain("ana@example.com", "prod-readonly")).isEqualTo(3);
  }

  @Test
  void a_live_check_finds_a_group_that_entra_does_not_provision() {
    assertThat(check.checkLive(FILE)).isZero();
    sandbox.entra().unassign("aws-prod-admin");
    assertThat(check.checkLive(FILE)).isEqualTo(1);
  }

  @Test
  void a_live_check_counts_the_people_in_the_approvers_groups() {
    sandbox.entra().setMember("sre-leads", "bruno@example.com", false);
    assertThat(check.checkLive(FILE)).as("one is left for two approvals").isEqualTo(1);
    sandbox.entra().setMember("sre-leads", "bruno@example.com", true);
    assertThat(check.checkLive(FILE)).isZero();
    sandbox.entra().changeUser("bruno@example.com", Map.of("accountEnabled", false));
    assertThat(check.checkLive(FILE)).as("a disabled account can't approve").isEqualTo(1);
  }

  private int explain(Path file, String person, String by) {
    ExplainArguments arguments = new ExplainArguments();
    arguments.person = person;
    arguments.entitlement = "prod-readonly";
    arguments.by.name = by;
    return command.live(arguments, PolicyFile.read(file));
  }

  private int explain(String person, String entitlement) {
    ExplainArguments arguments = new ExplainArguments();
    arguments.person = person;
    arguments.entitlement = entitlement;
    return command.live(arguments, PolicyFile.read(FILE));
  }
}
