package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.Verification;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.GrantTransactions.GroupCommit;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.DecideWith;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Limits;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Risk;
import dev.hourkey.scim.ScimJobMonitor;
import dev.hourkey.scim.ScimJobService;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Grants in a real PostgreSQL. Nothing runs in the background. */
public abstract class GrantDatabaseTest {
  protected static final PersonId ANA = new PersonId("11111111-0000-4000-8000-000000000001");
  protected static final PersonId BRUNO = new PersonId("11111111-0000-4000-8000-000000000002");
  protected static final EntraGroup GROUP =
      new EntraGroup("22222222-0000-4000-8000-000000000004", "aws-prod-readonly");
  private static final Pattern TYPE = Pattern.compile("(?s).*\"type\":\"([a-z_]+)\".*");
  protected static final Duration HOUR = Duration.ofHours(1);

  @Inject protected GrantService service;
  @Inject protected GrantClaims claims;
  @Inject protected MembershipLeases leases;
  @Inject protected AttemptRecorder outcomes;
  @Inject Compensation compensation;
  @Inject protected GroupCommit together;
  @Inject protected Grants grants;
  @Inject protected Memberships memberships;
  @Inject protected ProvisioningQueue queue;
  @Inject protected GraphWriteLimiter limiter;
  @Inject protected DirectAwsMembership direct;
  @Inject protected MembershipService membershipService;
  @Inject protected ScimJobService scimJobs;
  @Inject protected Outbox outbox;
  @Inject protected AuditTrail trail;
  @Inject protected GrantTraces traces;
  @Inject protected MovableClock clock;
  @Inject protected DataSource database;

  protected final FakeDirectories vendors = new FakeDirectories();

  @BeforeEach
  void anEmptyStage() {
    empty(
        "access_grant, access_request, membership, standing_membership, compared_group, drift,"
            + " notification, provisioning_call, work_claim, person");
    execute("update graph_write_limit set limited_until = 'epoch', next_slot = 'epoch'");
    execute(
        """
        update scim_job set stopped_because = null, started_at = null, start_tried_at = null, seen_at = null, unseen_since = null,
          unseen_alerted = false, cycles_visible = false, cycle_began_at = null
        """);
    execute("update vendor_credentials set failing_since = null, alerted = false");
    execute("update granting_switch set paused_at = null");
    clock.advance(Duration.ofDays(1));
  }

  @AfterEach
  void theAuditTrailIsIntact() {
    if (trail.verify(List.of()) instanceof Verification.Broken broken) {
      throw new AssertionError("the audit trail is broken: " + broken);
    }
  }

  /** A replica with fake directories. */
  protected Reconciler replica() {
    return new Reconciler(
        claims, leases, outcomes, together, vendors, vendors, queue, scimJob(), vendors, direct,
        vendors, traces, clock);
  }

  protected ScimJobMonitor scimJob() {
    return new ScimJobMonitor(vendors, scimJobs, clock);
  }

  protected OrphanedMemberships orphans() {
    return new OrphanedMemberships(membershipService, vendors, scimJob(), clock);
  }

  protected UUID open(PersonId holder) {
    return open(holder, GROUP, "prod-readonly", HOUR);
  }

  /** Opens what an approval would open. */
  protected UUID open(PersonId holder, EntraGroup group, String entitlement, Duration duration) {
    return open(holder, group, entitlement, duration, Optional.empty());
  }

  /** The same for a later start. */
  protected UUID open(
      PersonId holder,
      EntraGroup group,
      String entitlement,
      Duration duration,
      Optional<Instant> startsAt) {
    UUID request = UUID.randomUUID();
    execute(
        """
        insert into person (id, team_id, chat_id, name, principal_name, linked_at)
        values (?, 'T', ?, 'Somebody', 'somebody@example.com', ?) on conflict do nothing
        """,
        holder.value(),
        holder.value(),
        clock.instant());
    execute(
        """
        insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, opens, high_risk, duration_seconds, justification,
          requested_at, expires_at, remind_after_seconds, phase, decided_at)
        values (?, ?, ?, 'It', ?, ?, '{"targets":[],"complete":false}', false, 60, 'why', ?, ?, '{}', 'APPROVED', ?)
        """,
        request,
        holder.value(),
        entitlement,
        group.id(),
        group.name(),
        clock.instant(),
        clock.instant(),
        clock.instant());
    return transaction(
        () ->
            service
                .open(
                    GrantSpec.of(
                        request, holder, entitlement(entitlement, group), duration, startsAt))
                .id());
  }

  /** Opens a grant and brings it into Entra and AWS. */
  protected UUID live(PersonId holder) {
    return live(open(holder));
  }

  protected UUID live(UUID grant) {
    Reconciler replica = replica();
    replica.reconcile(grant);
    vendors.aws = AwsPresence.MEMBER;
    replica.reconcile(grant);
    vendors.aws = AwsPresence.UNKNOWN;
    return grant;
  }

  /** Extends a grant to this duration in all, by an approved request. */
  protected UUID extend(UUID grant, Duration whole) {
    UUID request = UUID.randomUUID();
    execute(
        """
        insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
          duration_seconds, justification, requested_at, expires_at, remind_after_seconds, phase, decided_at)
        select ?, holder, entitlement, entitlement_name, group_id, group_name, false,
          ?, 'why', ?, ?, '{}', 'APPROVED', ? from access_grant where id = ?
        """,
        request,
        whole.toSeconds(),
        clock.instant(),
        clock.instant(),
        clock.instant(),
        grant);
    return transaction(
        () -> {
          assertThat(service.extendable(grant)).isTrue();
          service.extend(grant, request, whole);
          return request;
        });
  }

  private static Entitlement entitlement(String id, EntraGroup group) {
    Policy policy =
        new Policy(
            List.of(new Principal.Anyone()),
            List.of(),
            false,
            List.of(new ApprovalStage(List.of(), 0)),
            List.of(HOUR),
            HOUR,
            Limits.NONE,
            Optional.empty(),
            HOUR,
            List.of(),
            Duration.ofMinutes(10),
            new Justification(1, Optional.empty(), Optional.empty()),
            Risk.NORMAL,
            false,
            List.of());
    return new Entitlement(
        id,
        id,
        group,
        AwsAccess.none(),
        policy,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        DecideWith.CHAT,
        Duration.ofMinutes(90),
        new MaybeKnown.Unknown<>("not read"),
        Optional.empty());
  }

  /** Looks again whenever it is due, until the grant has ended. */
  protected void untilEnded(Reconciler replica, UUID grant) {
    for (int checks = 0; checks < 300 && !(state(grant) instanceof GrantState.Ended); checks++) {
      Optional<Reconciler.Next> next = replica.reconcile(grant);
      next.map(one -> Duration.between(clock.instant(), one.at()))
          .filter(Duration::isPositive)
          .ifPresent(clock::advance);
    }
    if (!(state(grant) instanceof GrantState.Ended)) {
      throw new AssertionError("it has not ended: " + state(grant));
    }
  }

  /** Records the outcome of an attempt that checked nothing. */
  Optional<Reconciler.Next> record(Claim.Taken claim, Outcome result) {
    return outcomes.record(claim, claim.known(), result);
  }

  /** Begins an attempt and records that Entra has accepted its add. */
  void recordAdded(UUID grant) {
    Claim.Taken claim = claim(grant);
    leases.leaseForAdd(claim);
    record(claim, new Outcome.Added());
  }

  Claim.Taken claim(UUID grant) {
    return (Claim.Taken) claims.claim(grant);
  }

  /** The claim of a removal that has to wait. */
  static Claim putOff(Instant until) {
    return new Claim.PutOff(new Reconciler.Next(until, GrantQueue.ENDING));
  }

  protected GrantState state(UUID grant) {
    return row(grant).state();
  }

  protected Grant row(UUID grant) {
    return grants.find(grant).orElseThrow();
  }

  /** Whether the membership is managed. */
  protected boolean managed(PersonId person) {
    return transaction(
        () ->
            memberships
                .of(new MembershipKey(GROUP.id(), person.value()))
                .filter(Membership::managed)
                .isPresent());
  }

  /** The types of a grant's entries in the audit trail, oldest first. */
  protected List<String> record(UUID grant) {
    return trail.after(0, Optional.of(grant.toString()), 1000).stream()
        .map(entry -> TYPE.matcher(entry.payload()).replaceFirst("$1"))
        .toList();
  }

  protected <T> T transaction(Supplier<T> work) {
    return QuarkusTransaction.requiringNew().call(work::get);
  }

  protected long count(String from, Object... values) {
    try {
      return Sql.number(database, "select count(*) from " + from, values);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** See {@link Sql#empty}. */
  protected void empty(String tables) {
    try {
      Sql.empty(database, tables);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  protected void execute(String statement, Object... values) {
    try {
      Sql.execute(database, statement, values);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
