package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.ListedTrail;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.GraphWriteLimiter.WriteLimit;
import dev.hourkey.grant.ProvisioningQueue.Waiting;
import dev.hourkey.grant.SimulatedTime.Replica;
import dev.hourkey.grant.SimulatedWorkers.SimulatedOutage;
import dev.hourkey.grant.Step.Outcome;
import dev.hourkey.notification.NoNotifications;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.DecideWith;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Limits;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Risk;
import dev.hourkey.scim.ScimJobMonitor;
import dev.hourkey.scim.ScimJobService;
import dev.hourkey.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Some hours in the life of a few grants of the same groups and people, on replicas that are killed
 * and frozen, with vendors and a database that fail, lag and lie. At some point all of that ends,
 * and every promise has to hold. The code of this package that decides is the real one; rows,
 * vendors, approvals, time and the workers are simulated.
 */
final class Simulation {
  /** Prints what happens; for one seed at a time. */
  private static final boolean PRINTS = Boolean.getBoolean("hourkey.simulation.print");

  private static final long MINUTE = 60_000;
  private static final long TROUBLE_ENDS = 90 * MINUTE;
  private static final long ALL_ENDS = 260 * MINUTE;
  private static final long LONGEST_CYCLE = 360 * MINUTE;

  /** For as long as this, an end may wait for its proof without a word. */
  private static final Duration LONG_PROOF = Duration.ofMinutes(95);

  /** The time until dead replicas are noticed, pauses are over and slow work has begun. */
  private static final long RECOVERY = 150_000;

  private static final List<EntraGroup> GROUPS =
      List.of(new EntraGroup("g1", "aws-one"), new EntraGroup("g2", "aws-two"));
  private static final List<PersonId> PEOPLE = List.of(new PersonId("ana"), new PersonId("eli"));
  private static final List<Entitlement> ENTITLEMENTS =
      List.of(entitlement("a", 0), entitlement("b", 0), entitlement("c", 1));

  private static final GrantingSwitch.Change BY_OPERATOR =
      new GrantingSwitch.Change("olga", GrantingSwitch.Role.OPERATOR, "INC-42");

  private static final GrantMetrics TIMINGS = new GrantMetrics(new SimpleMeterRegistry());

  private final SimulatedTime time;
  private final Set<Integer> dropped;
  private final SimulatedRows rows = new SimulatedRows();
  private final SimulatedVendors vendors;
  private final ListedTrail trail;
  private final SimulatedWorkers workers;
  private final GrantService service;
  private final GraphWriteLimiter limiter = new SimulatedLimiter();
  private final GrantTransitions transitions;
  private final Compensation compensation;
  private final Reconciler reconciler;
  private final OrphanedMemberships orphans;
  private final EndedGrantMonitor returned;
  private final ScimJobService scimJobs;
  private final ScimJobMonitor scimJob;
  private final MembershipService memberships;
  private final List<Replica> replicas = new ArrayList<>();
  private final Set<UUID> fallen = new HashSet<>();
  private final Map<MembershipKey, Long> standing = new HashMap<>();
  private final Set<MembershipKey> joinedByHand = new HashSet<>();
  private final Set<MembershipKey> leftByHand = new HashSet<>();
  private final Map<UUID, Long> removedAt = new HashMap<>();
  private final List<String> broken = new ArrayList<>();
  private final Mutation mutation;

  private int planned;
  private long databaseDown;
  private long pausedFrom = Long.MAX_VALUE;
  private final Map<MembershipKey, Long> addBegun = new HashMap<>();
  private long lastLongFreeze = Long.MIN_VALUE;

  /** A rule broken on purpose, to see that the simulation notices. */
  enum Mutation {
    NONE,
    /** The outcome of a superseded attempt is recorded. */
    NO_FENCE,
    /** Grants of the same membership are not counted. */
    NO_COUNT,
    /** An add and a removal of the same membership may overlap. */
    NO_LEASE,
    /** Approvals are not checked again. */
    NO_APPROVAL_CHECK,
    /** Not knowing whether AWS shows a member counts as knowing that it does not. */
    UNKNOWN_IS_NO,
    /** What a dead replica was working on is not continued. */
    NO_RELEASE,
    /** Orphaned memberships are not removed. */
    NO_ORPHANS,
    /** A standing member is taken for a managed one. */
    STANDING_IS_MANAGED,
    /**
     * The user that AWS showed first is never resolved again, and a user who is gone counts as no
     * member.
     */
    AWS_USER_IS_KEPT,
    /** A single check that shows nothing is enough for an end. */
    ONE_CHECK_IS_PROOF,
    /** A single "not found" counts as a removal. */
    ONE_404_IS_PROOF,
    /** What provisioning on demand confirms cannot come back. */
    ON_DEMAND_IS_PROOF,
    /** A cycle is taken to be over after its usual time, however long it takes. */
    AN_HOUR_IS_A_CYCLE,
    /** Access that the comparison of Entra and AWS shows is not taken for one that returned. */
    NO_COMPARISON,
    /** Does not check whether AWS shows a membership again after the end. */
    NO_WATCH,
    /** Provisioning on demand takes those who have waited longest, whether removals or adds. */
    REMOVALS_NOT_FIRST,
    /** While Entra limits writes, adds do not wait for the removals that have a slot. */
    ADDS_DO_NOT_WAIT,
    /** The end is moved although it has come. */
    EXTENDED_TOO_LATE,
    /** Members are added while granting is paused. */
    PAUSE_IGNORED
  }

  /** Choices of their own, so that those of the other seeds stay as they are. */
  private final Random starts;

  private final boolean schedules;

  /** Somebody restarts the job, and its initial cycle takes hours. */
  private final boolean restarts;

  /** Whom the last comparison of Entra and AWS found in AWS only. */
  private final Set<MembershipKey> leftInAws = new HashSet<>();

  private final List<Runnable> extensions = new ArrayList<>();

  Simulation(long seed, Set<Integer> dropped, Mutation mutation) {
    this.time = new SimulatedTime(seed);
    this.schedules = seed % 5 == 1;
    this.restarts = seed % 10 == 3;
    this.starts = new Random(seed);
    this.dropped = dropped;
    this.mutation = mutation;
    this.vendors = new SimulatedVendors(time, new Watch());
    this.trail = new ListedTrail();
    this.workers = new SimulatedWorkers(time, rows, replicas, this::reconcile);
    rows.countsOthers = mutation != Mutation.NO_COUNT;
    rows.leases = mutation != Mutation.NO_LEASE;
    workers.releases = mutation != Mutation.NO_RELEASE;
    var outbox = new NoNotifications();
    this.scimJobs = new ScimJobService(rows.asScimJob(), () -> {}, outbox, trail, time.clock);
    this.scimJob = new ScimJobMonitor(vendors, scimJobs, time.clock);
    MembershipRows members = rows.asMemberships();
    var untraced = new GrantTraces(Traces.OFF, time.clock);
    this.transitions =
        new GrantTransitions(rows, members, outbox, trail, TIMINGS, untraced, time.clock);
    this.compensation = new Compensation(transitions, workers, trail);
    this.service = new GrantService(rows, transitions, outbox, trail, workers, time.clock);
    this.memberships =
        new MembershipService(
            rows, members, _ -> Optional.empty(), compensation, trail, time.clock);
    this.orphans = new OrphanedMemberships(memberships, vendors, scimJob, time.clock);
    var leases = new SimulatedLeases(members);
    this.reconciler =
        new Reconciler(
            new SimulatedClaims(members),
            leases,
            new SimulatedOutcomes(members, outbox),
            rows.oneByOne(),
            vendors,
            vendors,
            new SimulatedQueue(),
            scimJob,
            mutation == Mutation.UNKNOWN_IS_NO || mutation == Mutation.AWS_USER_IS_KEPT
                ? new Guess()
                : vendors,
            vendors,
            this::warrant,
            untraced,
            time.clock);
    this.returned = new EndedGrantMonitor(rows, service, vendors, vendors, scimJobs, time.clock);
  }

  /** Runs it; returns the promises that were broken. */
  List<String> run() {
    setTheStage();
    time.runUntil(restarts ? ALL_ENDS + LONGEST_CYCLE : ALL_ENDS);
    process();
    return broken;
  }

  /** How many things were planned to happen, any of which can be left out. */
  int planned() {
    return planned;
  }

  private void setTheStage() {
    int count = 1 + time.random.nextInt(3);
    for (int i = 0; i < count; i++) {
      Replica replica = new Replica();
      replicas.add(replica);
      sweepAgain(replica, time.between(1, 30_000));
    }
    time.in(1, this::lookAfterAll);
    vendors.moodiness = time.chance(0.5) ? 0 : time.random.nextDouble() * 0.15;
    vendors.onDemandIgnoresRemovals = time.chance(0.2);
    vendors.onDemandDoesNothing = time.chance(0.1);
    vendors.directAllowed = time.chance(0.3);
    vendors.readLag = time.chance(0.5) ? 0 : time.between(0, 4 * MINUTE);
    vendors.writeLag = time.chance(0.7) ? 0 : time.between(1, 50_000);
    vendors.staleReads = time.chance(0.3);
    vendors.cycleTakes = time.chance(0.7) ? 20_000 : 15 * MINUTE;
    vendors.sendsAllAgain = time.chance(0.2);
    vendors.slowness = time.chance(0.7) ? 0 : 8_000;
    workers.laziness = time.chance(0.5) ? 2_000 : 12_000;
    cycles(time.between(1, 40 * MINUTE));
    int openings = 1 + time.random.nextInt(4);
    for (int i = 0; i < openings; i++) {
      planOpening();
    }
    int troubles = time.random.nextInt(6);
    for (int i = 0; i < troubles; i++) {
      planTrouble();
    }
    extensions.forEach(Runnable::run); // Last, so that the others keep their numbers.
    planPause();
    planRestart();
    time.in(TROUBLE_ENDS, this::endTrouble);
  }

  /** All random choices are made now, so that leaving one event out does not change the others. */
  private void plan(long at, Runnable work) {
    if (!dropped.contains(planned++)) {
      time.in(at, work);
    }
  }

  private void planOpening() {
    PersonId person = PEOPLE.get(time.random.nextInt(PEOPLE.size()));
    Entitlement wanted = ENTITLEMENTS.get(time.random.nextInt(ENTITLEMENTS.size()));
    Duration duration = Duration.ofMinutes(time.between(2, 40));
    long at = time.between(0, 60 * MINUTE);
    MembershipKey membershipKey = new MembershipKey(wanted.group().id(), person.value());
    long ahead = schedules && starts.nextBoolean() ? starts.nextLong(20 * MINUTE) : 0;
    plan(at, () -> open(person, wanted, duration, ahead));
    extensions.add(() -> planExtension(person, wanted, at + ahead, duration));
    if (time.chance(0.25)) {
      long early = at + time.between(0, ahead + duration.toMillis());
      plan(early, () -> endEarly(person, wanted));
      if (time.chance(0.4)) { // And requests it again while it is being removed.
        Entitlement again = ENTITLEMENTS.get(wanted.group().equals(GROUPS.getFirst()) ? 1 : 2);
        plan(early + time.between(0, 15_000), () -> open(person, again, duration, 0));
      }
    }
    if (time.chance(0.1)) {
      plan(
          at + time.between(0, 5_000), () -> rows.open().forEach(one -> fallen.add(one.request())));
    }
    if (time.chance(0.1)) { // Freezes while the member is being added; then the grant is ended.
      Replica adding = replicas.get(time.random.nextInt(replicas.size()));
      long frozen = time.between(31_000, 900_000);
      plan(at + time.between(100, 4_000), () -> freeze(adding, frozen));
      plan(at + time.between(4_000, 40_000), () -> endEarly(person, wanted));
    }
    if (time.chance(0.1)) {
      plan(Math.max(0, at - time.between(0, 20 * MINUTE)), () -> joinByHand(membershipKey));
    }
    if (time.chance(0.1)) {
      plan(at + time.between(0, 30 * MINUTE), () -> leaveByHand(membershipKey));
    }
  }

  /** Around the end of a grant, which comes some time after its duration is over. */
  private void planExtension(PersonId person, Entitlement wanted, long at, Duration duration) {
    if (starts.nextInt(3) == 0) {
      long asked = at + duration.toMillis() + starts.nextLong(4 * MINUTE) - MINUTE;
      Duration more = Duration.ofMinutes(1 + starts.nextLong(20));
      plan(asked, () -> extend(person, wanted, more));
    }
  }

  /** Nothing may be added from then on until the pause is over; everything still ends. */
  private void planPause() {
    if (schedules && starts.nextInt(3) == 0) {
      long from = starts.nextLong(60 * MINUTE);
      long length = MINUTE + starts.nextLong(25 * MINUTE);
      plan(from, this::pause);
      plan(from + length, this::resume);
    }
  }

  private void planRestart() {
    if (restarts) {
      long at = starts.nextLong(100 * MINUTE);
      long takes = 60 * MINUTE + starts.nextLong(LONGEST_CYCLE - 60 * MINUTE);
      plan(
          at,
          () -> {
            note("restart", takes);
            vendors.restart(takes);
          });
      vendors.jobHidden = starts.nextInt(3) == 0 || mutation == Mutation.AN_HOUR_IS_A_CYCLE;
    }
  }

  private void pause() {
    note("pause", "");
    rows.granting.pause(BY_OPERATOR, time.instant());
    pausedFrom = time.now();
  }

  private void resume() {
    note("resume", "");
    rows.granting.resume(BY_OPERATOR, time.instant());
    pausedFrom = Long.MAX_VALUE;
  }

  private void planTrouble() {
    long at = time.between(0, 70 * MINUTE);
    Replica replica = replicas.get(time.random.nextInt(replicas.size()));
    long length = time.chance(0.5) ? time.between(1_000, 60_000) : time.between(1, 15) * MINUTE;
    switch (time.random.nextInt(11)) {
      case 0, 1 -> plan(at, () -> kill(replica, length));
      case 2, 3 -> {
        long frozen =
            time.chance(0.5) ? time.between(5_000, 25_000) : time.between(31_000, 180_000);
        plan(at, () -> freeze(replica, frozen));
      }
      case 4 -> plan(at, () -> vendors.down = time.now() + length);
      case 5 -> plan(at, () -> vendors.throttled = time.now() + length);
      case 6 -> plan(at, () -> vendors.awsDown = time.now() + length);
      case 7 -> plan(at, () -> databaseDown = time.now() + Math.min(length, 5 * MINUTE));
      case 8 -> plan(at, workers::loseAll);
      case 9 -> {
        PersonId person = PEOPLE.get(time.random.nextInt(PEOPLE.size()));
        long gone = time.chance(0.5) ? 0 : time.between(1, 5 * MINUTE);
        plan(at, () -> vendors.deleteUser(person, gone));
      }
      default ->
          plan(
              at,
              () -> {
                for (Grant grant : rows.open()) {
                  workers.doubled(grant.id(), replica);
                }
              });
    }
  }

  private void endTrouble() {
    vendors.faults = false;
    vendors.onDemandDoesNothing = false;
    databaseDown = 0;
    for (Replica replica : replicas) {
      replica.up = true;
      replica.frozenUntil = 0;
    }
  }

  private void kill(Replica replica, long down) {
    note("kill", down);
    replica.kill();
    time.in(
        down,
        () -> {
          replica.up = true;
          sweepAgain(replica, 1);
        });
  }

  private void freeze(Replica replica, long millis) {
    note("freeze", millis);
    replica.frozenUntil = time.now() + millis;
    if (millis > 30_000) {
      lastLongFreeze = Math.max(lastLongFreeze, time.now() + millis);
    }
  }

  /** {@code ahead} is how many milliseconds later the grant starts. */
  private void open(PersonId person, Entitlement wanted, Duration duration, long ahead) {
    MembershipKey membershipKey = new MembershipKey(wanted.group().id(), person.value());
    boolean held =
        rows.open().stream()
            .filter(Grant::endable)
            .anyMatch(
                one ->
                    one.holder().equals(person) && one.access().entitlement().equals(wanted.id()));
    if (!held
        && !(standing.containsKey(membershipKey)
            && vendors.inEntra(membershipKey)
            && time.chance(0.5))) {
      Grant _ =
          service.open(
              GrantSpec.of(
                  UUID.randomUUID(),
                  person,
                  wanted,
                  duration,
                  Optional.of(time.instant().plusMillis(ahead))));
    }
  }

  private void endEarly(PersonId person, Entitlement wanted) {
    rows.open().stream()
        .filter(Grant::endable)
        .filter(
            one -> one.holder().equals(person) && one.access().entitlement().equals(wanted.id()))
        .findFirst()
        .ifPresent(one -> service.endEarly(one.id(), person));
  }

  private void extend(PersonId person, Entitlement wanted, Duration more) {
    rows.open().stream()
        .filter(
            one -> one.holder().equals(person) && one.access().entitlement().equals(wanted.id()))
        .filter(
            one ->
                mutation == Mutation.EXTENDED_TOO_LATE
                    ? one.wanted() && one.liveSince().isPresent()
                    : service.extendable(one.id()))
        .findFirst()
        .ifPresent(one -> service.extend(one.id(), UUID.randomUUID(), one.duration().plus(more)));
  }

  /** Only where Hourkey has added nobody: otherwise the two could not be told apart. */
  private void joinByHand(MembershipKey membershipKey) {
    boolean managed =
        rows.open().stream().anyMatch(one -> one.membershipKey().equals(membershipKey))
            || Optional.ofNullable(rows.memberships.get(membershipKey))
                .filter(Membership::managed)
                .isPresent();
    if (!managed && !vendors.inEntra(membershipKey)) {
      note("by hand in", membershipKey);
      vendors.byHand(membershipKey, true);
      standing.put(membershipKey, time.now());
      joinedByHand.add(membershipKey);
    }
  }

  private void leaveByHand(MembershipKey membershipKey) {
    note("by hand out", membershipKey);
    vendors.byHand(membershipKey, false);
    standing.remove(membershipKey);
    leftByHand.add(membershipKey);
  }

  private ApprovalCheck.Warrant warrant(UUID request) {
    time.pass(time.between(50, 2_000));
    return fallen.contains(request) && mutation != Mutation.NO_APPROVAL_CHECK
        ? new ApprovalCheck.Warrant.Fallen("the policy changed")
        : new ApprovalCheck.Warrant.Stands();
  }

  private void reconcile(UUID id) {
    var _ = reconciler.reconcile(id);
  }

  private void cycles(long in) {
    time.in(
        in,
        () -> {
          vendors.cycle(true);
          cycles(40 * MINUTE);
        });
  }

  private void sweepAgain(Replica replica, long in) {
    int life = replica.life;
    time.in(
        in,
        () -> {
          if (replica.life == life) {
            sweep(replica);
            sweepAgain(replica, 30_000);
          }
        });
  }

  private void sweep(Replica replica) {
    if (replica.frozenUntil <= time.now() && time.now() >= databaseDown) {
      workers.check();
    }
  }

  /** Maintenance, on one replica at a time: orphaned memberships, and members missing in Entra. */
  private void lookAfterAll() {
    time.in(60_000, this::lookAfterAll);
    replicas.stream()
        .filter(one -> one.up && one.frozenUntil <= time.now())
        .findFirst()
        .filter(_ -> time.now() >= databaseDown)
        .ifPresent(
            replica ->
                time.start(
                    replica,
                    () -> {
                      try {
                        if (mutation != Mutation.NO_ORPHANS) {
                          orphans.sweep();
                        }
                        lookForAbsent();
                        scimJob.check();
                        if (mutation != Mutation.NO_WATCH) {
                          returned.sweep();
                        }
                        compare();
                      } catch (DirectoryFailure | SimulatedOutage e) {
                        time.pass(1); // The next round tries again.
                      }
                    }));
  }

  /** What of the comparison matters here, where nothing else would notice what returns. */
  private void compare() {
    if (!vendors.jobHidden
        || mutation == Mutation.NO_COMPARISON
        || mutation == Mutation.AN_HOUR_IS_A_CYCLE) {
      return;
    }
    for (EntraGroup group : GROUPS) {
      Set<MembershipKey> left = new HashSet<>();
      Set<String> again = new HashSet<>();
      for (String user : vendors.users(group).orElseThrow()) {
        MembershipKey membershipKey = new MembershipKey(group.id(), SimulatedVendors.person(user));
        if (!vendors.inEntra(membershipKey)) {
          left.add(membershipKey);
          if (leftInAws.contains(membershipKey)) {
            again.add(user);
          }
        }
      }
      leftInAws.removeIf(one -> one.groupId().equals(group.id()));
      leftInAws.addAll(left);
      returned.seenAgain(group, again, _ -> false);
    }
  }

  private void lookForAbsent() {
    for (Grant grant : List.copyOf(rows.open())) {
      if (grant.wanted() && grant.addedAt().isPresent()) {
        boolean member = vendors.contains(grant.group(), grant.holder());
        if (!member || grant.absent()) {
          service.seenInEntra(grant.id(), member);
        }
      }
    }
  }

  private void process() {
    for (Grant grant : rows.grants.values()) {
      if (grant.cause().orElse(null) == EndReason.IMPOSSIBLE) {
        broken.add("given up because of a replica that knew less");
      }
      if (grant.cause().orElse(null) == EndReason.REMOVED_ELSEWHERE
          && !leftByHand.contains(grant.membershipKey())) {
        broken.add("a removal by Hourkey counts as one by somebody else");
      }
      if (grant.open()) {
        broken.add(grant.phase() + " hours after its end: " + grant.id());
      }
      evaluateTrail(grant);
      evaluateLateness(grant);
    }
    for (EntraGroup group : GROUPS) {
      for (PersonId person : PEOPLE) {
        MembershipKey membershipKey = new MembershipKey(group.id(), person.value());
        if (vendors.inEntra(membershipKey) != standing.containsKey(membershipKey)) {
          broken.add(
              standing.containsKey(membershipKey)
                  ? "a standing member is gone"
                  : "left behind in Entra");
        }
        if (vendors.inAws(membershipKey) && !standing.containsKey(membershipKey)) {
          broken.add("left behind in AWS");
        }
        if (!vendors.inAws(membershipKey)
            && standing.containsKey(membershipKey)
            && !vendors.directAllowed) {
          broken.add("a standing member is gone from AWS");
        }
      }
    }
  }

  /** Opened, ending, ended: each once; and what was added was removed or kept for a reason. */
  private void evaluateTrail(Grant grant) {
    List<? extends Class<?>> said =
        trail.events().stream()
            .filter(event -> event.subject().equals(grant.id()))
            .map(Object::getClass)
            .toList();
    once(said, AuditEvent.GrantOpened.class, 1);
    int returns = Collections.frequency(said, AuditEvent.MemberReturned.class);
    once(said, AuditEvent.GrantEnded.class, 1 + returns);
    once(
        said,
        AuditEvent.GrantEnding.class,
        grant.cause().orElse(null) == EndReason.STANDING ? 0 : 1);
    int ending = said.indexOf(AuditEvent.GrantEnding.class);
    if (ending >= 0 && said.subList(ending, said.size()).contains(AuditEvent.GrantActive.class)) {
      broken.add("live again after its end began: " + said);
    }
    boolean closed =
        said.contains(AuditEvent.MemberRemoved.class) || said.contains(AuditEvent.MemberKept.class);
    if (!closed) {
      broken.add("nothing says what became of the membership: " + said);
    }
    Instant gone = grant.proof().goneSince();
    boolean late = // What is gone on both sides, and waits for proof, is not late.
        gone != null
            && grant.returnedAt().isEmpty()
            && !vendors.lostUser(grant.holder())
            && gone.isAfter(grant.dueAt().plus(Duration.ofMinutes(5)))
            && !said.contains(AuditEvent.EndOverdue.class);
    boolean waited = // So long that the proof of the end is late as well.
        gone != null
            && grant.returnedAt().isEmpty()
            && grant.state() instanceof GrantState.Ended(_, Instant at)
            && at.isAfter(gone.plus(LONG_PROOF))
            && !said.contains(AuditEvent.EndOverdue.class);
    if (waited) {
      broken.add("waited for proof in silence: " + grant.state());
    }
    if (late) {
      broken.add("late in silence: due " + grant.dueAt() + ", " + grant.state());
    }
  }

  private void once(List<? extends Class<?>> said, Class<?> event, int times) {
    long count = said.stream().filter(event::equals).count();
    if (count != times) {
      broken.add(event.getSimpleName() + " was said " + count + " times: " + said);
    }
  }

  private void evaluateLateness(Grant grant) {
    Long gone = removedAt.get(grant.id());
    if (gone == null) {
      return;
    }
    long due = Math.max(grant.dueAt().toEpochMilli(), time.now() - time.elapsed() + TROUBLE_ENDS);
    if (gone > due + RECOVERY) {
      broken.add("removed " + (gone - due) / 1000 + " s after there was no excuse any more");
    }
  }

  private static Entitlement entitlement(String id, int group) {
    return new Entitlement(
        id,
        id,
        GROUPS.get(group),
        AwsAccess.none(),
        new Policy(
            List.of(),
            List.of(),
            false,
            List.of(new ApprovalStage(List.of(), 0)),
            List.of(Duration.ofHours(1)),
            Duration.ofHours(1),
            Limits.NONE,
            Optional.empty(),
            Duration.ofHours(1),
            List.of(),
            Duration.ofMinutes(10),
            new Justification(0, Optional.empty(), Optional.empty()),
            Risk.NORMAL,
            false,
            List.of()),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        DecideWith.CHAT,
        Duration.ofMinutes(50),
        new MaybeKnown.Unknown<>("not read"),
        Optional.empty());
  }

  /** Every transaction takes a moment, and may fail before or after it is done. */
  private <T> T transaction(Supplier<T> work) {
    time.pass(time.between(1, 30));
    if (time.now() < databaseDown) {
      time.pass(2_000);
      throw new SimulatedOutage();
    }
    T result = work.get();
    time.pass(time.between(1, 10));
    if (vendors.faults && vendors.moodiness > 0 && time.chance(0.01)) {
      throw new SimulatedOutage(); // It was done, and the answer was lost.
    }
    return result;
  }

  private final class SimulatedLimiter extends GraphWriteLimiter {
    SimulatedLimiter() {
      super(rows.asWriteLimit());
    }

    @Override
    Instant afterRemovals(Instant now) {
      return mutation == Mutation.ADDS_DO_NOT_WAIT ? now : super.afterRemovals(now);
    }
  }

  private final class SimulatedQueue extends ProvisioningQueue {
    SimulatedQueue() {
      super(rows.asOnDemand(), rows, workers);
    }

    @Override
    Comparator<Waiting> order() {
      return mutation == Mutation.REMOVALS_NOT_FIRST
          ? Comparator.comparing(Waiting::dueAt)
          : super.order();
    }

    @Override
    Turn next(Instant now) {
      boolean removalWaits = rows.asOnDemand().waiting(now).stream().anyMatch(Waiting::removal);
      Turn turn = super.next(now);
      if (removalWaits
          && turn instanceof Turn.Batch batch
          && batch.entries().stream().noneMatch(Entry::removal)) {
        broken.add("a removal waited while an add was provisioned on demand");
      }
      return turn;
    }
  }

  private final class SimulatedClaims extends GrantClaims {
    SimulatedClaims(MembershipRows members) {
      super(rows, members, limiter, vendors, transitions, scimJobs, time.clock);
    }

    @Override
    Claim claim(UUID id) {
      return transaction(
          () -> {
            Claim claim = super.claim(id);
            return claim instanceof Claim.Taken taken ? mutated(taken) : claim;
          });
    }

    private Claim mutated(Claim.Taken claim) {
      if (mutation == Mutation.ONE_CHECK_IS_PROOF) {
        return knowing(claim, claim.known().wasLive(), Optional.of(Instant.EPOCH));
      }
      return mutation == Mutation.ON_DEMAND_IS_PROOF && claim.sync().confirmed()
          ? knowing(claim, true, claim.known().proofFrom())
          : claim;
    }

    private Claim knowing(Claim.Taken claim, boolean wasLive, Optional<Instant> proofFrom) {
      GrantState.Observed known = claim.known();
      return new Claim.Taken(
          claim.id(),
          claim.request(),
          claim.approval(),
          claim.attempt(),
          claim.state(),
          claim.holder(),
          claim.awsUserId(),
          claim.group(),
          claim.term(),
          claim.sync(),
          new GrantState.Observed(
              known.inEntra(),
              known.inAws(),
              known.neededByOtherGrant(),
              known.warned(),
              wasLive,
              known.direct(),
              proofFrom,
              known.repeatRemovalAt(),
              known.cycle(),
              known.returned()),
          claim.step(),
          claim.managed());
    }
  }

  private final class SimulatedLeases extends MembershipLeases {
    SimulatedLeases(MembershipRows members) {
      super(
          rows,
          members,
          limiter,
          new GrantingPauses(rows.asSwitch(), new NoNotifications(), trail, time.clock),
          compensation,
          trail,
          time.clock);
    }

    @Override
    boolean paused() {
      return transaction(super::paused) && mutation != Mutation.PAUSE_IGNORED;
    }

    @Override
    AddLease leaseForAdd(Claim.Taken claim) {
      AddLease lease =
          transaction(
              () -> {
                AddLease taken = super.leaseForAdd(claim);
                noticeAddBeforeRemovals(taken);
                return taken;
              });
      return mutation == Mutation.STANDING_IS_MANAGED && lease instanceof AddLease.Held
          ? new AddLease.Held(true, false)
          : lease;
    }

    private void noticeAddBeforeRemovals(AddLease lease) {
      WriteLimit limit = rows.asWriteLimit().read();
      Instant now = time.instant();
      if (lease instanceof AddLease.Held && limit.limits(now) && limit.nextSlot().isAfter(now)) {
        broken.add("an add was sent before removals that had a slot");
      }
    }

    @Override
    boolean leaseForDirectRemoval(Claim.Taken claim) {
      return transaction(() -> super.leaseForDirectRemoval(claim));
    }

    @Override
    boolean beginAdd(Claim.Taken claim) {
      addBegun.put(claim.membershipKey(), time.now());
      return transaction(() -> super.beginAdd(claim));
    }

    @Override
    void addAnswered(
        Claim.Taken claim,
        boolean wasManaged,
        Optional<EntraGroupMembers.Added> answer,
        Optional<Duration> retryAfter) {
      boolean _ =
          transaction(
              () -> {
                super.addAnswered(claim, wasManaged, answer, retryAfter);
                return true;
              });
    }

    @Override
    boolean leaseForDirectAdd(Claim.Taken claim) {
      return transaction(() -> super.leaseForDirectAdd(claim));
    }
  }

  private final class SimulatedOutcomes extends AttemptRecorder {
    SimulatedOutcomes(MembershipRows members, NoNotifications outbox) {
      super(rows, members, limiter, vendors, transitions, compensation, outbox, trail, time.clock);
    }

    @Override
    Optional<Reconciler.Next> record(Claim.Taken claim, GrantState.Observed found, Outcome result) {
      return transaction(
          () -> {
            Grant grant = rows.grant(claim.id());
            if (mutation == Mutation.NO_FENCE && grant.open()) {
              grant.record(unfenced(grant.attempts(), claim.attempt()));
            }
            note(
                "record "
                    + claim.attempt()
                    + "/"
                    + grant.attempts().attempt()
                    + " "
                    + grant.phase()
                    + " "
                    + grant.id().toString().substring(0, 4)
                    + " "
                    + grant.access().entitlement()
                    + " "
                    + claim.membershipKey().personId(),
                result);
            boolean evaluated = // A member who returned may have been added by others.
                grant.open() && (grant.clearing() || grant.returnedAt().isEmpty());
            Optional<Reconciler.Next> next = super.record(claim, found, result);
            if (mutation == Mutation.ONE_404_IS_PROOF
                && grant.proof().repeatRemovalAt().isPresent()) {
              grant.memberRemoved();
            }
            if (evaluated && !grant.open() && grant.addedAt().isPresent()) {
              evaluateEnd(claim.membershipKey(), grant);
            }
            return next;
          });
    }
  }

  private static Attempts unfenced(Attempts attempts, int attempt) {
    return new Attempts(
        attempt,
        attempts.failures(),
        attempts.trouble(),
        attempts.nextCheckAt(),
        attempts.writeSlot());
  }

  private final class Guess implements AccessProbe {
    @Override
    public AwsObservation observe(EntraGroup group, PersonId person, Optional<String> known) {
      AwsObservation seen = vendors.observe(group, person, known);
      boolean another = known.isPresent() && !known.equals(seen.awsUserId());
      return seen.presence() == AwsPresence.UNKNOWN
          ? mutation == Mutation.UNKNOWN_IS_NO
              ? AwsObservation.without(AwsPresence.NOT_MEMBER)
              : seen
          : another && mutation == Mutation.AWS_USER_IS_KEPT
              ? new AwsObservation(AwsPresence.NOT_MEMBER, known)
              : seen;
    }

    @Override
    public Optional<Set<String>> users(EntraGroup group) {
      return Optional.empty();
    }

    @Override
    public String nameOf(String awsUserId) {
      return awsUserId;
    }
  }

  /**
   * Ended means that neither side shows the member, unless a standing membership or another grant
   * keeps it. A grant that has only been approved keeps nothing: it may have to wait for hours.
   */
  private void evaluateEnd(MembershipKey membershipKey, Grant grant) {
    boolean others =
        rows.open().stream()
            .filter(one -> one.begun() && one.membershipKey().equals(membershipKey))
            .anyMatch(one -> one.addedAt().isPresent() || addBegunAfterRemoval(grant));
    Instant gone = grant.proof().goneSince();
    boolean sawIt = // Or it came between the two checks; then it is noticed afterwards.
        gone == null || vendors.inAwsSince(membershipKey) < gone.toEpochMilli();
    if (!others && !standing.containsKey(membershipKey) && vendors.inAws(membershipKey) && sawIt) {
      broken.add("ended while AWS shows it");
    }
    if (!others && !standing.containsKey(membershipKey) && vendors.inEntra(membershipKey)) {
      broken.add("ended while Entra shows it");
    }
  }

  private boolean addBegunAfterRemoval(Grant grant) {
    long begun = addBegun.getOrDefault(grant.membershipKey(), Long.MIN_VALUE);
    return grant.removedAt().filter(at -> at.toEpochMilli() <= begun).isPresent();
  }

  private void note(String what, Object about) {
    if (PRINTS) {
      System.out.printf("%8.1f %s %s%n", time.elapsed() / 1000.0, what, about);
    }
  }

  /** What must never happen is noticed when it does. */
  private final class Watch implements SimulatedVendors.Watch {
    @Override
    public void added(MembershipKey membershipKey) {
      note("added", membershipKey);
      if (addBegun.getOrDefault(membershipKey, 0L) > pausedFrom) {
        broken.add("added while granting was paused");
      }
      boolean approved =
          rows.grants.values().stream()
              .anyMatch(
                  one ->
                      one.membershipKey().equals(membershipKey)
                          && !one.begin().isAfter(time.instant())
                          && !fallenLongAgo(one));
      if (!approved && !frozenWithin(90_000)) { // The write may take a minute as well.
        broken.add("added without a valid approval");
      }
    }

    private boolean fallenLongAgo(Grant grant) {
      return fallen.contains(grant.request())
          && grant.begin().toEpochMilli() + 6 * MINUTE < time.now()
          && grant.addedAt().isEmpty();
    }

    @Override
    public void removed(MembershipKey membershipKey) {
      note("removed", membershipKey);
      for (Grant grant : rows.open()) {
        if (grant.membershipKey().equals(membershipKey)) {
          boolean early =
              grant.wanted() && grant.addedAt().isPresent() && !grant.term().over(time.instant());
          if (early && !zombie()) {
            broken.add("taken early from " + grant.phase() + " " + grant.id());
          }
          removedAt.put(grant.id(), time.now());
        }
      }
      Long joined = standing.remove(membershipKey);
      if (joined != null && !couldNotBeTold(membershipKey, joined)) {
        broken.add("a standing member was removed");
      }
    }

    /**
     * Where reads lag, a member who joined moments before looks like an add whose answer was lost.
     */
    private boolean couldNotBeTold(MembershipKey membershipKey, long joined) {
      return rows.grants.values().stream()
          .filter(one -> one.membershipKey().equals(membershipKey))
          .map(one -> one.begin().toEpochMilli())
          .anyMatch(opened -> opened >= joined && opened < joined + 10 * MINUTE);
    }

    /** The call of a replica that was frozen for longer than a lease may come at any time. */
    private boolean zombie() {
      return frozenWithin(30_000);
    }

    private boolean frozenWithin(long millis) {
      return time.now() - lastLongFreeze < millis;
    }

    @Override
    public void removedInAws(MembershipKey membershipKey) {
      for (Grant grant : rows.open()) {
        if (grant.membershipKey().equals(membershipKey)
            && grant.phase() == GrantLifecycle.Phase.LIVE
            && !zombie()
            && !grant.term().over(time.instant())
            && vendors.inEntra(membershipKey)) {
          broken.add("taken early in AWS");
        }
      }
    }

    /**
     * A grant that was never active is never shown after its end, if Hourkey may read the job. One
     * that was active may be shown again, and is noticed and removed.
     */
    @Override
    public void cameToAws(MembershipKey membershipKey) {
      note("came to AWS", membershipKey);
      if (!vendors.inEntra(membershipKey)) {
        noticedSoon(membershipKey);
      }
      if (unwanted(membershipKey)) {
        boolean neverLive =
            rows.grants.values().stream()
                .filter(
                    one -> one.membershipKey().equals(membershipKey) && one.removedAt().isPresent())
                .max(Comparator.comparing(one -> one.removedAt().orElseThrow()))
                .filter(one -> one.liveSince().isEmpty())
                .isPresent();
        boolean unforeseen = vendors.jobHidden && mutation != Mutation.AN_HOUR_IS_A_CYCLE;
        if (neverLive && !unforeseen) {
          broken.add("AWS shows a membership after its end");
        }
      }
    }

    private void noticedSoon(MembershipKey membershipKey) {
      long noticed = Math.max(8 * MINUTE, TROUBLE_ENDS + 8 * MINUTE - time.elapsed());
      time.in(
          noticed,
          () -> {
            boolean allTheTime = time.now() - vendors.inAwsSince(membershipKey) >= noticed;
            if (unwanted(membershipKey) && vendors.inAws(membershipKey) && allTheTime) {
              broken.add("AWS shows a membership again after its end, unnoticed");
            }
          });
    }

    private boolean unwanted(MembershipKey membershipKey) {
      return !joinedByHand.contains(membershipKey)
          && !vendors.inEntra(membershipKey)
          && rows.grants.values().stream()
              .anyMatch(
                  one -> one.membershipKey().equals(membershipKey) && one.removedAt().isPresent())
          && rows.open().stream()
              .noneMatch(one -> one.begun() && one.membershipKey().equals(membershipKey));
    }

    @Override
    public void provisioned(int callsInTenSeconds) {
      if (callsInTenSeconds > 5) {
        broken.add("Entra was asked " + callsInTenSeconds + " times in ten seconds");
      }
    }
  }
}
