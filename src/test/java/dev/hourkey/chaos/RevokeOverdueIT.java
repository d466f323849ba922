package dev.hourkey.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.support.PackagedJar.Finished;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Overdue grants are ended without the service, by a command that needs neither Slack nor the
 * scheduler.
 */
class RevokeOverdueIT {
  private static final int GRANTS = 20;

  private static final Duration LATER = Duration.ofMinutes(30);

  @Test
  void a_command_ends_overdue_grants_while_no_replica_runs() throws Exception {
    try (var cluster = new Cluster()) {
      cluster.replicas(1);
      cluster.killAll();
      Storm storm = Storm.of(GRANTS, cluster, LATER);

      Finished early = cluster.command("revoke-overdue");
      assertThat(early.exitCode()).as(early.output()).isZero();
      assertThat(early.output()).contains("Nothing is overdue.");
      assertThat(storm.ending()).allMatch(storm::isInEntra);

      storm.endsNow();
      cluster.sandbox().entra().fail("DELETE *", DirectoryStandIn.ALWAYS, 503);
      Finished vain = cluster.command("revoke-overdue", "--wait", "3");
      assertThat(vain.exitCode()).as(vain.output()).isEqualTo(1);
      assertThat(vain.output()).contains("is still in the Entra group");

      cluster.sandbox().entra().clearFaults();
      Finished done = cluster.command("revoke-overdue", "--wait", "50");
      assertThat(done.exitCode()).as(done.output()).isZero();
      assertThat(storm.ending()).noneMatch(storm::isInEntra).noneMatch(storm::isInAws);
      assertThat(storm.going()).allMatch(storm::isInEntra);
      assertThat(storm.standing()).allMatch(storm::isInEntra);
    }
  }

  @Test
  void a_wrong_option_is_named_without_an_exception() throws Exception {
    try (var cluster = new Cluster()) {
      Finished refused = cluster.command("revoke-overdue", "--wait", "soon");
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.output()).contains("--wait").doesNotContain("Exception");
    }
  }
}
