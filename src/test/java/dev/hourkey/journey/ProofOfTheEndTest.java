package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What Hourkey says about a grant while Entra and AWS give odd answers. */
@QuarkusTest
class ProofOfTheEndTest extends JourneyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String GROUP = "aws-prod-readonly";
  private static final String OPS = "aws-ops";
  private static final String SOMEBODY_GONE = "11111111-0000-4000-8000-00000000dead";

  @Test
  void for_a_user_recreated_in_aws_the_new_id_is_used() throws Exception {
    live();
    sandbox.entra().recreateUser(ANA_AT_HOME);
    ana.run("general", "/aws-access end");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    ended();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();

    live();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue();
  }

  @Test
  void an_access_cancelled_before_it_was_active_is_not_ended_while_a_cycle_may_bring_it()
      throws Exception {
    sandbox.entra().onDemandBelievesItself(true);
    sandbox.entra().onDemandReadLag(Duration.ofDays(1));
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue());
    sandbox.entra().job().beginCycle();
    ana.run("general", "/aws-access end");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    eventually(
        () ->
            assertThat(number("select count(*) from access_grant where gone_since is not null"))
                .isOne());
    for (int minute = 0; minute < 5; minute++) {
      pass(Duration.ofMinutes(1));
    }
    isCheckedAgain(2); // One may have been under way.
    assertThat(grant().get("state").asText()).isEqualTo("clearing");
    assertThat(notified("EndOverdue")).isZero();
    sandbox.entra().job().finishCycle();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).as("the late add").isTrue();
    sandbox.entra().job().start();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
    // A check may have seen the late add, so the hour begins when a later check shows it gone.
    eventually(() -> assertThat(text("q/metrics")).contains("hourkey_revocations_overdue 0.0"));
    pass(Duration.ofMinutes(61));
    maintenanceIsDone(Duration.ofSeconds(30), "scim_job");
    pass(Duration.ofSeconds(30));
    ended();
  }

  @Test
  void access_that_aws_shows_again_after_its_end_is_removed_and_reported() throws Exception {
    live();
    ana.run("general", "/aws-access end");
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    ended();
    sandbox.aws().setMember(GROUP, ANA_AT_HOME, true); // A cycle that had read it long before.
    runMaintenance();
    alertedInTime(ana, "AWS shows it again");
    inTime(
        () ->
            assertThat(bruno.messages(OPS))
                .anyMatch(message -> message.words().contains("Access came back.")));
    assertThat(text(auditPath())).contains("member_returned");
    sandbox.aws().setMember(GROUP, ANA_AT_HOME, false);
    ended();
    inTime(
        () ->
            assertThat(bruno.messages(OPS))
                .anyMatch(
                    message -> message.words().contains("was removed from " + GROUP + " again")));
  }

  @Test
  void a_restart_that_takes_hours_brings_access_back_and_hourkey_has_it_removed_again()
      throws Exception {
    live();
    sandbox.entra().job().initialCycleTakes(HOUR);
    sandbox.entra().job().restart(false);
    ana.run("general", "/aws-access end");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    sandbox.aws().setMember(GROUP, ANA_AT_HOME, false); // As on demand may.
    ended();
    for (int hour = 0; hour < 3; hour++) {
      pass(Duration.ofHours(1));
      maintenanceIsDone(Duration.ofMinutes(2), "scim_job");
      maintenanceIsDone(Duration.ofMinutes(2), "returned");
    }
    assertThat(grant().get("state").asText()).isEqualTo("ended");

    sandbox.entra().job().finishCycle();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).as("as it was read").isTrue();
    maintenanceIsDone(Duration.ofMinutes(2), "scim_job");
    maintenanceIsDone(Duration.ofMinutes(2), "returned");
    inTime(
        () ->
            assertThat(bruno.messages(OPS))
                .anyMatch(message -> message.words().contains("Access came back.")));
    sandbox.entra().job().start();
    ended();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void a_cancelled_access_does_not_end_while_a_restart_that_read_it_is_under_way()
      throws Exception {
    sandbox.entra().onDemandBelievesItself(true);
    sandbox.entra().onDemandReadLag(Duration.ofDays(1));
    maintenanceIsDone(Duration.ofMinutes(2), "scim_job");
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue());
    sandbox.entra().job().initialCycleTakes(HOUR);
    sandbox.entra().job().restart(false);
    ana.run("general", "/aws-access end");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    eventually(
        () ->
            assertThat(number("select count(*) from access_grant where gone_since is not null"))
                .isOne());
    for (int part = 0; part < 4; part++) {
      pass(Duration.ofMinutes(30));
      maintenanceIsDone(Duration.ofSeconds(30), "scim_job");
    }
    inTime(
        () ->
            assertThat(bruno.messages(OPS))
                .anyMatch(message -> message.words().contains("Overdue")));
    assertThat(grant().get("state").asText()).isEqualTo("clearing");

    sandbox.entra().job().finishCycle();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).as("as it was read").isTrue();
    sandbox.entra().job().start();
    pass(Duration.ofMinutes(6));
    maintenanceIsDone(Duration.ofSeconds(30), "scim_job");
    pass(Duration.ofSeconds(30));
    ended();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isFalse();
  }

  @Test
  void an_add_to_a_group_that_one_replica_does_not_know_yet_is_repeated() throws Exception {
    sandbox.entra().missGroup(2);
    live();
  }

  @Test
  void one_stale_check_of_aws_ends_nothing() throws Exception {
    live();
    ana.run("general", "/aws-access end");
    sandbox.aws().answerMembership(GROUP, ANA_AT_HOME, false);
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse());
    isCheckedAgain(3);
    assertThat(grant().get("state").asText())
        .as("of three checks one was stale")
        .isEqualTo("clearing");
    assertThat(text(auditPath())).as("nor did it end and return").doesNotContain("grant_ended");
    sandbox.entra().job().start();
    ended();
  }

  @Test
  void a_user_of_the_same_name_counts_once_entra_has_handed_it_over() throws Exception {
    sandbox.entra().recycleName(ANA_AT_HOME, SOMEBODY_GONE);
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(), "approve");
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue());
    pass(Duration.ofMinutes(3));
    alerted(ana, "still belongs to another Entra account");
    sandbox.entra().job().start();
    alerted(ana, "is ready");
  }

  @Test
  void a_user_who_cannot_sign_in_is_not_told_that_access_is_live() throws Exception {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card();
    sandbox.aws().setActive(ANA_AT_HOME, false);
    bruno.click(card, "approve");
    eventually(() -> assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue());
    pass(Duration.ofMinutes(3));
    alerted(ana, "your AWS user is disabled");
    assertThat(grant().get("state").asText()).isEqualTo("syncing");
    sandbox.aws().setActive(ANA_AT_HOME, true);
    alerted(ana, "is ready");
  }

  private void live() throws Exception {
    ask(ana, "prod-readonly", HOUR, REASON);
    eventually(() -> assertThat(card().words()).contains("Waiting for 1 approval"));
    bruno.click(card(), "approve");
    eventually(() -> assertThat(grant().get("state").asText()).isEqualTo("live"));
  }

  private void ended() {
    inTime(() -> assertThat(grant().get("state").asText()).isEqualTo("ended"));
  }

  /** The newest grant, as auditors see it. */
  private JsonNode grant() throws Exception {
    var grants = get("api/v1/grants");
    assertThat(grants).isNotEmpty();
    return grants.get(0);
  }
}
