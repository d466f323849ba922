package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many refusals the audit trail keeps. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class RefusalLogTest extends RequestDatabaseTest {
  @Inject RefusalLog log;

  private long before;

  @BeforeEach
  void start() throws SQLException {
    before = number("select coalesce(max(seq), 0) from audit_event");
  }

  @Test
  void one_sender_fills_the_trail_up_to_a_limit_and_that_is_recorded_once() throws SQLException {
    for (int times = 0; times < RefusalLog.MAX_PER_SENDER + 5; times++) {
      log.recordUnstored(chat(ANA), "subject", "approve", "no");
    }
    assertThat(recorded("submission_refused")).isEqualTo(RefusalLog.MAX_PER_SENDER);
    assertThat(recorded("refusals_not_recorded")).isOne();
    log.recordUnstored(chat(BRUNO), "subject", "approve", "no");
    assertThat(recorded("submission_refused")).isEqualTo(RefusalLog.MAX_PER_SENDER + 1);
  }

  @Test
  void the_next_hour_starts_at_zero_and_old_counts_are_deleted() throws SQLException {
    for (int times = 0; times < RefusalLog.MAX_PER_SENDER + 1; times++) {
      log.recordUnstored(chat(ANA), "subject", "approve", "no");
    }
    clock.advance(Duration.ofHours(1));
    log.recordUnstored(chat(ANA), "subject", "approve", "no");
    assertThat(recorded("submission_refused")).isEqualTo(RefusalLog.MAX_PER_SENDER + 1);
    clock.advance(Duration.ofHours(26));
    log.forgetOld();
    assertThat(number("select count(*) from refusal_count")).isZero();
  }

  private long recorded(String type) throws SQLException {
    return number(
        "select count(*) from audit_event where seq > %d and type = '%s'".formatted(before, type));
  }
}
