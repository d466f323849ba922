package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas whose policy files change one after the other. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class PolicyVersionsTest extends RequestDatabaseTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Path FILE = Path.of("/etc/hourkey/policy.yaml");
  private static final Path MOVED = Path.of("/etc/hourkey/moved.yaml");
  private static final PolicyFile FIRST = version("eligible: [group:engineering]");
  private static final PolicyFile SECOND =
      version("eligible: [group:engineering, group:contractors]");
  private static final PolicyFile BROKEN = version("elligible: []");

  @Inject EntityManager entities;
  @Inject CatalogIncidents incidents;
  @Inject PolicyChanges policyChanges;

  private PolicyVersions one;
  private PolicyVersions other;

  @BeforeEach
  void twoReplicas() throws SQLException {
    clock.advance(Duration.ofHours(1)); // Now Hourkey's own file counts as gone.
    one = replica();
    other = replica();
    assertThat(one.inForce(FILE, FIRST)).contains(FIRST.text());
    assertThat(other.inForce(FILE, FIRST)).contains(FIRST.text());
    Sql.empty(database, "policy_change");
  }

  @Test
  void the_first_replica_that_reads_a_change_puts_it_in_force_for_all() throws SQLException {
    assertThat(one.inForce(FILE, SECOND)).contains(SECOND.text());
    assertThat(other.inForce(FILE, FIRST)).as("its file follows later").contains(SECOND.text());
    assertThat(other.inForce(FILE, SECOND)).contains(SECOND.text());
    assertThat(one.inForce(FILE, SECOND)).contains(SECOND.text());
    assertThat(changes()).isOne();
  }

  @Test
  void a_replica_with_a_broken_file_follows_the_others() {
    assertThat(one.inForce(FILE, BROKEN)).contains(FIRST.text());
    assertThat(other.inForce(FILE, SECOND)).contains(SECOND.text());
    assertThat(one.inForce(FILE, BROKEN)).contains(SECOND.text());
  }

  @Test
  void a_file_that_goes_back_to_the_version_before_is_a_change() {
    assertThat(one.inForce(FILE, SECOND)).contains(SECOND.text());
    assertThat(one.inForce(FILE, FIRST)).contains(FIRST.text());
    assertThat(other.inForce(FILE, FIRST)).contains(FIRST.text());
  }

  @Test
  void a_version_that_is_in_no_file_any_more_is_replaced() {
    one.inForce(FILE, SECOND);
    one.inForce(FILE, FIRST);
    assertThat(other.inForce(FILE, FIRST)).contains(FIRST.text());
    one.inForce(FILE, SECOND);
    PolicyVersions restarted = replica();
    assertThat(restarted.inForce(FILE, FIRST)).contains(SECOND.text());
    clock.advance(Duration.ofMinutes(4));
    assertThat(restarted.inForce(FILE, FIRST)).contains(SECOND.text());
    clock.advance(Duration.ofMinutes(2));
    assertThat(restarted.inForce(FILE, FIRST)).contains(FIRST.text());
    assertThat(other.inForce(FILE, FIRST)).contains(FIRST.text());
  }

  @Test
  void a_replica_that_missed_an_update_does_not_undo_it_when_it_restarts() throws SQLException {
    one.inForce(FILE, SECOND);
    PolicyVersions restarted = replica();
    for (int minute = 0; minute < 10; minute++) {
      assertThat(restarted.inForce(FILE, FIRST)).contains(SECOND.text());
      assertThat(one.inForce(FILE, SECOND)).contains(SECOND.text());
      clock.advance(MINUTE);
    }
    assertThat(changes()).isOne();
  }

  @Test
  void a_replica_that_starts_with_a_new_version_puts_it_in_force() {
    PolicyFile unknown = version("name: " + UUID.randomUUID());
    assertThat(replica().inForce(FILE, unknown)).contains(unknown.text());
    assertThat(one.inForce(FILE, FIRST)).contains(unknown.text());
  }

  @Test
  void operators_learn_what_a_file_at_another_path_changes() throws SQLException {
    PolicyFile moved = version("eligible: [group:g-%s]".formatted(UUID.randomUUID()));
    assertThat(replica().inForce(MOVED, moved)).contains(moved.text());
    assertThat(one.inForce(FILE, FIRST)).as("one version for all").contains(moved.text());
    assertThat(changes()).isOne();
  }

  @Test
  void only_one_version_is_in_force() {
    one.inForce(FILE, SECOND);
    assertThat(other.isInForce(SECOND.digest())).isTrue();
    assertThat(other.isInForce(FIRST.digest())).isFalse();
  }

  private PolicyVersions replica() {
    return new PolicyVersions(entities, incidents, policyChanges, _ -> false, clock);
  }

  /** How many changes operators were told of. */
  private long changes() throws SQLException {
    return Sql.number(database, "select count(*) from policy_change");
  }

  static PolicyFile version(String eligible) {
    return PolicyFile.parse(
        """
        version: 1
        entitlements:
          - { id: prod, group: aws-prod, approvals: 0, %s }
        """
            .formatted(eligible));
  }
}
