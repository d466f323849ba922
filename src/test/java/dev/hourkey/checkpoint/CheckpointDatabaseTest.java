package dev.hourkey.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.Sql;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.VerifierKey;
import io.quarkus.arc.Arc;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An audit trail on a real PostgreSQL, with all places beside it, empty before each test. */
public abstract class CheckpointDatabaseTest {
  @Inject protected CheckpointSigner maker;
  @Inject CheckpointTable table;
  @Inject CheckpointIncidents incidents;
  @Inject CheckpointOrigins log;
  @Inject SignedCheckpoints trees;
  @Inject protected AuditTrail trail;
  @Inject MovableClock clock;
  @Inject DataSource database;

  final Sandbox sandbox = HourkeySandbox.get();
  protected final VerifierKey key =
      SigningKeys.parse(CheckpointsOn.KEY).orElseThrow().verifiers(CheckpointsOn.ORIGIN).getFirst();

  @BeforeEach
  @AfterEach
  public void nothingWasSigned() throws SQLException, IOException {
    emptyTrail();
    sandbox.reset();
    sandbox.witness().trust(CheckpointsOn.ORIGIN, key.toString());
    deleteDirectory();
    Files.createDirectories(CheckpointsOn.DIRECTORY);
    restarted();
  }

  /** The signer forgets what it has read, as with a restart. */
  static void restarted() {
    Arc.container().instance(CheckpointSigner.class).destroy();
  }

  private void emptyTrail() throws SQLException {
    asOwner("delete from audit_checkpoint_copy");
    asOwner("delete from audit_checkpoint");
    asOwner("delete from audit_origin");
    asOwner("delete from audit_event");
    asOwner("update audit_head set seq = 0, hash = ''");
    asOwner(
        "update audit_checkpoint_trouble set failing_since = null, alerted = false, incident ="
            + " null");
    asOwner("delete from notification where kind in ('CheckpointTrouble', 'AuditOriginBegun')");
    asOwner(
        """
        update audit_check set checked_at = null, head_seq = 0, head_hash = '', signed_size = 0, unread = null, broken_at = null,
          because = null, broken_since = null, incident = null
        """);
  }

  static void deleteDirectory() throws IOException {
    if (Files.exists(CheckpointsOn.DIRECTORY)) {
      try (Stream<Path> files = Files.walk(CheckpointsOn.DIRECTORY)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** As somebody who owns the tables, past the triggers. */
  void asOwner(String statement) throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      sql.execute("set session_replication_role = replica");
      try {
        sql.execute(statement);
      } finally {
        sql.execute("set session_replication_role = origin");
      }
    }
  }

  protected void record(int events) {
    for (int i = 0; i < events; i++) {
      QuarkusTransaction.requiringNew()
          .run(() -> trail.record(new AuditEvent.RequestExpired(UUID.randomUUID())));
    }
  }

  Checkpoint newest() {
    return table.newest(log().name()).orElseThrow().checkpoint();
  }

  LogOrigin log() {
    return table.origin().orElseThrow();
  }

  long checkpoints() throws SQLException {
    return Sql.number(database, "select count(*) from audit_checkpoint");
  }

  List<String> files() {
    try (Stream<Path> all = Files.walk(CheckpointsOn.DIRECTORY)) {
      return all.filter(Files::isRegularFile)
          .map(file -> CheckpointsOn.DIRECTORY.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SignedNote file(String name) throws IOException {
    return SignedNote.parse(Files.readString(CheckpointsOn.DIRECTORY.resolve(name))).orElseThrow();
  }

  String refusal() {
    return incidents.open().stream()
        .filter(one -> one.place().isEmpty())
        .map(CheckpointIncidents.Problem::why)
        .findFirst()
        .orElse("");
  }

  String failure(CheckpointPlaceType place) {
    return incidents.open().stream()
        .filter(one -> one.place().filter(place::equals).isPresent())
        .map(CheckpointIncidents.Problem::why)
        .findFirst()
        .orElse("");
  }

  long events(String type) throws SQLException {
    return Sql.number(database, "select count(*) from audit_event where type = ?", type);
  }

  long notifications(String kind) throws SQLException {
    return Sql.number(database, "select count(*) from notification where kind = ?", kind);
  }

  void nothingIsRefused() {
    assertThat(incidents.open()).isEmpty();
  }
}
