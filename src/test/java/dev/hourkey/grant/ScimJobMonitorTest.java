package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.hourkey.grant.GrantState.Clearing;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.scim.LastFinishedCycle;
import dev.hourkey.scim.ScimJobService;
import dev.hourkey.scim.ScimProvisioner.Cycle;
import dev.hourkey.scim.ScimProvisioner.Job;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ScimJobMonitorTest extends GrantDatabaseTest {
  @Test
  void a_start_carries_all_changes_before_it() {
    Instant changed = clock.instant();
    clock.advance(Duration.ofSeconds(90));
    assertThat(scimJob().startOnce(changed)).isTrue();
    assertThat(scimJob().startOnce(changed.plusSeconds(80))).isTrue();
    assertThat(vendors.sent("start")).isOne();
  }

  @Test
  void a_change_after_a_start_gets_another_start_ten_minutes_later() {
    assertThat(scimJob().startOnce(clock.instant())).isTrue();
    clock.advance(Duration.ofMinutes(5));
    Instant changed = clock.instant();
    assertThat(scimJob().startOnce(changed)).isFalse();
    clock.advance(Duration.ofMinutes(5));
    assertThat(scimJob().startOnce(changed)).isTrue();
    assertThat(vendors.sent("start")).isEqualTo(2);
  }

  @Test
  void a_start_that_failed_is_repeated() {
    vendors.down = true;
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> scimJob().startOnce(clock.instant()));
    vendors.down = false;
    clock.advance(Duration.ofSeconds(1));
    assertThat(scimJob().startOnce(clock.instant().minusSeconds(90))).isTrue();
    assertThat(vendors.sent("start")).isEqualTo(2);
  }

  @Test
  void a_start_that_failed_unexpectedly_is_repeated() {
    vendors.onTheWay =
        () -> {
          throw new IllegalStateException("an answer that nobody expected");
        };
    assertThatIllegalStateException().isThrownBy(() -> scimJob().startOnce(clock.instant()));
    clock.advance(Duration.ofSeconds(1));
    assertThat(scimJob().startOnce(clock.instant().minusSeconds(1))).isTrue();
    assertThat(vendors.sent("start")).isEqualTo(2);
  }

  @Test
  void a_start_whose_replica_froze_or_died_is_requested_by_another_after_a_minute() {
    Instant changed = clock.instant();
    vendors.onTheWay =
        () -> {
          assertThat(scimJob().startOnce(changed)).as("it may be accepted yet").isFalse();
          clock.advance(Duration.ofMinutes(1));
          assertThat(scimJob().startOnce(changed)).isTrue();
          assertThat(vendors.sent("start")).isEqualTo(2);
        };
    clock.advance(Duration.ofSeconds(1));
    assertThat(scimJob().startOnce(changed)).isTrue();
    assertThat(scimJob().startOnce(changed)).isTrue();
    assertThat(vendors.sent("start")).isEqualTo(2);
  }

  @Test
  void a_stopped_job_is_not_started_and_is_reported_once() {
    vendors.job = new Job.Stopped("somebody paused it");
    scimJob().check();
    scimJob().check();
    assertThat(scimJobs.stopped().orElseThrow().why()).isEqualTo("somebody paused it");
    assertThat(count("notification where kind = 'JobStopped'")).isOne();
    assertThat(scimJob().startOnce(clock.instant())).isFalse();
    assertThat(vendors.sent("start")).isZero();

    UUID incident = scimJobs.stopped().orElseThrow().incident();
    vendors.job = new Job.Running(Optional.empty());
    scimJob().check();
    assertThat(scimJobs.stopped()).isEmpty();
    assertThat(record(incident)).containsExactly("provisioning_stopped", "provisioning_resumed");
    assertThat(scimJob().startOnce(clock.instant())).isTrue();
  }

  @Test
  void a_job_that_stops_again_is_another_incident() {
    vendors.job = new Job.Stopped("one");
    scimJob().check();
    UUID first = scimJobs.stopped().orElseThrow().incident();
    vendors.job = new Job.Stopped("other");
    scimJob().check();
    assertThat(scimJobs.stopped().orElseThrow())
        .returns(first, ScimJobService.Stop::incident)
        .returns("other", ScimJobService.Stop::why);
    vendors.job = new Job.Running(Optional.empty());
    scimJob().check();
    vendors.job = new Job.Stopped("one");
    scimJob().check();
    assertThat(scimJobs.stopped().orElseThrow().incident()).isNotEqualTo(first);
    assertThat(count("notification where kind = 'JobStopped'")).isEqualTo(2);
  }

  @Test
  void a_job_that_was_not_seen_keeps_its_last_known_state() {
    vendors.down = true;
    scimJob().check();
    assertThat(scimJobs.stopped()).isEmpty();
    vendors.down = false;
    vendors.job = new Job.Stopped("it");
    scimJob().check();
    vendors.down = true;
    scimJob().check();
    assertThat(scimJobs.stopped()).isPresent();
  }

  @Test
  void a_job_that_cannot_be_found_is_reported_at_once_and_resolved_when_seen() {
    scimJob().check();
    assertThat(scimJobs.known()).isTrue();
    vendors.job = new Job.Unclear("set the setting");
    scimJob().check();
    scimJob().check();
    assertThat(scimJobs.known()).isFalse();
    assertThat(scimJobs.unseen().orElseThrow().why()).isEqualTo("set the setting");
    assertThat(count("notification where kind = 'JobUnseen'")).isOne();
    assertThat(scimJob().startOnce(clock.instant())).isFalse();
    assertThat(vendors.sent("start")).isZero();

    UUID incident = scimJobs.unseen().orElseThrow().incident();
    vendors.job = new Job.Running(Optional.empty());
    scimJob().check();
    assertThat(scimJobs.unseen()).isEmpty();
    assertThat(scimJobs.known()).isTrue();
    assertThat(record(incident)).containsExactly("provisioning_unseen", "provisioning_seen");
    assertThat(count("notification where kind = 'JobUnseen' and wanted = 2")).isOne();
  }

  @Test
  void a_cycle_counts_once_aws_shows_what_it_exported() {
    assertThat(scimJobs.cycle()).isEqualTo(new LastFinishedCycle.Hidden());
    Instant began = clock.instant().minus(Duration.ofMinutes(20));
    Instant ended = clock.instant().minus(Duration.ofMinutes(4));
    vendors.job = new Job.Running(Optional.of(new Cycle(began, ended)));
    scimJob().check();
    assertThat(scimJobs.cycle()).isEqualTo(new LastFinishedCycle.None());
    clock.advance(Duration.ofMinutes(1));
    scimJob().check();
    assertThat(scimJobs.cycle()).isEqualTo(new LastFinishedCycle.Finished(began));
  }

  @Test
  void a_cycle_that_was_seen_counts_also_while_the_next_one_is_unknown() {
    Instant began = clock.instant().minus(Duration.ofMinutes(20));
    vendors.job = new Job.Running(Optional.of(new Cycle(began, began.plusSeconds(60))));
    scimJob().check();
    Instant now = clock.instant();
    for (Job later :
        List.of(
            new Job.Running(Optional.empty()),
            new Job.Running(Optional.of(new Cycle(now, now))),
            new Job.Stopped("somebody paused it"))) {
      vendors.job = later;
      scimJob().check();
      assertThat(scimJobs.cycle()).isEqualTo(new LastFinishedCycle.Finished(began));
    }
    vendors.down = true;
    scimJob().check();
    assertThat(scimJobs.cycle()).isEqualTo(new LastFinishedCycle.Finished(began));
  }

  @Test
  void a_job_that_hourkey_may_not_read_has_no_known_cycles_until_it_may() {
    Instant began = clock.instant().minus(Duration.ofMinutes(20));
    vendors.job = new Job.Running(Optional.of(new Cycle(began, began.plusSeconds(60))));
    scimJob().check();
    vendors.job = new Job.Unclear("no permission");
    scimJob().check();
    assertThat(scimJobs.cycle()).isEqualTo(new LastFinishedCycle.Hidden());
    vendors.job = new Job.Stopped("somebody paused it");
    scimJob().check();
    assertThat(scimJobs.cycle()).isEqualTo(new LastFinishedCycle.Finished(began));
  }

  @Test
  void a_job_that_was_not_seen_is_reported_after_ten_minutes() {
    scimJob().check();
    vendors.down = true;
    for (int minute = 0; minute < 10; minute++) {
      scimJob().check();
      clock.advance(Duration.ofMinutes(1));
      assertThat(count("notification where kind = 'JobUnseen'")).isZero();
    }
    assertThat(scimJobs.known()).isFalse();
    scimJob().check();
    assertThat(scimJobs.unseen().orElseThrow().why())
        .isEqualTo("Entra did not answer when asked to job");
    assertThat(count("notification where kind = 'JobUnseen'")).isOne();
  }

  @Test
  void a_job_that_is_seen_now_and_then_is_not_reported() {
    for (int hour = 0; hour < 3; hour++) {
      vendors.down = true;
      scimJob().check();
      clock.advance(Duration.ofMinutes(9));
      scimJob().check();
      vendors.down = false;
      scimJob().check();
      assertThat(scimJobs.known()).isTrue();
    }
    assertThat(count("notification where kind = 'JobUnseen'")).isZero();
  }

  @Test
  void another_reason_for_not_seeing_the_job_updates_the_message() {
    vendors.job = new Job.Unclear("one");
    scimJob().check();
    vendors.job = new Job.Unclear("other");
    scimJob().check();
    assertThat(scimJobs.unseen().orElseThrow().why()).isEqualTo("other");
    assertThat(count("notification where kind = 'JobUnseen' and wanted = 2")).isOne();
    assertThat(count("notification where kind = 'JobUnseen'")).isOne();
  }

  @Test
  void failing_credentials_raise_no_second_alarm_about_the_job() {
    for (int checks = 0; checks < 15; checks++) {
      vendors.onTheWay =
          () -> {
            throw DirectoryFailure.credentials("job", new IllegalStateException("no token"));
          };
      scimJob().check();
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(count("notification where kind = 'JobUnseen'")).isZero();
    assertThat(scimJobs.known()).isFalse();
  }

  @Test
  void two_removals_minutes_apart_each_get_a_start_if_on_demand_is_not_enough() {
    UUID first = clearing(live(ANA));
    clock.advance(Duration.ofMinutes(4));
    UUID second = clearing(live(BRUNO));
    Reconciler replica = replica();
    vendors.aws = AwsPresence.MEMBER;
    for (int checks = 0; checks < 60; checks++) {
      replica.reconcile(first);
      replica.reconcile(second);
      clock.advance(Duration.ofSeconds(15));
    }
    assertThat(vendors.sent("start")).isEqualTo(2);
    assertThat(state(second)).isInstanceOf(Clearing.class);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica, first);
    untilEnded(replica, second);
  }

  private UUID clearing(UUID grant) {
    service.endEarly(grant, row(grant).holder());
    replica().reconcile(grant);
    vendors.aws = AwsPresence.MEMBER;
    replica().reconcile(grant);
    clock.advance(Duration.ofSeconds(91));
    replica().reconcile(grant);
    replica().reconcile(grant);
    replica().reconcile(grant);
    return grant;
  }
}
