package dev.hourkey.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.doctor.AwsDiagnostics.Attempt;
import dev.hourkey.doctor.AwsDiagnostics.Instance;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.Sandbox;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdentityCenterDiagnosticsTest {
  private final Sandbox sandbox = new Sandbox(0);
  private final IdentityCenterDiagnostics aws =
      new IdentityCenterDiagnostics(AwsAt.sandbox(sandbox.uri()));

  @AfterEach
  void close() {
    aws.close();
    sandbox.close();
  }

  @Test
  void nothing_of_the_store_is_allowed_while_its_key_is_disabled() {
    assertThat(ofTheStore()).hasSize(8).allMatch(one -> one.failure().isEmpty());
    sandbox.aws().keyDisabled(true);
    assertThat(ofTheStore())
        .hasSize(8)
        .allSatisfy(
            one ->
                assertThat(one.failure().map(DirectoryFailure::sentence).orElse(""))
                    .contains("KMS_DISABLED"));
  }

  private List<Attempt> ofTheStore() {
    Instance instance = aws.instances().getFirst();
    return aws.attempts(instance, "111122223333").stream()
        .filter(one -> one.action().startsWith("identitystore:"))
        .filter(
            one -> !one.action().endsWith(":GetGroupMembershipId")) // Not in the guide's policy.
        .toList();
  }
}
