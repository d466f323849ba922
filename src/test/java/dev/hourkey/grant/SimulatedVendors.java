package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.scim.ScimProvisioner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entra, its SCIM job and the Identity Store, as slow, forgetful and unreliable as they can be.
 * Every call takes time on the way there, has its effect, and takes time on the way back.
 */
final class SimulatedVendors
    implements EntraGroupMembers, ScimProvisioner, AccessProbe, DirectAwsMembership {
  private static final long TIMEOUT = 10_000;

  /** A call that was sent before its caller gave up takes effect within this time. */
  private static final long LATE = 8_000;

  private final SimulatedTime time;
  private final Watch watch;

  /** How likely a call is to meet a fault while there are any. */
  double moodiness;

  boolean faults = true;
  boolean onDemandIgnoresRemovals;
  boolean onDemandDoesNothing;
  boolean directAllowed;
  long readLag;

  /** How long the replica that takes a write may lag behind earlier adds. */
  long writeLag;

  /** Whether single reads of AWS are stale, at most one a minute for a membership. */
  boolean staleReads;

  /** How long a cycle of the SCIM job may take from reading to exporting. */
  long cycleTakes = 20_000;

  /** Cycles that send all members they read, and not only those they have not sent before. */
  boolean sendsAllAgain;

  /** Whether Hourkey may not read the SCIM job. */
  boolean jobHidden;

  /** Whether an initial cycle is under way, besides which there is no other. */
  private boolean initialCycle;

  private @Nullable Cycle last;

  long slowness;
  long down;
  long throttled;
  long awsDown;

  private final Map<MembershipKey, History> entra = new HashMap<>();
  private final Map<MembershipKey, History> aws = new HashMap<>();
  private final Map<MembershipKey, Long> readStale = new HashMap<>();
  private final Map<String, Integer> users = new HashMap<>();
  private final Map<MembershipKey, Long> knownFrom = new HashMap<>();
  private final Set<String> deleted = new HashSet<>();
  private final Set<MembershipKey> sent = new HashSet<>();
  private final List<Long> onDemandCalls = new ArrayList<>();

  SimulatedVendors(SimulatedTime time, Watch watch) {
    this.time = time;
    this.watch = watch;
  }

  /** Observes what Hourkey does. */
  interface Watch {
    void added(MembershipKey membershipKey);

    void removed(MembershipKey membershipKey);

    void removedInAws(MembershipKey membershipKey);

    void provisioned(int callsInTenSeconds);

    void cameToAws(MembershipKey membershipKey);
  }

  /** A membership now and before, as a reader that lags behind may see it. */
  private static final class History {
    boolean member;
    boolean before;
    long since;

    void set(boolean now, long at) {
      before = member;
      member = now;
      since = at;
    }
  }

  boolean inEntra(MembershipKey membershipKey) {
    return history(membershipKey).member;
  }

  boolean inAws(MembershipKey membershipKey) {
    return awsHistory(membershipKey).member;
  }

  /** When AWS began or ceased to show it, in the simulation's milliseconds. */
  long inAwsSince(MembershipKey membershipKey) {
    return awsHistory(membershipKey).since;
  }

  /** AWS loses a person's user, with all memberships; the job creates another one later. */
  void deleteUser(PersonId person, long millis) {
    deleted.add(person.value());
    users.merge(person.value(), 1, Integer::sum);
    aws.forEach(
        (membershipKey, history) -> {
          if (membershipKey.personId().equals(person.value()) && history.member) {
            history.set(false, time.now());
          }
        });
    sent.removeIf(membershipKey -> membershipKey.personId().equals(person.value()));
    time.in(millis, () -> deleted.remove(person.value()));
  }

  /** Whether the person's user was ever deleted, so that its absence proved nothing for a cycle. */
  boolean lostUser(PersonId person) {
    return users.containsKey(person.value());
  }

  private String userId(String person) {
    return person + "#" + users.getOrDefault(person, 0);
  }

  static String person(String userId) {
    return userId.replaceFirst("#.*", "");
  }

  /** What an administrator does. */
  void byHand(MembershipKey membershipKey, boolean member) {
    if (history(membershipKey).member != member) {
      history(membershipKey).set(member, time.now());
    }
  }

  /** Reads what there is to send now, and sends it a little later. */
  void cycle(boolean later) {
    if (initialCycle) {
      return;
    }
    Instant began = time.instant();
    List<MembershipKey> added = new ArrayList<>();
    List<MembershipKey> removed = new ArrayList<>();
    entra.forEach(
        (membershipKey, history) -> {
          if (history.member && (sendsAllAgain || !sent.contains(membershipKey))) {
            added.add(membershipKey);
          }
          if (!history.member && sent.contains(membershipKey)) {
            removed.add(membershipKey);
          }
        });
    Map<MembershipKey, String> known = new HashMap<>(); // Sending for a user who is gone fails.
    added.forEach(membershipKey -> known.put(membershipKey, userId(membershipKey.personId())));
    time.in(
        later ? time.between(0, cycleTakes) : 0,
        () -> {
          added.stream()
              .filter(
                  membershipKey ->
                      userId(membershipKey.personId()).equals(known.get(membershipKey)))
              .forEach(membershipKey -> send(membershipKey, true));
          removed.forEach(membershipKey -> send(membershipKey, false));
          last = new Cycle(began, time.instant());
        });
  }

  /** An administrator restarts the job: it sends all that it reads now after this time. */
  void restart(long takes) {
    Instant began = time.instant();
    initialCycle = true;
    Map<MembershipKey, String> read = new HashMap<>();
    entra.forEach(
        (membershipKey, history) -> {
          if (history.member) {
            read.put(membershipKey, userId(membershipKey.personId()));
          }
        });
    time.in(
        takes,
        () -> {
          read.forEach(
              (membershipKey, user) -> {
                String person = membershipKey.personId();
                if (userId(person).equals(user) && !deleted.contains(person)) {
                  sent.add(membershipKey);
                  setInAws(membershipKey, true);
                }
              });
          initialCycle = false;
          last = new Cycle(began, time.instant());
        });
  }

  private boolean send(MembershipKey membershipKey, boolean member) {
    if (deleted.contains(membershipKey.personId())) {
      return false;
    }
    boolean news = member ? sent.add(membershipKey) : sent.remove(membershipKey);
    if (news || (member && sendsAllAgain)) {
      setInAws(membershipKey, member);
    }
    return news;
  }

  private boolean setInAws(MembershipKey membershipKey, boolean member) {
    if (awsHistory(membershipKey).member == member) {
      return false;
    }
    awsHistory(membershipKey).set(member, time.now());
    if (member) {
      watch.cameToAws(membershipKey);
    }
    return true;
  }

  @Override
  public boolean contains(EntraGroup group, PersonId person) {
    MembershipKey membershipKey = membershipKey(group, person);
    there();
    boolean seen = seen(membershipKey);
    back();
    return seen;
  }

  private boolean seen(MembershipKey membershipKey) {
    History history = history(membershipKey);
    return (time.now() - history.since < readLag && time.chance(0.5))
        ? history.before
        : history.member;
  }

  @Override
  public Optional<Map<PersonId, Person>> members(EntraGroup group) {
    throw new UnsupportedOperationException("the simulation checks one membership after the other");
  }

  @Override
  public Optional<Set<String>> users(EntraGroup group) {
    time.pass(time.between(20, 300));
    if (faults && (time.now() < awsDown || time.chance(moodiness))) {
      throw temporary(null);
    }
    Set<String> shown = new HashSet<>();
    aws.forEach(
        (membershipKey, history) -> {
          if (history.member && membershipKey.groupId().equals(group.id())) {
            shown.add(userId(membershipKey.personId()));
          }
        });
    return Optional.of(shown);
  }

  @Override
  public String nameOf(String awsUserId) {
    return awsUserId;
  }

  @Override
  public Added add(EntraGroup group, PersonId person) {
    return write(() -> addNow(membershipKey(group, person)));
  }

  private Added addNow(MembershipKey membershipKey) {
    long known = // A person who was created a moment ago is not known to every replica yet.
        knownFrom.computeIfAbsent(
            membershipKey, _ -> time.chance(moodiness) ? time.now() + time.between(0, 60_000) : 0);
    if (time.now() < known) {
      return Added.NO_SUCH_PERSON;
    }
    if (history(membershipKey).member) {
      return Added.WAS_THERE;
    }
    history(membershipKey).set(true, time.now());
    watch.added(membershipKey);
    return Added.ADDED;
  }

  @Override
  public Removed remove(EntraGroup group, PersonId person) {
    return write(() -> removeNow(membershipKey(group, person)));
  }

  private Removed removeNow(MembershipKey membershipKey) {
    boolean unknownThere = time.now() - history(membershipKey).since < writeLag && time.chance(0.7);
    if (!history(membershipKey).member || unknownThere) {
      return Removed.WAS_NOT_THERE;
    }
    history(membershipKey).set(false, time.now());
    watch.removed(membershipKey);
    return Removed.REMOVED;
  }

  /** The effect may be lost or late, or its answer may be lost. */
  private <T> T write(Supplier<T> effect) {
    there();
    if (faults && time.chance(moodiness)) {
      if (time.chance(0.5)) {
        time.in(
            time.between(0, LATE),
            () -> {
              var _ = effect.get();
            });
      } else {
        var _ = effect.get();
      }
      time.pass(TIMEOUT);
      throw temporary(null);
    }
    time.pass(slowness == 0 ? 0 : time.between(0, slowness));
    T answer = effect.get();
    back();
    return answer;
  }

  private void there() {
    time.pass(time.between(20, 400));
    if (faults && time.now() < throttled) {
      time.pass(50);
      throw temporary(Duration.ofSeconds(time.between(1, 20)));
    }
    if (faults && (time.now() < down || time.chance(moodiness))) {
      time.pass(time.chance(0.3) ? TIMEOUT : 50);
      throw temporary(null);
    }
  }

  private void back() {
    time.pass(time.between(20, 200));
  }

  @Override
  public OnDemandResult provisionOnDemand(EntraGroup group, List<PersonId> people) {
    there();
    onDemandCalls.removeIf(call -> call <= time.now() - 10_000);
    onDemandCalls.add(time.now());
    watch.provisioned(onDemandCalls.size());
    for (PersonId person : people) {
      MembershipKey membershipKey = membershipKey(group, person);
      boolean member = seen(membershipKey);
      if (!onDemandDoesNothing && (member || !onDemandIgnoresRemovals)) {
        send(membershipKey, member);
      }
    }
    time.pass(time.between(500, 5_000));
    return faults && time.chance(moodiness)
        ? new OnDemandResult.NotDone("moody")
        : new OnDemandResult.Done();
  }

  @Override
  public void start() {
    there();
    cycle(true);
    back();
  }

  @Override
  public Job job() {
    if (jobHidden) {
      throw DirectoryFailure.lasting(
          "asked in a simulation", new IllegalStateException("not permitted"));
    }
    return new Job.Running(Optional.ofNullable(last));
  }

  @Override
  public AwsObservation observe(EntraGroup group, PersonId person, Optional<String> known) {
    time.pass(time.between(20, 300));
    if (faults && (time.now() < awsDown || time.chance(moodiness))) {
      return AwsObservation.NOTHING;
    }
    if (deleted.contains(person.value())) {
      return AwsObservation.without(AwsPresence.NO_USER);
    }
    return AwsObservation.at(
        userId(person.value()),
        read(membershipKey(group, person)) ? AwsPresence.MEMBER : AwsPresence.NOT_MEMBER);
  }

  private boolean read(MembershipKey membershipKey) {
    History history = awsHistory(membershipKey);
    boolean notJustNow = time.now() - readStale.getOrDefault(membershipKey, 0L) > 60_000;
    if (staleReads && notJustNow && time.chance(0.05)) {
      readStale.put(membershipKey, time.now());
      return history.before;
    }
    return history.member;
  }

  @Override
  public boolean allowed() {
    return directAllowed;
  }

  @Override
  public boolean remove(EntraGroup group, String awsUserId) {
    there();
    MembershipKey membershipKey = membershipKey(group, new PersonId(person(awsUserId)));
    boolean removed = setInAws(membershipKey, false);
    if (removed) {
      watch.removedInAws(membershipKey);
    }
    back();
    return removed;
  }

  @Override
  public boolean add(EntraGroup group, String awsUserId) {
    there();
    boolean added = setInAws(membershipKey(group, new PersonId(person(awsUserId))), true);
    back();
    return added;
  }

  private History awsHistory(MembershipKey membershipKey) {
    return aws.computeIfAbsent(membershipKey, _ -> new History());
  }

  private History history(MembershipKey membershipKey) {
    return entra.computeIfAbsent(membershipKey, _ -> new History());
  }

  private static MembershipKey membershipKey(EntraGroup group, PersonId person) {
    return new MembershipKey(group.id(), person.value());
  }

  private static DirectoryFailure temporary(@Nullable Duration command) {
    return DirectoryFailure.temporary(
        "asked in a simulation", command, new IllegalStateException("moody"));
  }
}
