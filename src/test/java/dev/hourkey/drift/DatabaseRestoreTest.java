package dev.hourkey.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hourkey.audit.DriftEvent;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.drift.DriftFinding.Kind;
import dev.hourkey.drift.StandingMembership.Origin;
import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantDatabaseTest;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.GrantState.Provisioning;
import dev.hourkey.grant.GrantState.Revoking;
import dev.hourkey.grant.UnaddedGrants;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.support.FreePort;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a restored database is recognized, and how its members are classified. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class DatabaseRestoreTest extends GrantDatabaseTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Inject RestoreDetector restores;
  @Inject UnaddedGrants unadded;
  @Inject StandingMembershipRegister standingRecord;
  @Inject DriftFindings findings;
  @Inject PersonDirectory people;
  @Inject Catalog catalog;

  private StandingMembershipCheck members;

  @BeforeEach
  void theRecordHasNoGap() {
    HourkeySandbox.get().entra().clearFaults();
    boolean _ = restores.verify();
    execute(
        """
        update database_identity set written_by = txid_current(), restore_id = null,
          restore_found_at = null, restore_settled_at = null
        """);
    clock.advance(MINUTE);
    boolean _ = restores.verify();
    members =
        new StandingMembershipCheck(
            membershipService, standingRecord, findings, restores, vendors, people);
  }

  @Test
  void the_same_database_is_recognised() {
    for (int checks = 0; checks < 5; checks++) {
      clock.advance(Duration.ofMinutes(2));
      assertThat(restores.verify()).isFalse();
      assertThat(replicaThatJustStarted().verify()).isFalse();
    }
    assertThat(restores.open()).isEmpty();
  }

  @Test
  void rows_loaded_from_a_dump_are_a_restore() {
    putBackTheRow();
    assertThat(restores.verify()).isTrue();
    assertThat(restores.open()).hasValueSatisfying(one -> assertThat(one.certain()).isTrue());
    assertThat(count("notification where kind = 'DatabaseRestored'")).isOne();
    assertThat(restores.verify()).as("it is found once").isFalse();
  }

  @Test
  void another_cluster_and_recreated_tables_are_a_restore() {
    becomes("system_identifier = 1");
    assertThat(restores.verify()).isTrue();
    becomes("database_oid = 1");
    assertThat(restores.verify()).isTrue();
    becomes("table_oid = 1");
    assertThat(restores.verify()).isTrue();
    assertThat(restores.open()).hasValueSatisfying(one -> assertThat(one.certain()).isTrue());
  }

  @Test
  void a_trail_without_entries_that_a_replica_saw_is_a_restore_found_once() {
    RestoreDetector other = replicaThatJustStarted();
    QuarkusTransaction.requiringNew()
        .run(() -> trail.record(new DriftEvent.RestoreSettled(UUID.randomUUID())));
    assertThat(restores.verify()).isFalse();
    assertThat(other.verify()).isFalse();
    execute("alter table audit_event disable trigger all");
    execute("delete from audit_event where seq = (select seq from audit_head)");
    execute("alter table audit_event enable trigger all");
    execute(
        """
        update audit_head set (seq, hash) =
          (select seq, hash from audit_event order by seq desc limit 1)
        """);
    clock.advance(MINUTE);
    assertThat(restores.verify()).isTrue();
    assertThat(other.verify()).as("it is known by now").isFalse();
    assertThat(restores.verify()).isFalse();
  }

  @Test
  void a_restarted_server_is_trusted_if_a_replica_knew_it_before() {
    UUID grant = open(ANA);
    becomes("server_started_at = '2020-01-01Z'");
    assertThat(restores.verify()).isFalse();
    assertThat(state(grant)).isInstanceOf(Provisioning.class);

    becomes("server_started_at = '2020-01-01Z'");
    assertThat(replicaThatJustStarted().verify()).as("all were restarted together").isFalse();
    assertThat(state(grant)).isInstanceOf(Provisioning.class);

    becomes("server_started_at = '2020-01-01Z'");
    clock.advance(Duration.ofMinutes(11));
    assertThat(replicaThatJustStarted().verify()).as("nobody can vouch for it").isTrue();
    assertThat(restores.open()).hasValueSatisfying(one -> assertThat(one.certain()).isFalse());
    assertThat(count("notification where kind = 'DatabaseRestored'")).as("it is no alarm").isZero();
    assertThat(state(grant)).isEqualTo(new Revoking(EndReason.NO_LONGER_APPROVED));
  }

  @Test
  void a_promoted_server_has_every_group_compared_and_ends_nothing() {
    UUID grant = open(ANA);
    becomes("timeline = 0");
    assertThat(restores.verify()).isTrue();
    assertThat(state(grant)).isInstanceOf(Provisioning.class);
    assertThat(standingRecord.comparisonMissing(GROUP)).isTrue();
    assertThat(members.groupSettled(GROUP)).isTrue();
  }

  /** The server has replayed much, so the checkpoint after its promotion takes a while. */
  @Test
  void the_timeline_of_a_promoted_server_is_seen_before_its_next_checkpoint(@TempDir Path files)
      throws Exception {
    Path copy = files.resolve("copy");
    try (EmbeddedPostgres primary = server(files.resolve("primary"))) {
      Sql.execute(primary.getPostgresDatabase(), "checkpoint");
      Sql.execute(
          primary.getPostgresDatabase(),
          "create table much as select repeat('x', 500) from generate_series(1, 20000)");
      // Not to find a file that the server deletes meanwhile is no failure: it is a temporary one.
      int _ =
          new ProcessBuilder("cp", "-a", files.resolve("primary").toString(), copy.toString())
              .start()
              .waitFor();
    }
    Files.delete(copy.resolve("postmaster.pid"));
    Files.createFile(copy.resolve("standby.signal"));
    try (EmbeddedPostgres standby = server(copy)) {
      DataSource there = standby.getPostgresDatabase();
      String timeline =
          "select timeline from (select %s) here".formatted(new DatabaseServerColumns(there).sql());
      Sql.execute(there, "select pg_promote()");
      assertThat(Sql.number(there, timeline)).isEqualTo(2);
    }
  }

  private static EmbeddedPostgres server(Path files) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(FreePort.take())
        .setDataDirectory(files)
        .setCleanDataDirectory(false)
        .start();
  }

  @Test
  void after_a_restore_grants_not_yet_added_end_and_live_ones_stay() {
    UUID unadded = open(ANA);
    UUID live = live(BRUNO);
    putBackTheRow();
    assertThat(members.groupSettled(GROUP)).isTrue();
    assertThat(state(unadded)).isEqualTo(new Revoking(EndReason.NO_LONGER_APPROVED));
    assertThat(row(unadded).detail())
        .hasValueSatisfying(why -> assertThat(why).contains("restored"));
    assertThat(state(live)).isInstanceOf(GrantState.Live.class);
    vendors.calls.clear();
    replica().reconcile(unadded);
    assertThat(vendors.sent("add")).isZero();
  }

  @Test
  void members_at_the_first_comparison_are_standing_and_operators_get_their_number() {
    vendors.has(GROUP, ANA);
    compare();
    assertThat(members.standingOf(GROUP, ANA)).isEqualTo(StandingStatus.YES);
    assertThat(members.standingOf(GROUP, BRUNO)).isEqualTo(StandingStatus.NO);
    assertThat(members.baselines())
        .containsExactly(new StandingMembershipCheck.Baseline(GROUP.name(), 1));
    assertThat(count("notification where kind = 'StandingRecorded'")).isOne();
  }

  @Test
  void standing_members_are_recorded_with_their_names_also_if_hourkey_does_not_know_them() {
    vendors.has(GROUP, new PersonId("99999999-0000-4000-8000-000000000009"));
    compare();
    assertThat(
            count(
                """
                audit_event where payload like '%"type":"standing_recorded"%' and payload like ?
                """,
                "%\"people\":[{\"id\":\"99999999-0000-4000-8000-000000000009\",\"name\":\"Known in"
                    + " Entra\",\"principalName\":\"known@example.com\"}]%"))
        .isOne();
  }

  @Test
  void a_member_who_appears_later_is_standing_also_after_a_restore() {
    compare();
    vendors.has(GROUP, ANA);
    compare();
    putBackTheRow();
    assertThat(members.standingOf(GROUP, ANA)).isEqualTo(StandingStatus.YES);
    assertThat(members.unexplained()).isEmpty();
  }

  @Test
  void after_a_restore_a_member_whom_nothing_explains_is_unknown_and_blocks_the_group() {
    compare();
    vendors.has(GROUP, ANA);
    putBackTheRow();
    assertThat(members.standingOf(GROUP, ANA)).isEqualTo(StandingStatus.UNSETTLED);
    assertThat(members.standingOf(GROUP, BRUNO)).isEqualTo(StandingStatus.UNSETTLED);
    assertThat(members.groupSettled(GROUP)).isFalse();
    assertThat(members.unexplained())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.member()).isEqualTo(ANA.value());
              assertThat(one.name()).contains("Ana Lima", "ana@example.com");
            });
    assertThat(count("notification where kind = 'DriftFound'"))
        .as("operators are told at once")
        .isOne();
  }

  @Test
  void a_group_that_cannot_be_read_after_a_restore_is_not_settled() {
    putBackTheRow();
    vendors.down = true;
    assertThat(catchThrowable(() -> members.groupSettled(GROUP)))
        .isInstanceOf(DirectoryFailure.class);
    vendors.down = false;
    assertThat(members.groupSettled(GROUP)).isTrue();
  }

  @Test
  void a_member_whom_entra_shows_only_minutes_after_the_restore_is_unknown_too() {
    compare();
    putBackTheRow();
    assertThat(members.groupSettled(GROUP)).isTrue();
    clock.advance(Duration.ofMinutes(4));
    vendors.has(GROUP, ANA);
    compare();
    assertThat(members.groupSettled(GROUP)).isFalse();
  }

  @Test
  void one_read_without_an_unknown_member_explains_nothing() {
    compare();
    vendors.has(GROUP, ANA);
    putBackTheRow();
    assertThat(members.groupSettled(GROUP)).isFalse();
    clock.advance(Duration.ofMinutes(10)); // However long nobody has checked.
    members.compare(GROUP, Map.of()); // A replica of Entra that lags.
    assertThat(members.groupSettled(GROUP)).isFalse();
    clock.advance(Duration.ofMinutes(5));
    members.compare(GROUP, Map.of());
    assertThat(members.groupSettled(GROUP)).as("they were taken out").isTrue();
  }

  @Test
  void a_member_with_a_grant_in_the_backup_is_explained() {
    UUID grant = live(ANA);
    putBackTheRow();
    assertThat(members.groupSettled(GROUP)).isTrue();
    assertThat(members.standingOf(GROUP, ANA)).isEqualTo(StandingStatus.NO);
    service.endEarly(grant, ANA);
    replica().reconcile(grant);
    assertThat(vendors.members(GROUP).orElseThrow()).isEmpty();
  }

  @Test
  void a_grant_that_never_began_to_add_does_not_explain_a_member() {
    open(ANA);
    vendors.has(GROUP, ANA); // By a grant that the backup lacks.
    putBackTheRow();
    assertThat(members.groupSettled(GROUP)).isFalse();
  }

  @Test
  void an_adopted_member_is_a_standing_one() {
    compare();
    vendors.has(GROUP, ANA);
    putBackTheRow();
    assertThat(members.groupSettled(GROUP)).isFalse();
    DriftFinding found = members.unexplained().getFirst();
    assertThat(members.adopt(found, "olga")).isTrue();
    assertThat(members.adopt(found, "olga")).as("once").isFalse();
    assertThat(members.standingOf(GROUP, ANA)).isEqualTo(StandingStatus.YES);
    compare();
    assertThat(members.groupSettled(GROUP)).isTrue();
    assertThat(record(found.id())).contains("drift_found", "member_settled");
  }

  @Test
  void a_member_is_not_removed_as_drift_once_an_operator_has_adopted_them() {
    List<DriftFinding> found = twoUnexplained();
    vendors.onTheWay =
        () -> assertThat(members.adopt(found.getLast(), "olga")).as("meanwhile").isTrue();
    found.forEach(removal()::remove);
    assertThat(vendors.sent("remove")).isOne();
    assertThat(vendors.members(GROUP).orElseThrow())
        .containsOnlyKeys(new PersonId(found.getLast().member()));
    assertThat(record(found.getFirst().id())).containsExactly("drift_found", "drift_resolved");
    assertThat(record(found.getLast().id())).containsExactly("drift_found", "member_settled");
    assertThat(members.standingOf(GROUP, new PersonId(found.getLast().member())))
        .isEqualTo(StandingStatus.YES);
  }

  @Test
  void a_removal_on_its_way_while_an_operator_adopts_the_member_is_recorded_and_shown() {
    DriftFinding found = twoUnexplained().getFirst();
    vendors.onTheWay = () -> assertThat(members.adopt(found, "olga")).isTrue();
    removal().remove(found);
    assertThat(vendors.members(GROUP).orElseThrow())
        .doesNotContainKey(new PersonId(found.member()));
    assertThat(record(found.id()))
        .containsExactly("drift_found", "member_settled", "drift_resolved");
    assertThat(findings.report(found.report().orElseThrow()))
        .filteredOn(one -> one.id().equals(found.id()))
        .singleElement()
        .satisfies(one -> assertThat(one.removed()).isTrue());
  }

  @Test
  void a_removed_member_is_shown_as_removed_even_if_no_cycle_may_be_started() {
    DriftFinding found = twoUnexplained().getFirst();
    vendors.startRefused = true;
    removal().remove(found);
    assertThat(vendors.members(GROUP).orElseThrow())
        .doesNotContainKey(new PersonId(found.member()));
    assertThat(findings.report(found.report().orElseThrow()))
        .filteredOn(one -> one.id().equals(found.id()))
        .singleElement()
        .satisfies(one -> assertThat(one.removed()).isTrue());
  }

  /** Findings that have lasted for long enough to be removed as drift. */
  private List<DriftFinding> twoUnexplained() {
    compare();
    vendors.has(GROUP, ANA);
    vendors.has(GROUP, BRUNO);
    putBackTheRow();
    assertThat(members.groupSettled(GROUP)).isFalse();
    return members.unexplained();
  }

  private DriftRemoval removal() {
    return new DriftRemoval(
        catalog, grants, membershipService, findings, vendors, direct, scimJob(), clock);
  }

  @Test
  void an_adopted_member_is_not_forgotten_because_of_one_read() {
    vendors.has(GROUP, ANA);
    putBackTheRow();
    assertThat(members.groupSettled(GROUP)).isFalse();
    assertThat(members.adopt(members.unexplained().getFirst(), "olga")).isTrue();
    clock.advance(Duration.ofMinutes(11)); // From here on, somebody who is new is a standing one.
    compare();
    members.compare(GROUP, Map.of()); // A replica of Entra that lags.
    assertThat(standingRecord.groupsToWatch()).as("compared soon again").containsExactly(GROUP);
    clock.advance(Duration.ofMinutes(5));
    compare();
    assertThat(standingRecord.groupsToWatch()).isEmpty();
    assertThat(standingRecord.standing(GROUP, Origin.ADOPTED)).containsExactly(ANA.value());

    members.compare(GROUP, Map.of());
    clock.advance(Duration.ofMinutes(5));
    members.compare(GROUP, Map.of());
    assertThat(standingRecord.standing(GROUP)).as("they have left").isEmpty();
  }

  @Test
  void a_finding_that_comparisons_miss_is_watched_until_they_stop() {
    Map<String, String> found = Map.of(ANA.value(), "Ana");
    findings.recordComparison(Kind.MISSING_IN_AWS, GROUP, found, Set.of(), Duration.ZERO);
    clock.advance(Duration.ofMinutes(9));
    findings.recordComparison(Kind.MISSING_IN_AWS, GROUP, Map.of(), Set.of(), Duration.ZERO);
    clock.advance(Duration.ofMinutes(4));
    findings.noteUnwatched();
    assertThat(findings.open().getFirst().unwatchedSince()).isEmpty();

    clock.advance(Duration.ofMinutes(7));
    findings.noteUnwatched();
    assertThat(findings.open().getFirst().unwatchedSince()).isPresent();
  }

  @Test
  void a_member_whom_an_operator_rejects_is_removed_without_a_grant() {
    compare();
    vendors.has(GROUP, ANA);
    putBackTheRow();
    assertThat(members.groupSettled(GROUP)).isFalse();
    DriftFinding found = members.unexplained().getFirst();
    assertThat(members.remove(found, "olga")).isTrue();
    assertThat(members.groupSettled(GROUP)).isTrue();
    assertThat(members.standingOf(GROUP, ANA)).isEqualTo(StandingStatus.NO);

    orphans().sweep();
    assertThat(vendors.members(GROUP).orElseThrow()).isEmpty();
    assertThat(record(found.id())).contains("member_settled", "orphan_removed");
  }

  @Test
  void a_restore_is_settled_when_every_group_is_and_no_member_can_appear_late() {
    compare();
    putBackTheRow();
    assertThat(members.groupSettled(GROUP)).isTrue();
    standingRecord.settleRestore(Set.of(GROUP));
    assertThat(restores.open()).as("Entra may lag yet").isPresent();
    clock.advance(Duration.ofMinutes(10));
    standingRecord.settleRestore(Set.of(GROUP));
    assertThat(restores.open()).isEmpty();
    assertThat(restores.verify()).isFalse();
    vendors.has(GROUP, BRUNO);
    compare();
    assertThat(members.standingOf(GROUP, BRUNO)).as("as ever").isEqualTo(StandingStatus.YES);
  }

  private void compare() {
    members.compare(GROUP, vendors.members(GROUP).orElseThrow());
  }

  private RestoreDetector replicaThatJustStarted() {
    return new RestoreDetector(new DatabaseIdentity(database), unadded, outbox, trail, clock);
  }

  /** As Hourkey itself would write it in another database. */
  private void becomes(String change) {
    execute("update database_identity set written_by = txid_current(), " + change);
  }

  /** What loading a dump does to the row. */
  private void putBackTheRow() {
    clock.advance(MINUTE);
    execute("drop table if exists dumped_identity");
    execute("create table dumped_identity as select * from database_identity");
    execute("delete from database_identity");
    execute("insert into database_identity select * from dumped_identity");
    execute("drop table dumped_identity");
  }
}
