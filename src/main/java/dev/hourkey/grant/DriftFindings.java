package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.DriftDetector.Kind;
import dev.hourkey.grant.DriftFinding.Settled;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.PersonId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Every difference that was seen, and the only class that queries {@code drift}. */
@ApplicationScoped
public class DriftFindings implements PanacheRepositoryBase<DriftFinding, UUID> {
  private static final Logger LOG = Logger.getLogger(DriftFindings.class);

  /** The time of several comparisons. A finding that none of them covered may be over. */
  private static final Duration UNWATCHED = Duration.ofMinutes(10);

  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;

  DriftFindings(Outbox outbox, AuditTrail trail, Clock clock) {
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  /** What was told together, by name. */
  @Transactional
  public List<DriftFinding> report(UUID id) {
    return list("report = ?1 order by name", id);
  }

  /** How many findings have lasted longer than the vendors' lag. */
  @Transactional
  public long standing() {
    return count("report is not null and resolvedAt is null");
  }

  /** How many of them have not been compared for too long, so that they may be over. */
  @Transactional
  public long unwatched() {
    return count(
        "report is not null and resolvedAt is null and lastSeen < ?1",
        clock.instant().minus(UNWATCHED));
  }

  /** Everything that is not over, by group and name. */
  @Transactional
  public List<DriftFinding> open() {
    return list("resolvedAt is null order by groupName, kind, name");
  }

  /** Everything of this kind that is not over, by group and name. */
  @Transactional
  public List<DriftFinding> openOf(Kind kind) {
    return list("kind = ?1 and resolvedAt is null order by groupName, name", kind);
  }

  /** The groups that have an open finding. */
  @Transactional
  List<EntraGroup> groupsOfOpen() {
    return getEntityManager()
        .createQuery(
            "select distinct groupId, groupName from DriftFinding where resolvedAt is null",
            Object[].class)
        .getResultStream()
        .map(row -> new EntraGroup((String) row[0], (String) row[1]))
        .toList();
  }

  /** Members of a group about whom this kind of difference is known to be. */
  @Transactional
  Set<String> open(Kind kind, EntraGroup group) {
    return list(kind, group).stream().map(one -> one.member).collect(Collectors.toSet());
  }

  /** Members about whom there is an open finding that was seen after {@code then}. */
  @Transactional
  Set<String> seenSince(Kind kind, EntraGroup group, Instant then) {
    return list(kind, group).stream()
        .filter(one -> one.lastSeen.isAfter(then))
        .map(one -> one.member)
        .collect(Collectors.toSet());
  }

  /** The last finding about a member that the record did not explain. */
  @Transactional
  Optional<DriftFinding> lastUnexplained(MembershipKey membershipKey) {
    return find(
            "kind = ?1 and groupId = ?2 and member = ?3 order by firstSeen desc",
            Kind.UNEXPLAINED,
            membershipKey.groupId(),
            membershipKey.personId())
        .firstResultOptional();
  }

  /**
   * Records what a comparison of a group showed. A finding that has lasted is reported, one that
   * was seen to be gone is resolved, and one that is unclear stays as it is.
   *
   * @param members everybody there is a difference about now, and what they are called if they are
   *     new
   * @param unclear members about whom this comparison says nothing
   * @return those that have lasted for longer than the vendors' lag
   */
  @Transactional
  List<DriftFinding> seen(
      Kind kind, EntraGroup group, Map<String, String> members, Set<String> unclear) {
    Instant now = clock.instant();
    List<DriftFinding> open = new ArrayList<>(list(kind, group));
    for (DriftFinding one : open) {
      if (members.containsKey(one.member)) {
        seenAgain(one, now);
      } else if (!unclear.contains(one.member)) {
        resolve(one);
      }
    }
    Set<String> known = open.stream().map(one -> one.member).collect(Collectors.toSet());
    members.forEach(
        (member, name) -> {
          if (!known.contains(member)) {
            DriftFinding fresh = new DriftFinding(kind, group, member, name, now);
            persist(fresh);
            open.add(fresh);
          }
        });
    List<DriftFinding> ripe =
        open.stream().filter(one -> one.resolvedAt == null && one.ripe(now)).toList();
    tell(ripe.stream().filter(one -> one.report == null).toList());
    return ripe;
  }

  private void seenAgain(DriftFinding one, Instant now) {
    one.lastSeen = now;
    if (one.unwatchedSince != null) {
      one.unwatchedSince = null;
      redraw(one);
    }
  }

  /** Open findings that are older than this. */
  @Transactional
  List<DriftFinding> lasting(Kind kind, EntraGroup group, Duration age) {
    Instant then = clock.instant().minus(age);
    return list(kind, group).stream().filter(one -> !one.firstSeen.isAfter(then)).toList();
  }

  /** Marks the findings that have not been compared for a while. */
  @Transactional
  void noteUnwatched() {
    list(
            "resolvedAt is null and unwatchedSince is null and lastSeen < ?1",
            clock.instant().minus(UNWATCHED))
        .forEach(
            one -> {
              one.unwatchedSince = one.lastSeen;
              LOG.warnf(
                  "%s: %s in group %s was last compared at %s; the finding stays open",
                  one.kind, one.name, one.groupName, one.lastSeen);
              redraw(one);
            });
  }

  /** Ends an open finding because an operator says so; empty if it is already over. */
  @Transactional
  Optional<DriftFinding> settle(UUID id, Settled as, String by) {
    DriftFinding one = findById(id, LockModeType.PESSIMISTIC_WRITE);
    if (one == null || one.resolvedAt != null) {
      return Optional.empty();
    }
    one.settledAs = as;
    one.resolvedAt = clock.instant();
    redraw(one);
    trail.record(
        new AuditEvent.MemberSettled(
            one.id, new PersonId(one.member), one.name, one.group(), as.name(), by));
    return Optional.of(one);
  }

  /** Writes down that Hourkey is about to remove the member. */
  @Transactional
  void removing(UUID id) {
    findById(id).removed = true;
  }

  /** Writes down that it was done. */
  @Transactional
  void removed(UUID id) {
    DriftFinding one = findById(id);
    if (one.resolvedAt == null) {
      resolve(one);
    }
  }

  private void tell(List<DriftFinding> fresh) {
    if (fresh.isEmpty()) {
      return;
    }
    UUID report = fresh.getFirst().id;
    outbox.tell(new Notification.DriftFound(report));
    for (DriftFinding one : fresh) {
      one.report = report;
      LOG.warnf("%s: %s in group %s since %s", one.kind, one.name, one.groupName, one.firstSeen);
      trail.record(
          new AuditEvent.DriftFound(
              one.id, one.kind.name(), one.group(), one.member, one.name, one.firstSeen));
    }
  }

  private void resolve(DriftFinding one) {
    one.resolvedAt = clock.instant();
    redraw(one);
    if (one.report != null) {
      trail.record(new AuditEvent.DriftResolved(one.id, one.removed));
    }
  }

  private void redraw(DriftFinding one) {
    if (one.report != null) {
      outbox.redraw(new Notification.DriftFound(one.report));
    }
  }

  private List<DriftFinding> list(Kind kind, EntraGroup group) {
    return list("kind = ?1 and groupId = ?2 and resolvedAt is null", kind, group.id());
  }
}
