package dev.hourkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hourkey discover} with the settings for Entra and AWS. */
@QuarkusTest
class DiscoverLiveTest extends JourneyTest {
  private static final String NEW = "22222222-0000-4000-8000-0000000000";

  @Inject DiscoverCommand command;
  @TempDir Path folder;

  @Test
  void the_generated_file_passes_the_checks_and_says_what_cannot_be_used() throws IOException {
    dynamicGroup();
    sandbox.entra().deleteGroup("aws-standing-auditors");
    sandbox.aws().attachPolicy("ReadOnlyAccess", "IAMFullAccess");
    Path file = folder.resolve("policy.yaml");
    String said = discover(file, 0);
    PolicyFile read = PolicyFile.read(file);
    assertThat(read.problems()).isEmpty();
    assertThat(catalog.check(read).problems()).isEmpty();
    assertThat(catalog.check(read).entitlements())
        .extracting(one -> one.id())
        .containsExactlyInAnyOrder("aws-prod-readonly", "aws-prod-admin", "aws-staging-poweruser");
    assertThat(Files.readString(file))
        .contains(
            "#   aws-all-staff is dynamic: a rule in Entra decides who is in it",
            "#   aws-standing-auditors has the object id 22222222-0000-4000-8000-000000000007,"
                + " which",
            "# Groups of Identity Center that open nothing: 1",
            "risk: high # ReadOnlyAccess has AWS' policy IAMFullAccess",
            "risk: high # AdministratorAccess looks administrative by its name")
        .doesNotContain("xoxb-", "Bearer");
    assertThat(said)
        .contains("Identity Center has 6 groups", "3 entitlements. 2 groups can't be used");
  }

  @Test
  void the_file_and_the_exit_code_say_what_aws_did_not_show() throws IOException {
    sandbox.aws().fail("SWBExternalService.ListAccountAssignmentsForPrincipal", 1, 500);
    sandbox.aws().permit("sso:ListManagedPoliciesInPermissionSet", false);
    Path file = folder.resolve("policy.yaml");
    int exit = command.discover(to(file), List.of());
    assertThat(PolicyFile.read(file).problems()).isEmpty();
    assertThat(exit).isIn(0, 3); // The SDK may have tried once more.
    sandbox
        .aws()
        .fail(
            "SWBExternalService.ListAccountAssignmentsForPrincipal", DirectoryStandIn.ALWAYS, 500);
    Path other = folder.resolve("other.yaml");
    assertThat(discover(other, 1)).contains("No group can be used", "AWS stopped answering");
    assertThat(Files.readString(other)).contains("was not read, because AWS had stopped answering");
  }

  @Test
  void without_entra_there_is_no_file() {
    sandbox.entra().fail("*", DirectoryStandIn.ALWAYS, 403);
    Path file = folder.resolve("policy.yaml");
    assertThat(discover(file, 1)).contains("There is no policy file: ");
    assertThat(file).doesNotExist();
  }

  private void dynamicGroup() {
    sandbox
        .entra()
        .putGroup(
            Map.of(
                "id",
                NEW + "50",
                "displayName",
                "aws-all-staff",
                "groupTypes",
                List.of("DynamicMembership"),
                "securityEnabled",
                true));
    sandbox.aws().putGroup("bbbbbbbb-0000-4000-8000-000000000050", NEW + "50", "aws-all-staff");
    sandbox.aws().assign("aws-all-staff", "444455556666", "ReadOnlyAccess");
  }

  /** What it says on standard error. */
  private String discover(Path file, int exit) {
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(command.discover(to(file), List.of())).isEqualTo(exit);
    } finally {
      System.setErr(err);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  private static DiscoverCommand.Arguments to(Path file) {
    DiscoverCommand.Arguments arguments = new DiscoverCommand.Arguments();
    arguments.output = file;
    return arguments;
  }
}
