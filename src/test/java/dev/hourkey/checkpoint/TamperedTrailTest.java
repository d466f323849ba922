package dev.hourkey.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.audit.EarlierCheckpoints;
import dev.hourkey.audit.TrailSchemaCheck;
import dev.hourkey.audit.Verification;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.support.HourkeySandbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The trail attacked by the owner of its tables, who switches the triggers off, recomputes every
 * hash, sets the head, and throws away or forges the checkpoints in the database.
 */
@QuarkusTest
@TestProfile(CheckpointsOn.class)
@QuarkusTestResource(HourkeySandbox.class)
class TamperedTrailTest extends CheckpointDatabaseTest {
  private static final List<String> TABLES =
      List.of(
          "audit_event", "audit_head", "audit_origin", "audit_checkpoint", "audit_checkpoint_copy");

  private static final String COLUMNS_OF_EVENTS = "seq, payload, prev_hash, hash";

  /** Computes the chain anew from an entry on, as Hourkey does, and sets the head. */
  private static final String RECOMPUTE =
      """
      do $$
      declare
        previous bytea := coalesce((select hash from audit_event where seq = %1$d - 1), '');
        entry record;
      begin
        update audit_event set hash = decode(md5(seq::text), 'hex') where seq >= %1$d;
        for entry in select seq, payload from audit_event where seq >= %1$d order by seq loop
          update audit_event set prev_hash = previous,
            hash = sha256(previous || int8send(entry.seq) || convert_to(entry.payload, 'UTF8'))
            where seq = entry.seq returning hash into previous;
        end loop;
        update audit_head set seq = last.seq, hash = last.hash
        from (select seq, hash from audit_event order by seq desc limit 1) last;
      end $$
      """;

  private static final String FORGET_CHECKPOINTS =
      "delete from audit_checkpoint_copy; delete from audit_checkpoint";

  private static String change(long seq) {
    return "update audit_event set payload = replace(payload, 'request_expired', 'request_denied')"
        + " where seq = "
        + seq;
  }

  private static String drop(long seq) {
    return "delete from audit_event where seq = " + seq;
  }

  /** Drops an entry and moves all later ones up. */
  private static String dropAndMove(long seq) {
    return drop(seq)
        + "; update audit_event set seq = -seq where seq > %1$d".formatted(seq)
        + "; update audit_event set seq = -seq - 1 where seq < 0";
  }

  private static String swap(long seq) {
    return """
    update audit_event set payload = other.payload
    from (select seq, payload from audit_event where seq in (%1$d, %1$d + 1)) other
    where audit_event.seq in (%1$d, %1$d + 1) and other.seq <> audit_event.seq
    """
        .formatted(seq);
  }

  /** Puts an entry of the attacker's between two others. */
  private static String insert(long seq) {
    return """
    update audit_event set seq = -seq where seq >= %1$d;
    update audit_event set seq = -seq + 1 where seq < 0;
    insert into audit_event (seq, payload, prev_hash, hash)
    select %1$d, replace(payload, 'request_expired', 'request_denied'), prev_hash, '\\x00'
    from audit_event where seq = %1$d + 1
    """
        .formatted(seq);
  }

  private static String rollBack(long last) {
    return """
    delete from audit_event where seq > %1$d;
    update audit_head set seq = %1$d, hash = (select hash from audit_event where seq = %1$d)
    """
        .formatted(last);
  }

  @Inject AuditCheck check;

  @Test
  void every_change_of_a_signed_entry_is_found_even_if_all_hashes_fit() throws SQLException {
    record(20);
    maker.run();
    record(10);
    maker.run();
    record(3);
    long signed = newest().size();
    assertThat(signed).isEqualTo(32);
    assertThat(verify()).isInstanceOf(Verification.Intact.class);
    keep();

    Map<String, String> attacks = new LinkedHashMap<>();
    for (long seq : List.of(2L, 12L, 20L, 23L, signed - 1, signed)) {
      attacks.put("change " + seq, change(seq));
      attacks.put("drop " + seq, drop(seq));
      attacks.put("drop and move " + seq, dropAndMove(seq));
      attacks.put("insert " + seq, insert(seq));
      attacks.put("roll back to before " + seq, rollBack(seq - 1));
      if (seq < signed) {
        attacks.put("swap " + seq, swap(seq));
      }
    }
    attacks.put(
        "roll back everything",
        "delete from audit_event; update audit_head set seq = 0, hash = ''");
    List<String> missed = new ArrayList<>();
    for (Map.Entry<String, String> attack : attacks.entrySet()) {
      for (String more :
          List.of("", RECOMPUTE.formatted(1), FORGET_CHECKPOINTS + ";" + RECOMPUTE.formatted(1))) {
        for (String statement : (attack.getValue() + ";;" + more).split(";;", -1)) {
          if (!statement.isBlank()) {
            asOwner(statement);
          }
        }
        if (!(verify() instanceof Verification.Broken)) {
          missed.add(attack.getKey() + " " + more);
        }
        if (more.contains(FORGET_CHECKPOINTS)) {
          maker.run();
          if (checkpoints() > 0 || refusal().isEmpty()) {
            missed.add("signed after: " + attack.getKey());
          }
        }
        putBack();
      }
    }
    assertThat(missed).isEmpty();
    maker.run();
    assertThat(verify()).isInstanceOf(Verification.Intact.class);
  }

  @Test
  void a_change_without_new_hashes_is_found_in_the_entry_itself_also_in_the_last()
      throws SQLException {
    record(5);
    maker.run();
    record(2);
    long last = trail.head().seq();
    keep();
    for (long seq : List.of(1L, 3L, 5L, last - 1, last)) {
      asOwner(change(seq));
      assertThat(((Verification.Broken) verify()).seq()).isEqualTo(seq);
      putBack();
      asOwner(drop(seq));
      assertThat(((Verification.Broken) verify()).seq()).isEqualTo(seq);
      putBack();
    }
    asOwner(
        """
        insert into audit_event (seq, payload, prev_hash, hash)
        select seq + 1, payload, hash,
          sha256(hash || int8send(seq + 1) || convert_to(payload, 'UTF8'))
        from audit_event order by seq desc limit 1
        """);
    assertThat(verify())
        .isEqualTo(new Verification.Broken(last + 1, "the entry was not written by Hourkey"));
    putBack();
  }

  @Test
  void a_forged_checkpoint_in_the_database_is_found() throws SQLException {
    record(5);
    maker.run();
    keep();
    for (String forged :
        List.of(
            "update audit_checkpoint set root = sha256('x')",
            "update audit_checkpoint set edge = decode(repeat('00', length(edge)), 'hex')",
            "update audit_checkpoint set note = replace(note, E'\\n7\\n', E'\\n6\\n')",
            "update audit_checkpoint set note = ''")) {
      asOwner(forged);
      assertThat(verify()).as(forged).isInstanceOf(Verification.Broken.class);
      maker.run();
      assertThat(refusal()).as(forged).contains("not signed by this key");
      putBack();
    }
    maker.run();
    nothingIsRefused();
  }

  @Test
  void a_log_that_the_database_begins_by_itself_is_refused_and_hides_no_copy() throws SQLException {
    record(5);
    maker.run();
    keep();
    String base = CheckpointsOn.ORIGIN;
    for (String name :
        List.of(
            base + "/99991231T235959Z",
            base + "/20200101T000000Z",
            base + "0",
            "zzz.example/audit")) {
      String row =
          "insert into audit_origin (origin, begun_at, begun_by, because)"
              + " values ('%s', '9999-12-31', 'Hourkey', 'the first log')".formatted(name);
      String moved =
          """
          create temp table moved as select * from audit_checkpoint; %s;
          insert into audit_checkpoint select '%s', tree_size, root, edge, replace(note, '%s', '%s'), made_at from moved;
          drop table moved
          """
              .formatted(FORGET_CHECKPOINTS, name, base, name);
      for (String checkpoints : List.of(FORGET_CHECKPOINTS, moved)) {
        asOwner(change(2));
        asOwner(RECOMPUTE.formatted(1));
        asOwner(row);
        asOwner(checkpoints);
        long before = checkpoints();
        assertThat(verify()).as(name).isInstanceOf(Verification.Broken.class);
        maker.run();
        assertThat(refusal()).as(name).isNotEmpty();
        assertThat(checkpoints()).as("nothing is signed as " + name).isEqualTo(before);
        assertThat(notifications("CheckpointTrouble")).as("operators hear of it").isPositive();
        putBack();
      }
    }
  }

  @Test
  void a_database_that_forgot_its_log_is_compared_with_what_the_places_have() throws Exception {
    record(5);
    maker.run();
    keep();
    asOwner(change(2));
    asOwner(RECOMPUTE.formatted(1));
    asOwner(FORGET_CHECKPOINTS + "; delete from audit_origin");
    assertThat(verify()).isInstanceOf(Verification.Broken.class);

    deleteDirectory();
    Files.createDirectories(CheckpointsOn.DIRECTORY);
    sandbox.bucket().reset();
    assertThat(trees.known().unread()).anyMatch(why -> why.contains("has a checkpoint"));
    check.run();
    assertThat(check.state().unread()).as("nothing was compared").isPresent();
    putBack();
  }

  @Test
  void a_copy_that_was_hidden_or_replaced_in_the_bucket_is_still_read() throws Exception {
    record(5);
    maker.run();
    String copy = files().getFirst();
    sandbox.bucket().put(copy, "forged");
    sandbox.bucket().hide(copy);
    record(1);
    assertThat(trees.report(trees.own()).places())
        .contains("the S3 bucket has a checkpoint of 7 entries");
    assertThat(verify()).isInstanceOf(Verification.Intact.class);

    asOwner(change(2));
    asOwner(RECOMPUTE.formatted(1));
    asOwner(FORGET_CHECKPOINTS);
    deleteDirectory();
    Files.createDirectories(CheckpointsOn.DIRECTORY);
    sandbox.witness().reset();
    sandbox.witness().trust(CheckpointsOn.ORIGIN, key.toString());
    restarted();
    maker.run();
    assertThat(refusal()).startsWith("the S3 bucket has a checkpoint of 7 entries");
    assertThat(checkpoints()).isZero();
  }

  @Test
  void a_place_that_lost_a_checkpoint_or_cannot_be_read_is_reported() throws Exception {
    record(5);
    maker.run();
    sandbox.bucket().faults().answer(Answer.empty(503), 10);
    check.run();
    assertThat(check.state().breach()).isEmpty();
    assertThat(check.state().unread()).hasValueSatisfying(why -> assertThat(why).contains("S3"));
    sandbox.bucket().faults().clear();
    check.run();
    assertThat(check.state().unread()).isEmpty();

    Files.delete(CheckpointsOn.DIRECTORY.resolve(files().getFirst()));
    check.run();
    assertThat(check.state().breach())
        .hasValueSatisfying(
            breach ->
                assertThat(breach.why())
                    .isEqualTo("the directory has nothing, although it accepted one of 7 entries"));
    record(1);
    maker.run();
    sandbox.bucket().faults().answer(Answer.empty(503), 10);
    check.run();
    assertThat(check.state().breach()).as("not everything could be read").isPresent();
    sandbox.bucket().faults().clear();
    check.run();
    assertThat(check.state().breach()).as("it has the newest again").isEmpty();
  }

  @Test
  void a_change_of_the_schema_that_guards_the_trail_is_found() throws SQLException {
    record(3);
    maker.run();
    List<String> missed = new ArrayList<>();
    for (String attack :
        List.of(
            "alter table audit_event alter column subject drop expression",
            "alter table audit_event disable trigger audit_event_append_only",
            "alter table audit_event enable replica trigger audit_event_append_only",
            "drop trigger audit_head_stays on audit_head",
            "create trigger more before insert on audit_event for each row"
                + " execute function audit_is_append_only()",
            "create rule quiet as on insert to audit_event do instead nothing",
            "alter table audit_event enable row level security",
            "alter table audit_event rename to hidden;"
                + " create view audit_event as select * from hidden where type <> 'grant_opened'",
            "create or replace function audit_is_append_only() returns trigger"
                + " language plpgsql as 'begin return null; end'",
            "alter function audit_append_all(text[]) security invoker",
            "create function audit_append_all(new_payload text) returns bigint"
                + " language sql as 'select 1::bigint'")) {
      try (var connection = database.getConnection();
          var sql = connection.createStatement()) {
        connection.setAutoCommit(false);
        assertThat(TrailSchemaCheck.changes(sql)).isEmpty();
        sql.execute(attack);
        if (TrailSchemaCheck.changes(sql).isEmpty()) {
          missed.add(attack);
        }
        connection.rollback();
      }
    }
    assertThat(missed).isEmpty();
    assertThat(verify()).isInstanceOf(Verification.Intact.class);

    asOwner("alter function audit_append_all(text[]) rename to genuine");
    asOwner(
        """
        create function audit_append_all(new_payloads text[]) returns bigint language sql
        security definer as $$ select genuine(array(
          select one from unnest(new_payloads) one where one not like '%mallory%')) $$
        """);
    try {
      assertThat(((Verification.Broken) verify()).why())
          .contains("the schema that guards the trail was changed", "audit_append_all");
    } finally {
      asOwner("drop function audit_append_all(text[])");
      asOwner("alter function genuine(text[]) rename to audit_append_all");
    }
    assertThat(verify()).isInstanceOf(Verification.Intact.class);
  }

  @Test
  void a_new_log_is_not_begun_over_a_trail_that_lacks_an_entry() throws SQLException {
    record(5);
    maker.run();
    asOwner(drop(3));
    assertThat(log.beginNewOrigin("olga", "an entry is lost")).isEmpty();
    assertThat(log().name()).isEqualTo(CheckpointsOn.ORIGIN);
    assertThat(notifications("AuditOriginBegun")).isZero();
  }

  private Verification verify() {
    EarlierCheckpoints.Known known = trees.known();
    return trail.verify(List.of(), known);
  }

  private void keep() throws SQLException {
    for (String table : TABLES) {
      asOwner("drop table if exists kept_" + table);
      asOwner("create table kept_%1$s as select * from %1$s".formatted(table));
    }
  }

  /** As if nothing had happened, for the next attack. */
  private void putBack() throws SQLException {
    List<String> statements = new ArrayList<>();
    for (String table : TABLES.reversed()) {
      statements.add("delete from " + table);
    }
    for (String table : TABLES) {
      String columns = table.equals("audit_event") ? COLUMNS_OF_EVENTS : "*";
      statements.add(
          "insert into %1$s %2$s select %3$s from kept_%1$s"
              .formatted(table, columns.equals("*") ? "" : "(" + columns + ")", columns));
    }
    statements.add("update audit_checkpoint_trouble set failing_since = null, alerted = false");
    asOwner(String.join("; ", statements));
    restarted();
  }
}
