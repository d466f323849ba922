package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.Revocation;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Patience;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** All access is revoked while people are given more of it. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class BulkRevocationTest extends RequestDatabaseTest {
  private static final Revocation REVOCATION =
      new Revocation("dana", Revocation.Role.OPERATOR, "INC-99: the keys have leaked");

  @Inject BulkRevocations bulk;
  @Inject BulkRevocationProcessor bulkProcessor;

  @Test
  void what_is_granted_while_everything_is_being_revoked_is_revoked_as_well() throws Exception {
    UUID first = activated(granted());
    UUID id = UUID.randomUUID();
    bulk.begin(id, new RevocationScope.OfEntitlement("prod-readonly"), REVOCATION);

    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        ExecutorService replica = Executors.newSingleThreadExecutor()) {
      connection.setAutoCommit(false);
      sql.execute("select from access_grant where id = '" + first + "' for update");
      Future<?> sweep = replica.submit(() -> bulkProcessor.wake(id));
      Patience.eventually(
          () ->
              assertThat(number("select count(*) from pg_locks where not granted"))
                  .as("the sweep waits for the first grant")
                  .isPositive());
      UUID request = requested(BRUNO, "prod-readonly").id();
      assertThat(submit(CHLOE, new SubmissionCommand.Approve(request)).answer()).isEmpty();
      connection.rollback();
      sweep.get();
    }
    clock.advance(Duration.ofSeconds(1));
    bulkProcessor.wake(id);
    assertThat(number("select count(*) from access_grant where revoke_reason is not null"))
        .isEqualTo(2);
    assertThat(bulk.find(id).orElseThrow().progress().all()).isEqualTo(2);
  }

  @Test
  void what_is_requested_and_granted_afterwards_is_not_revoked() throws SQLException {
    activated(granted());
    UUID id = UUID.randomUUID();
    bulk.begin(id, new RevocationScope.OfEntitlement("prod-readonly"), REVOCATION);
    bulkProcessor.wake(id);
    clock.advance(Duration.ofSeconds(1));

    UUID request = requested(BRUNO, "prod-readonly").id();
    bulkProcessor.wake(id);
    assertThat(requests.find(request).orElseThrow().pending()).isTrue();
    assertThat(submit(CHLOE, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    bulkProcessor.wake(id);
    assertThat(number("select count(*) from access_grant where revoke_reason is not null")).isOne();
  }
}
