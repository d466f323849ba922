package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hourkey.grant.GrantState.Clearing;
import dev.hourkey.grant.Provisioning.Job;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NothingByItself;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NothingByItself.class)
@QuarkusTestResource(HourkeySandbox.class)
class PipelineTest extends RealRows {
  @Inject Pipeline real; // Of the played job, but with its transactions.

  @Test
  void a_start_carries_all_that_changed_before_it() {
    Instant changed = clock.instant();
    clock.advance(Duration.ofSeconds(90));
    assertThat(pipeline().startOnce(changed)).isTrue();
    assertThat(pipeline().startOnce(changed.plusSeconds(80))).isTrue();
    assertThat(vendors.sent("start")).isOne();
  }

  @Test
  void what_changed_after_a_start_has_one_of_its_own_ten_minutes_later() {
    assertThat(pipeline().startOnce(clock.instant())).isTrue();
    clock.advance(Duration.ofMinutes(5));
    Instant changed = clock.instant();
    assertThat(pipeline().startOnce(changed)).isFalse();
    clock.advance(Duration.ofMinutes(5));
    assertThat(pipeline().startOnce(changed)).isTrue();
    assertThat(vendors.sent("start")).isEqualTo(2);
  }

  @Test
  void a_start_that_failed_is_no_start() {
    vendors.down = true;
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> pipeline().startOnce(clock.instant()));
    vendors.down = false;
    clock.advance(Duration.ofSeconds(1));
    assertThat(pipeline().startOnce(clock.instant().minusSeconds(90))).isTrue();
    assertThat(vendors.sent("start")).isEqualTo(2);
  }

  @Test
  void a_job_that_stands_still_is_not_started_but_told_once() {
    vendors.job = new Job.Stopped("somebody paused it");
    pipeline().look();
    pipeline().look();
    assertThat(real.stopped().orElseThrow().why()).isEqualTo("somebody paused it");
    assertThat(count("notice where kind = 'JobStopped'")).isOne();
    assertThat(pipeline().startOnce(clock.instant())).isFalse();
    assertThat(vendors.sent("start")).isZero();

    UUID incident = real.stopped().orElseThrow().incident();
    vendors.job = new Job.Running();
    pipeline().look();
    assertThat(real.stopped()).isEmpty();
    assertThat(record(incident)).containsExactly("provisioning_stopped", "provisioning_resumed");
    assertThat(pipeline().startOnce(clock.instant())).isTrue();
  }

  @Test
  void a_job_that_stops_again_is_another_incident() {
    vendors.job = new Job.Stopped("one");
    pipeline().look();
    UUID first = real.stopped().orElseThrow().incident();
    vendors.job = new Job.Stopped("other");
    pipeline().look();
    assertThat(real.stopped().orElseThrow())
        .returns(first, Pipeline.Stop::incident)
        .returns("other", Pipeline.Stop::why);
    vendors.job = new Job.Running();
    pipeline().look();
    vendors.job = new Job.Stopped("one");
    pipeline().look();
    assertThat(real.stopped().orElseThrow().incident()).isNotEqualTo(first);
    assertThat(count("notice where kind = 'JobStopped'")).isEqualTo(2);
  }

  @Test
  void a_job_that_was_not_seen_is_as_it_was() {
    vendors.down = true;
    pipeline().look();
    assertThat(real.stopped()).isEmpty();
    vendors.down = false;
    vendors.job = new Job.Stopped("it");
    pipeline().look();
    vendors.down = true;
    pipeline().look();
    assertThat(real.stopped()).isPresent();
  }

  @Test
  void a_job_that_cannot_be_found_is_told_at_once_and_resolved_when_it_is_seen() {
    pipeline().look();
    assertThat(real.known()).isTrue();
    vendors.job = new Job.Unclear("set the setting");
    pipeline().look();
    pipeline().look();
    assertThat(real.known()).isFalse();
    assertThat(real.unseen().orElseThrow().why()).isEqualTo("set the setting");
    assertThat(count("notice where kind = 'JobUnseen'")).isOne();
    assertThat(pipeline().startOnce(clock.instant())).isFalse();
    assertThat(vendors.sent("start")).isZero();

    UUID incident = real.unseen().orElseThrow().incident();
    vendors.job = new Job.Running();
    pipeline().look();
    assertThat(real.unseen()).isEmpty();
    assertThat(real.known()).isTrue();
    assertThat(record(incident)).containsExactly("provisioning_unseen", "provisioning_seen");
    assertThat(count("notice where kind = 'JobUnseen' and wanted = 2")).isOne();
  }

  @Test
  void a_job_that_was_not_seen_for_a_while_is_told_after_ten_minutes() {
    pipeline().look();
    vendors.down = true;
    for (int minute = 0; minute < 10; minute++) {
      pipeline().look();
      clock.advance(Duration.ofMinutes(1));
      assertThat(count("notice where kind = 'JobUnseen'")).isZero();
    }
    assertThat(real.known()).isFalse();
    pipeline().look();
    assertThat(real.unseen().orElseThrow().why())
        .isEqualTo("Entra did not answer when asked to job");
    assertThat(count("notice where kind = 'JobUnseen'")).isOne();
  }

  @Test
  void a_job_that_was_not_seen_now_and_then_is_no_alarm() {
    for (int hour = 0; hour < 3; hour++) {
      vendors.down = true;
      pipeline().look();
      clock.advance(Duration.ofMinutes(9));
      pipeline().look();
      vendors.down = false;
      pipeline().look();
      assertThat(real.known()).isTrue();
    }
    assertThat(count("notice where kind = 'JobUnseen'")).isZero();
  }

  @Test
  void another_reason_for_not_seeing_the_job_is_drawn_into_the_same_message() {
    vendors.job = new Job.Unclear("one");
    pipeline().look();
    vendors.job = new Job.Unclear("other");
    pipeline().look();
    assertThat(real.unseen().orElseThrow().why()).isEqualTo("other");
    assertThat(count("notice where kind = 'JobUnseen' and wanted = 2")).isOne();
    assertThat(count("notice where kind = 'JobUnseen'")).isOne();
  }

  @Test
  void credentials_that_do_not_work_are_no_second_alarm_about_the_job() {
    for (int look = 0; look < 15; look++) {
      vendors.onTheWay =
          () -> {
            throw DirectoryFailure.credentials("job", new IllegalStateException("no token"));
          };
      pipeline().look();
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(count("notice where kind = 'JobUnseen'")).isZero();
    assertThat(real.known()).isFalse();
  }

  @Test
  void two_removals_minutes_apart_are_both_carried_by_a_start_if_on_demand_is_not_enough() {
    UUID first = clearing(live(ANA));
    clock.advance(Duration.ofMinutes(4));
    UUID second = clearing(live(BRUNO));
    Reconciler replica = replica();
    vendors.aws = AwsPresence.MEMBER;
    for (int look = 0; look < 60; look++) {
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
    service.giveBack(grant, row(grant).holder());
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
