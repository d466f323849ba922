package dev.hourkey.grant;

import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.person.PersonId;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.Thread.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class GroupCommitTest extends GrantDatabaseTest {
  private static final int LANES = 2;

  @Inject TransactionSynchronizationRegistry transactions;

  private final Semaphore mayGo = new Semaphore(0);
  private final List<Thread> company = new ArrayList<>();

  @Test
  void changes_at_one_moment_are_one_transaction() {
    List<UUID> crowd = crowd();
    Set<Object> used = ConcurrentHashMap.newKeySet();
    allLanesAreBusy();
    List<Future<Integer>> attempts =
        crowd.stream()
            .map(
                grant ->
                    call(
                        grant,
                        () -> {
                          used.add(transactions.getTransactionKey());
                          return claim(grant).attempt();
                        }))
            .toList();
    theLanesAreFree();
    assertThat(attempts).allSatisfy(attempt -> assertThat(attempt.get()).isEqualTo(1));
    assertThat(used).hasSizeLessThanOrEqualTo(LANES);
    assertThat(crowd).allMatch(grant -> row(grant).attempts().attempt() == 1);
  }

  @Test
  void a_change_that_fails_does_not_fail_the_others() throws Exception {
    UUID good = open(ANA);
    UUID bad = open(BRUNO);
    AtomicInteger tries = new AtomicInteger();
    allLanesAreBusy();
    Future<Claim> one = call(good, () -> claims.claim(good));
    Future<Claim> other =
        call(
            bad,
            () -> {
              tries.incrementAndGet();
              throw new IllegalStateException("it is a bad day");
            });
    theLanesAreFree();
    assertThat(one.get()).isInstanceOf(Claim.Taken.class);
    assertThatThrownBy(other::get).hasRootCauseMessage("it is a bad day");
    assertThat(tries).hasValue(2); // First with the others, and then alone.
    assertThat(row(good).attempts().attempt()).isEqualTo(1);
  }

  @Test
  void a_locked_grant_does_not_delay_the_others() throws Exception {
    UUID busy = open(ANA);
    UUID free = open(BRUNO);
    Set<Object> used = ConcurrentHashMap.newKeySet();
    try (var somebody = database.getConnection()) {
      somebody.setAutoCommit(false);
      try (var lock =
          somebody.prepareStatement("select 1 from access_grant where id = ? for update")) {
        lock.setObject(1, busy);
        lock.execute();
      }
      allLanesAreBusy();
      Future<Claim> waits = call(busy, () -> claims.claim(busy));
      Future<Claim> goes =
          call(
              free,
              () -> {
                used.add(transactions.getTransactionStatus());
                return claims.claim(free);
              });
      theLanesAreFree();
      assertThat(goes.get()).isInstanceOf(Claim.Taken.class);
      assertThat(used)
          .as("not alone, after the others failed")
          .containsExactly(Status.STATUS_ACTIVE);
      somebody.rollback();
      somebody.setAutoCommit(true);
      assertThat(waits.get()).isInstanceOf(Claim.Taken.class);
    }
  }

  @Test
  void a_change_of_other_grants_runs_alone() throws Exception {
    UUID grant = open(ANA);
    Set<Object> used = ConcurrentHashMap.newKeySet();
    assertThat(
            together.call(
                grant,
                held -> held.attempts().attempt() == 0,
                () -> {
                  used.add(transactions.getTransactionStatus());
                  return grant;
                }))
        .isEqualTo(grant);
    assertThat(used).containsExactly(Status.STATUS_NO_TRANSACTION);
  }

  @Test
  void changes_refused_before_the_commit_are_repeated_alone() {
    UUID grant = open(ANA);
    AtomicInteger tries = new AtomicInteger();
    int tried =
        together.call(
            grant,
            _ -> false,
            () -> {
              if (tries.incrementAndGet() == 1) {
                transactions.registerInterposedSynchronization(new Refusal());
              }
              return tries.get();
            });
    assertThat(tried).isEqualTo(2);
  }

  @Test
  void changes_that_wait_too_long_for_the_audit_trail_are_repeated_alone() throws Exception {
    UUID grant = live(ANA);
    AtomicInteger tries = new AtomicInteger();
    try (var somebody = database.getConnection()) {
      somebody.setAutoCommit(false);
      try (var lock = somebody.prepareStatement("select 1 from audit_head for update")) {
        lock.execute();
      }
      Future<Boolean> endedEarly =
          call(
              grant,
              () -> {
                tries.incrementAndGet();
                return service.endEarly(grant, ANA);
              });
      await().until(() -> tries.get() == 2);
      somebody.rollback();
      somebody.setAutoCommit(true);
      assertThat(endedEarly.get()).isTrue();
    }
    assertThat(record(grant)).containsOnlyOnce("grant_ending");
  }

  @Test
  void a_change_that_may_be_committed_is_not_repeated() {
    UUID grant = open(ANA);
    execute("drop table if exists refused_at_the_commit");
    execute("create table refused_at_the_commit (id uuid)");
    execute(
        """
        create or replace function refuse() returns trigger language plpgsql as
          $$ begin raise exception 'refused at the commit'; end $$
        """);
    execute(
        """
        create constraint trigger refuse after insert on refused_at_the_commit
          deferrable initially deferred for each row execute function refuse()
        """);
    AtomicInteger tries = new AtomicInteger();
    assertThatThrownBy(
            () ->
                together.call(
                    grant,
                    _ -> false,
                    () -> {
                      execute("insert into refused_at_the_commit values (?)", grant);
                      return tries.incrementAndGet();
                    }))
        .isInstanceOf(RuntimeException.class);
    assertThat(tries).hasValue(1);
    execute("drop table refused_at_the_commit");
  }

  private List<UUID> crowd() {
    return IntStream.range(0, 20)
        .mapToObj(i -> open(new PersonId("33333333-0000-4000-8000-%012x".formatted(i))))
        .toList();
  }

  /** From now on changes are combined. */
  private void allLanesAreBusy() {
    for (int i = 0; i < LANES; i++) {
      UUID grant = open(new PersonId("44444444-0000-4000-8000-%012x".formatted(i)));
      Semaphore begun = new Semaphore(0);
      Future<UUID> _ =
          call(
              grant,
              () -> {
                begun.release();
                mayGo.acquireUninterruptibly();
                return grant;
              });
      begun.acquireUninterruptibly();
    }
  }

  /** As soon as all of them wait. */
  private void theLanesAreFree() {
    await().until(() -> company.stream().allMatch(one -> one.getState() == State.WAITING));
    mayGo.release(LANES);
  }

  private <T> Future<T> call(UUID grant, Supplier<T> change) {
    var called = new FutureTask<>(() -> together.call(grant, _ -> false, change));
    company.add(Thread.startVirtualThread(called));
    return called;
  }

  /** As of the audit trail, where it cannot be written. */
  private final class Refusal implements Synchronization {
    @Override
    public void beforeCompletion() {
      transactions.setRollbackOnly();
      throw new IllegalStateException("not this time");
    }

    @Override
    public void afterCompletion(int status) {}
  }
}
