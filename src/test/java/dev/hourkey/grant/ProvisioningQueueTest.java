package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.ProvisioningQueue.Turn;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.person.PersonId;
import dev.hourkey.scim.ScimProvisioner.OnDemandResult;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ProvisioningQueueTest extends GrantDatabaseTest {
  @Test
  void five_calls_are_made_in_a_window_however_many_attempts_there_are() throws Exception {
    IntStream.range(0, 12).forEach(number -> syncing(person(number), group(number)));
    assertThat(batches(askedAtOnce(40))).hasSize(5);

    clock.advance(ProvisioningQueue.WINDOW.minusMillis(1));
    assertThat(batches(askedAtOnce(10))).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(batches(askedAtOnce(40))).hasSize(5);
  }

  @Test
  void no_grant_is_named_in_two_calls_at_once() throws Exception {
    IntStream.range(0, 12).forEach(number -> syncing(person(number), GROUP));
    List<UUID> named =
        batches(askedAtOnce(8)).stream()
            .flatMap(batch -> batch.entries().stream())
            .map(ProvisioningQueue.Entry::grant)
            .toList();
    assertThat(named).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void a_call_is_about_five_people_of_one_group_at_most() {
    IntStream.range(0, 7).forEach(number -> syncing(person(number), GROUP));
    syncing(person(8), group(8));
    assertThat(batch().people())
        .containsExactlyElementsOf(
            IntStream.range(0, 5).mapToObj(ProvisioningQueueTest::person).toList());
    assertThat(batch())
        .returns(GROUP, Turn.Batch::group)
        .returns(List.of(person(5), person(6)), Turn.Batch::people);
    assertThat(batch()).returns(group(8), Turn.Batch::group);
    assertThat(next()).isEqualTo(new Turn.NobodyWaits());
  }

  @Test
  void removals_go_first_with_others_who_wait_for_the_same_group() {
    syncing(person(1), group(1));
    UUID arriving = syncing(person(2), GROUP);
    UUID leaving = clearing(person(3), GROUP);
    assertThat(batch().entries())
        .extracting(ProvisioningQueue.Entry::grant)
        .containsExactly(leaving, arriving);
    assertThat(batch()).returns(group(1), Turn.Batch::group);
  }

  @Test
  void the_answer_to_an_older_change_does_not_count_for_a_newer_one() {
    UUID grant = syncing(ANA, GROUP);
    Turn.Batch arriving = batch();
    service.endEarly(grant, ANA);
    record(
        claim(grant),
        new Outcome.Removed(EndReason.ENDED_EARLY, EntraGroupMembers.Removed.REMOVED));
    Instant removed = clock.instant();
    queue.record(arriving, new OnDemandResult.Done(), removed);
    assertThat(row(grant).sync())
        .as("of the removal nothing is known")
        .returns(false, Propagation::confirmed)
        .returns(removed, Propagation::onDemandAt);

    Turn.Batch leaving = batch();
    queue.record(leaving, new OnDemandResult.Done(), clock.instant());
    assertThat(row(grant).sync())
        .returns(true, Propagation::confirmed)
        .returns(removed.plusSeconds(5), Propagation::onDemandAt);
  }

  @Test
  void the_answer_to_an_add_does_not_count_for_the_next_add() {
    UUID grant = syncing(ANA, GROUP);
    Turn.Batch first = batch();
    clock.advance(Duration.ofSeconds(1));
    recordAdded(grant);
    queue.record(first, new OnDemandResult.Done(), clock.instant());
    assertThat(row(grant).sync()).returns(false, Propagation::confirmed);
  }

  @Test
  void a_grant_waits_longer_after_each_call_in_vain() {
    Instant start = clock.instant();
    UUID grant = syncing(ANA, GROUP);
    queue.record(batch(), new OnDemandResult.NotDone("no"), start);
    assertThat(next()).isEqualTo(new Turn.NobodyWaits());
    clock.advance(Duration.ofSeconds(5));
    queue.record(batch(), new OnDemandResult.NotDone("no"), clock.instant());
    clock.advance(Duration.ofSeconds(5));
    assertThat(next()).isEqualTo(new Turn.NobodyWaits());
    assertThat(row(grant).sync())
        .returns(start.plusSeconds(15), Propagation::onDemandAt)
        .returns(false, Propagation::confirmed);
  }

  @Test
  void a_busy_job_is_called_again_when_it_asked_for() {
    syncing(ANA, GROUP);
    queue.record(batch(), new OnDemandResult.NotNow(Duration.ofSeconds(20)), clock.instant());
    clock.advance(Duration.ofSeconds(19));
    assertThat(next()).isEqualTo(new Turn.NobodyWaits());
    clock.advance(Duration.ofSeconds(1));
    assertThat(batch().people()).containsExactly(ANA);
  }

  @Test
  void a_grant_named_by_a_replica_that_died_is_named_again() {
    syncing(ANA, GROUP);
    batch();
    clock.advance(Duration.ofSeconds(39));
    assertThat(next()).isEqualTo(new Turn.NobodyWaits());
    clock.advance(Duration.ofSeconds(1));
    assertThat(batch().people()).containsExactly(ANA);
  }

  @Test
  void the_wait_grows_with_the_number_of_grants_up_to_a_minute() {
    IntStream.range(0, 5).forEach(number -> syncing(person(number), group(number)));
    Instant start = clock.instant();
    IntStream.range(0, 5).forEach(_ -> batch());

    IntStream.range(5, 15).forEach(number -> syncing(person(number), group(number)));
    assertThat(next())
        .isEqualTo(new Turn.Wait(start.plus(ProvisioningQueue.WINDOW).plusSeconds(1)));
    assertThat(queue.load(clock.instant())).isEqualTo(new ProvisioningQueue.Load(0, 10));

    execute(
        """
        insert into access_request (id, requester, entitlement, entitlement_name, group_id,
          group_name, opens, high_risk, duration_seconds, justification, progress, requested_at,
          expires_at, remind_after_seconds, phase, decided_at, decided_by)
        select gen_random_uuid(), requester, 'crowd' || number, entitlement_name, group_id,
          group_name, opens, high_risk, duration_seconds, justification, progress, requested_at,
          expires_at, remind_after_seconds, phase, decided_at, decided_by
        from (select * from access_request limit 1) one, generate_series(1, 2000) number
        """);
    execute(
        """
        insert into access_grant (id, request, holder, aws_user_id, entitlement, entitlement_name,
          group_id, group_name, opens, duration_seconds,
          warn_before_seconds, opened_at, deadline, phase, added_at, due_at, next_check_at,
          on_demand_due_at)
        select gen_random_uuid(), r.id, holder, aws_user_id, r.entitlement, g.entitlement_name,
          g.group_id, g.group_name, g.opens,
          g.duration_seconds, warn_before_seconds, opened_at, deadline, 'SYNCING', opened_at, due_at,
          next_check_at, opened_at
        from (select * from access_grant limit 1) g, access_request r
        where r.entitlement like 'crowd%'
        """);
    assertThat(next())
        .isEqualTo(new Turn.Wait(start.plus(ProvisioningQueue.WINDOW).plusSeconds(60)));
  }

  @Test
  void a_grant_that_waits_for_provisioning_on_demand_is_checked_no_later_than_its_deadline() {
    UUID grant = syncing(ANA, GROUP);
    Instant deadline = row(grant).term().end();
    clock.advance(Duration.between(clock.instant(), deadline).minusSeconds(3));
    IntStream.range(0, 4).forEach(number -> syncing(person(number), group(number)));
    IntStream.range(0, 5).forEach(_ -> batch());
    execute("update access_grant set on_demand_due_at = ? where id = ?", clock.instant(), grant);
    assertThat(replica().reconcile(grant).orElseThrow().at()).isEqualTo(deadline);
  }

  @Test
  void a_grant_that_has_arrived_or_ended_is_not_named() {
    UUID arrived = syncing(ANA, GROUP);
    UUID gone = clearing(BRUNO, GROUP);
    record(
        claim(arrived),
        new Outcome.Became(new GrantState.Live(clock.instant(), clock.instant().plus(HOUR))));
    record(
        claim(gone), new Outcome.Became(new GrantState.Ended(EndReason.EXPIRED, clock.instant())));
    assertThat(next()).isEqualTo(new Turn.NobodyWaits());
  }

  private Turn next() {
    return queue.next(clock.instant());
  }

  private Turn.Batch batch() {
    return (Turn.Batch) next();
  }

  private List<Turn> askedAtOnce(int times) throws Exception {
    Callable<Turn> ask = this::next;
    try (var threads = Executors.newFixedThreadPool(8)) {
      return threads.invokeAll(Collections.nCopies(times, ask)).stream()
          .map(Future::resultNow)
          .toList();
    }
  }

  private static List<Turn.Batch> batches(List<Turn> turns) {
    return turns.stream().filter(Turn.Batch.class::isInstance).map(Turn.Batch.class::cast).toList();
  }

  /** Each a millisecond after the one before, so that it is clear who has waited longest. */
  private UUID syncing(PersonId person, EntraGroup group) {
    UUID grant = open(person, group, "it", HOUR);
    recordAdded(grant);
    clock.advance(Duration.ofMillis(1));
    return grant;
  }

  private UUID clearing(PersonId person, EntraGroup group) {
    UUID grant = syncing(person, group);
    service.endEarly(grant, person);
    record(
        claim(grant),
        new Outcome.Removed(EndReason.ENDED_EARLY, EntraGroupMembers.Removed.REMOVED));
    return grant;
  }

  private static PersonId person(int number) {
    return new PersonId("33333333-0000-4000-8000-%012d".formatted(number));
  }

  private static EntraGroup group(int number) {
    return new EntraGroup("44444444-0000-4000-8000-%012d".formatted(number), "group " + number);
  }
}
