package dev.hourkey.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.Verification;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A database that is older than what was signed. */
@QuarkusTest
@TestProfile(CheckpointsOn.class)
@QuarkusTestResource(HourkeySandbox.class)
class RestoredTrailTest extends CheckpointDatabaseTest {
  @Test
  void nothing_that_contradicts_what_any_one_place_has_is_signed() throws Exception {
    for (CheckpointPlaceType remembering :
        List.of(
            CheckpointPlaceType.DIRECTORY, CheckpointPlaceType.S3, CheckpointPlaceType.WITNESS)) {
      nothingWasSigned();
      signThenRestore();
      onlyOneRemembers(remembering);
      maker.run();
      assertThat(refusal()).as(remembering.words()).startsWith(remembering.words());
      assertThat(checkpoints()).as("none is signed").isEqualTo(1);

      record(40); // More entries than before, but other ones.
      maker.run();
      assertThat(refusal()).as(remembering.words()).startsWith(remembering.words());
      assertThat(checkpoints()).isEqualTo(1);
      assertThat(notifications("CheckpointTrouble")).isEqualTo(1);
      assertThat(events("checkpoint_refused")).isEqualTo(1);
    }
  }

  @Test
  void a_process_that_signed_more_than_the_database_knows_refuses_by_itself() throws Exception {
    signThenRestore();
    deleteDirectory();
    Files.createDirectories(CheckpointsOn.DIRECTORY);
    sandbox.bucket().reset();
    sandbox.witness().reset();
    sandbox.witness().trust(CheckpointsOn.ORIGIN, key.toString());
    rememberOwn();
    maker.run();
    assertThat(refusal()).startsWith("this process");
  }

  @Test
  void a_new_log_begins_loudly_and_an_older_backup_cannot_go_back_to_the_former_one()
      throws Exception {
    signThenRestore();
    restarted();
    maker.run();
    assertThat(refusal()).isNotEmpty();

    clock.advance(Duration.ofMinutes(1));
    CheckpointOrigins.Begun begun =
        log.beginNewOrigin("olga", "restored the backup of Monday").orElseThrow();
    assertThat(notifications("AuditOriginBegun")).isEqualTo(1);
    assertThat(
            Sql.number(
                database,
                "select count(*) from audit_event where type = 'audit_origin_begun' and payload"
                    + " like '%olga%'"))
        .isEqualTo(1);
    sandbox.witness().trust(begun.origin(), key.named(begun.origin()).toString());
    maker.run();
    nothingIsRefused();
    assertThat(events("checkpoint_accepted")).isEqualTo(1);
    assertThat(newest().origin()).isEqualTo(begun.origin()).startsWith(CheckpointsOn.ORIGIN + "/");
    assertThat(newest().size()).isEqualTo(trail.head().seq() - 1);
    assertThat(files()).as("what was signed before stays").hasSize(3);
    record(2);
    maker.run();
    nothingIsRefused();
    assertThat(trail.verify(List.of(), trees.known())).isInstanceOf(Verification.Intact.class);

    restore();
    sandbox.witness().reset();
    sandbox.witness().trust(CheckpointsOn.ORIGIN, key.toString());
    restarted();
    maker.run();
    assertThat(refusal()).contains(begun.origin());
    clock.advance(Duration.ofHours(1));
    CheckpointOrigins.Begun another = log.beginNewOrigin("olga", "restored again").orElseThrow();
    sandbox.witness().trust(another.origin(), key.named(another.origin()).toString());
    maker.run();
    nothingIsRefused();
    assertThat(newest().origin()).isEqualTo(another.origin());
  }

  private void signThenRestore() throws SQLException {
    record(10);
    maker.run();
    keep();
    record(10);
    maker.run();
    assertThat(checkpoints()).isEqualTo(2);
    restore();
    restarted();
  }

  private void rememberOwn() throws SQLException {
    maker.run(); // Signs nothing new: the places are empty, and the trail has not grown.
    record(5);
    maker.run();
    restore();
    sandbox.bucket().reset();
    sandbox.witness().reset();
    sandbox.witness().trust(CheckpointsOn.ORIGIN, key.toString());
    try {
      deleteDirectory();
      Files.createDirectories(CheckpointsOn.DIRECTORY);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void onlyOneRemembers(CheckpointPlaceType place) throws IOException {
    if (place != CheckpointPlaceType.DIRECTORY) {
      deleteDirectory();
      Files.createDirectories(CheckpointsOn.DIRECTORY);
    }
    if (place != CheckpointPlaceType.S3) {
      sandbox.bucket().reset();
    }
    if (place != CheckpointPlaceType.WITNESS) {
      sandbox.witness().reset();
      sandbox.witness().trust(CheckpointsOn.ORIGIN, key.toString());
    }
  }

  private void keep() throws SQLException {
    for (String table : List.of("audit_event", "audit_head", "audit_origin", "audit_checkpoint")) {
      asOwner("drop table if exists kept_" + table);
      asOwner("create table kept_%1$s as select * from %1$s".formatted(table));
    }
  }

  private void restore() throws SQLException {
    asOwner("delete from audit_checkpoint_copy");
    for (String table : List.of("audit_checkpoint", "audit_origin", "audit_head", "audit_event")) {
      asOwner("delete from " + table);
    }
    asOwner(
        """
        insert into audit_event (seq, payload, prev_hash, hash)
        select seq, payload, prev_hash, hash from kept_audit_event
        """);
    for (String table : List.of("audit_head", "audit_origin", "audit_checkpoint")) {
      asOwner("insert into %1$s select * from kept_%1$s".formatted(table));
    }
  }
}
