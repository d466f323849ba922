package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.retry.CallPacing;
import dev.hourkey.retry.CallPacing.Vendor;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class CallBudgetTest {
  @Inject DataSource database;

  private CallBudget budget;

  @BeforeEach
  void unused() throws SQLException {
    budget = new CallBudget(database);
    Duration _ = budget.reserve(Vendor.ENTRA); // The first call takes longer than a turn.
    Sql.execute(database, "update call_budget set next_call_at = 'epoch'");
  }

  @Test
  void replicas_take_turns_and_each_vendor_has_its_own() throws SQLException {
    CallBudget other = new CallBudget(database);
    assertThat(budget.reserve(Vendor.AWS)).isZero();
    assertThat(budget.reserve(Vendor.ENTRA)).isZero();
    next("now() + interval '9 seconds'"); // However slow this test is, the turn is not there yet.
    long before = milliseconds("next_call_at");
    assertThat(other.reserve(Vendor.AWS)).isPositive();
    assertThat(budget.reserve(Vendor.AWS)).isPositive();
    assertThat(milliseconds("next_call_at") - before)
        .isEqualTo(2 * CallBudget.BETWEEN_CALLS.toMillis());
  }

  @Test
  void a_clock_that_was_set_back_holds_up_no_call_for_longer_than_seconds() throws SQLException {
    next("now() + interval '20 minutes'");
    assertThat(budget.reserve(Vendor.AWS)).isPositive().isLessThan(Duration.ofSeconds(11));
  }

  @Test
  void missed_slots_are_not_made_up_for_after_a_pause() throws SQLException {
    next("now() - interval '1 hour'");
    assertThat(budget.reserve(Vendor.AWS)).isZero();
    assertThat(milliseconds("next_call_at - now()"))
        .isGreaterThan(-Duration.ofMinutes(1).toMillis());
  }

  private void next(String when) throws SQLException {
    Sql.execute(database, "update call_budget set next_call_at = " + when);
  }

  private long milliseconds(String time) throws SQLException {
    return Sql.number(
        database,
        "select extract(epoch from %s) * 1000 from call_budget where vendor = 'aws'"
            .formatted(time));
  }

  @Test
  void only_background_work_waits() {
    for (int i = 0; i < 50; i++) {
      CallPacing.await(Vendor.AWS); // Ten seconds if it waited.
    }
    long start = System.nanoTime();
    int calls =
        budget.within(
            () -> {
              CallPacing.await(Vendor.AWS);
              CallPacing.await(Vendor.AWS);
              CallPacing.await(Vendor.AWS);
              return 3;
            });
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(CallBudget.BETWEEN_CALLS.multipliedBy(calls - 1L).minusMillis(20))
        .isLessThan(Duration.ofSeconds(8));
  }
}
