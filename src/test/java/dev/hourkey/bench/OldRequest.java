package dev.hourkey.bench;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.SampleEvents;
import dev.hourkey.audit.StageProgress;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccountState;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One of very many requests, and the grant that came of it. Everything about it follows from its
 * number. Some people and some entitlements have many, as in a company.
 *
 * @param denied whether no grant came of it
 * @param open whether its grant has not ended
 */
record OldRequest(
    long number,
    int requester,
    int approver,
    int entitlement,
    Duration duration,
    Instant requestedAt,
    Instant decidedAt,
    Instant activeAt,
    boolean denied,
    boolean open) {
  static final int PEOPLE = 1_000;
  static final int APPROVERS = 40;
  static final int ENTITLEMENTS = 2_000;
  static final int ACCOUNTS = 300;

  private static final int DENIED_OF = 21;
  private static final List<String> PERMISSION_SETS =
      List.of(
          "ReadOnlyAccess",
          "PowerUserAccess",
          "AdministratorAccess",
          "Billing",
          "SecurityAudit",
          "DatabaseAdministrator",
          "NetworkAdministrator");

  private static final Map<PersonId, Person> KNOWN =
      IntStream.range(0, PEOPLE)
          .mapToObj(OldRequest::person)
          .collect(Collectors.toMap(Person::id, person -> person));

  private static final List<AwsAccess> OPENS =
      IntStream.range(0, ENTITLEMENTS).mapToObj(OldRequest::opens).toList();

  /**
   * @param all how many there are
   * @param open how many of the last ones are still open
   */
  static OldRequest of(long number, long all, int open, Instant first, Instant last) {
    SplittableRandom random = new SplittableRandom(number);
    Instant requested =
        first.plusMillis(
            (long) (Duration.between(first, last).toMillis() * ((double) number / all)));
    Instant decided = requested.plusMillis(20_000 + random.nextLong(1_800_000));
    boolean isOpen = number > all - open;
    return new OldRequest(
        number,
        APPROVERS
            + (isOpen
                ? (int) (number % (PEOPLE - APPROVERS)) // Nobody has the same access twice.
                : skewed(random, PEOPLE - APPROVERS, 2)),
        skewed(random, APPROVERS, 2),
        skewed(random, ENTITLEMENTS, 3),
        Duration.ofMinutes(30L << random.nextInt(4)),
        requested,
        decided,
        decided.plusMillis(15_000 + random.nextLong(120_000)),
        !isOpen && number % DENIED_OF == 0,
        isOpen);
  }

  private static int skewed(SplittableRandom random, int bound, int power) {
    return (int) (bound * Math.pow(random.nextDouble(), power));
  }

  static Person person(int index) {
    return new Person(
        new PersonId("33333333-0000-4000-8000-%012x".formatted(index)),
        Optional.empty(),
        "Person Number " + index,
        "person.%d@example.com".formatted(index));
  }

  static String entitlementId(int index) {
    return "entitlement-%04d".formatted(index);
  }

  static String accountId(int index) {
    return "%012d".formatted(100_000_000_000L + index % ACCOUNTS);
  }

  private static AwsAccess opens(int index) {
    return new AwsAccess(
        List.of(
            new AccountAssignment(
                accountId(index),
                "Account " + index % ACCOUNTS,
                PERMISSION_SETS.get(index / ACCOUNTS),
                Optional.of(Duration.ofHours(1)),
                AwsAccountState.ACTIVE)),
        true);
  }

  UUID request() {
    return id(0);
  }

  UUID grant() {
    return id(1);
  }

  /** Random, as all ids are: neighbours in an index have nothing else in common. */
  private UUID id(int kind) {
    SplittableRandom random = new SplittableRandom(2 * number + kind);
    return new UUID(
        (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L,
        (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L);
  }

  String justification() {
    return "INC-%d: disk full on db-%d".formatted(number, entitlement);
  }

  EntraGroup group() {
    return new EntraGroup(
        "44444444-0000-4000-8000-%012x".formatted(entitlement), "aws-group-" + entitlement);
  }

  AwsAccess opens() {
    return OPENS.get(entitlement);
  }

  String entitlementName() {
    AccountAssignment target = opens().targets().getFirst();
    return target.accountName() + ": " + target.permissionSet();
  }

  Instant endsAt() {
    return open ? activeAt.plus(Duration.ofDays(36_500)) : activeAt.plus(duration);
  }

  Instant removedAt() {
    return endsAt().plusMillis(700);
  }

  Instant endedAt() {
    return endsAt().plusMillis(95_000);
  }

  /** Its audit events, in their order. */
  void tell(BiConsumer<Instant, String> trail) {
    PersonId holder = person(requester).id();
    PersonId by = person(approver).id();
    note(
        trail,
        requestedAt,
        new AuditEvent.AccessRequested(
            request(),
            holder,
            entitlementId(entitlement),
            entitlementName(),
            false,
            group(),
            opens(),
            duration,
            Optional.empty(),
            justification(),
            Optional.empty(),
            Optional.empty(),
            requestedAt.plus(Duration.ofHours(4)),
            List.of("1 of group sre-leads"),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
    StageProgress stage = new StageProgress(1, 1, denied ? 0 : 1, 1, false);
    note(
        trail,
        decidedAt,
        new AuditEvent.RequestReviewed(
            request(), by, !denied, duration, "", stage, Optional.empty(), Optional.empty()));
    if (denied) {
      note(trail, decidedAt, new AuditEvent.RequestDenied(request(), by, "Not today"));
      return;
    }
    note(trail, decidedAt, new AuditEvent.RequestApproved(request(), List.of(by)));
    note(
        trail,
        decidedAt,
        new AuditEvent.GrantOpened(
            grant(),
            request(),
            holder,
            entitlementId(entitlement),
            group(),
            opens(),
            duration,
            Optional.empty(),
            decidedAt.plus(duration).plus(Duration.ofMinutes(90)),
            Optional.empty()));
    note(trail, decidedAt.plusMillis(400), new AuditEvent.MemberAdded(grant(), holder, group()));
    note(
        trail,
        activeAt,
        new AuditEvent.GrantActive(grant(), endsAt(), Duration.between(decidedAt, activeAt)));
    if (!open) {
      note(trail, removedAt(), new AuditEvent.MemberRemoved(grant(), holder, group()));
      note(trail, endedAt(), new AuditEvent.GrantEnded(grant(), "EXPIRED"));
    }
  }

  private static void note(BiConsumer<Instant, String> trail, Instant at, AuditEvent event) {
    trail.accept(at, SampleEvents.payload(event, at, KNOWN));
  }
}
