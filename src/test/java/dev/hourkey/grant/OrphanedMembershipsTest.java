package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the sandbox's Entra, which restores what was deleted. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class OrphanedMembershipsTest extends GrantDatabaseTest {
  private static final Duration SELDOM = Duration.ofMinutes(10);

  @Inject EntraGroupMembers entra;
  @Inject OrphanedMemberships orphans;

  private Sandbox sandbox;

  @BeforeEach
  void aFreshEntra() {
    sandbox = HourkeySandbox.get();
    sandbox.reset();
  }

  @Test
  void a_restored_group_loses_the_member_again_after_the_grant_has_ended() {
    UUID grant = endedForWantOf(() -> sandbox.entra().deleteGroup(GROUP.name()));
    assertThat(row(grant).detail()).hasValue("Entra no longer has the group " + GROUP.name());
    assertThat(count("notification where kind = 'GroupGone' and subject = ?", grant)).isOne();
    orphans.sweep();
    assertThat(managed(ANA)).isTrue();

    sandbox.entra().restoreGroup(GROUP.name());
    assertThat(isMember()).as("Entra brings the member back").isTrue();
    clock.advance(SELDOM);
    orphans.sweep();
    assertThat(isMember()).isFalse();
    assertThat(record(grant)).containsOnlyOnce("orphan_removed");

    clock.advance(Duration.ofMinutes(1));
    orphans.sweep();
    assertThat(managed(ANA)).as("nothing can bring it back any more").isFalse();
    clock.advance(Duration.ofMinutes(1));
    orphans.sweep();
    assertThat(record(grant)).containsOnlyOnce("orphan_removed");
  }

  @Test
  void a_restored_person_loses_the_managed_membership_again() {
    UUID grant = endedForWantOf(() -> sandbox.entra().deleteUser(ANA.value()));
    orphans.sweep();
    assertThat(managed(ANA)).isTrue();

    sandbox.entra().putUser(Map.of("id", ANA.value(), "userPrincipalName", "ana@example.com"));
    sandbox.entra().setMember(GROUP.name(), ANA.value(), true);
    clock.advance(SELDOM);
    orphans.sweep();
    assertThat(isMember()).isFalse();
    assertThat(record(grant)).contains("orphan_removed");
  }

  @Test
  void a_membership_that_entra_can_no_longer_restore_is_forgotten() {
    endedForWantOf(() -> sandbox.entra().deleteGroup(GROUP.name()));
    clock.advance(Duration.ofDays(30));
    orphans.sweep();
    assertThat(managed(ANA)).isTrue();
    clock.advance(Duration.ofDays(1).plus(SELDOM));
    orphans.sweep();
    assertThat(managed(ANA)).isFalse();
  }

  @Test
  void a_group_that_is_missing_is_looked_for_every_ten_minutes() {
    endedForWantOf(() -> sandbox.entra().deleteGroup(GROUP.name()));
    int before = sandbox.entra().calls().size();
    for (int second = 0; second < 20 * 60; second += 30) {
      clock.advance(Duration.ofSeconds(30));
      orphans.sweep();
    }
    assertThat(sandbox.entra().calls().size() - before).isLessThanOrEqualTo(2 * 3);
  }

  @Test
  void a_directory_that_is_down_delays_it_and_loses_nothing() {
    endedForWantOf(() -> sandbox.entra().deleteGroup(GROUP.name()));
    sandbox.entra().restoreGroup(GROUP.name());
    sandbox.entra().fail("DELETE *", 20, 503);
    clock.advance(SELDOM);
    orphans.sweep();
    assertThat(isMember()).isTrue();
    sandbox.entra().clearFaults();
    clock.advance(Duration.ofMinutes(1));
    orphans.sweep();
    assertThat(isMember()).isFalse();
  }

  @Test
  void a_membership_that_a_new_grant_needs_is_not_removed() {
    endedForWantOf(() -> sandbox.entra().deleteGroup(GROUP.name()));
    sandbox.entra().restoreGroup(GROUP.name());
    open(ANA, GROUP, "other", HOUR);
    clock.advance(SELDOM);
    orphans.sweep();
    assertThat(isMember()).isTrue();
  }

  /** A grant that was active when something was deleted, and has ended because of that. */
  private UUID endedForWantOf(Runnable deletion) {
    UUID grant = open(ANA);
    Reconciler replica =
        new Reconciler(
            claims, leases, outcomes, together, entra, vendors, queue, scimJob(), vendors, direct,
            vendors, traces, clock);
    replica.reconcile(grant);
    vendors.aws = AwsPresence.MEMBER;
    replica.reconcile(grant);
    deletion.run();
    service.endEarly(grant, ANA);
    replica.reconcile(grant);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica, grant);
    return grant;
  }

  private boolean isMember() {
    return sandbox.entra().isMember(GROUP.name(), ANA.value());
  }
}
