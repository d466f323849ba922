package dev.hourkey.drift;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.DriftEvent;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.drift.DriftFinding.Kind;
import dev.hourkey.drift.DriftFinding.Settled;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.MembershipKey;
import dev.hourkey.grant.MembershipService;
import dev.hourkey.grant.UnexplainedMemberFindings;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
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
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Looks up drift findings, and records new ones and decisions about them. */
@ApplicationScoped
public class DriftFindings implements UnexplainedMemberFindings {
  private static final Logger LOG = Logger.getLogger(DriftFindings.class);

  /** Long enough for several comparisons. If none of them covered a finding, it may be over. */
  static final Duration UNWATCHED = Duration.ofMinutes(10);

  private final EntityManager database;
  private final DriftMessages messages;
  private final AuditTrail trail;
  private final Clock clock;

  DriftFindings(EntityManager database, DriftMessages messages, AuditTrail trail, Clock clock) {
    this.database = database;
    this.messages = messages;
    this.trail = trail;
    this.clock = clock;
  }

  /** The findings in one message, by name. */
  @Transactional
  public List<DriftFinding> report(UUID id) {
    return messages.findings(id);
  }

  /** All findings that are not over, sorted by group and name. */
  @Transactional
  public List<DriftFinding> open() {
    return findings("where resolvedAt is null order by groupName, kind, name").getResultList();
  }

  /** All findings of this kind that are not over, sorted by group and name. */
  @Transactional
  public List<DriftFinding> openOf(Kind kind) {
    return open().stream().filter(one -> one.kind() == kind).toList();
  }

  /** Group members with an open finding of this kind. */
  @Transactional
  Set<String> open(Kind kind, EntraGroup group) {
    return list(kind, group).stream().map(DriftFinding::member).collect(toSet());
  }

  /** Members with an open finding that was seen less than this long ago. */
  @Transactional
  Set<String> seenWithin(Duration time, Kind kind, EntraGroup group) {
    Instant then = clock.instant().minus(time);
    return list(kind, group).stream()
        .filter(one -> one.lastSeen().isAfter(then))
        .map(DriftFinding::member)
        .collect(toSet());
  }

  /** Whether Entra showed the holder as an unapproved member after the grant's removal. */
  @Transactional
  boolean memberSinceRemoval(Grant grant) {
    return findings(
            "where kind in (UNAPPROVED_MEMBER, UNEXPLAINED) and groupId = ?1 and member = ?2")
        .setParameter(1, grant.group().id())
        .setParameter(2, grant.holder().value())
        .getResultStream()
        .anyMatch(one -> one.lastSeen().isAfter(grant.removedAt().orElseThrow()));
  }

  @Override
  @Transactional
  public Optional<MembershipService.Orphan> origin(MembershipKey membership) {
    return findings("where kind = ?1 and groupId = ?2 and member = ?3 order by firstSeen desc")
        .setParameter(1, Kind.UNEXPLAINED)
        .setParameter(2, membership.groupId())
        .setParameter(3, membership.personId())
        .setMaxResults(1)
        .getResultStream()
        .map(one -> new MembershipService.Orphan(one.id(), one.group(), membership.person()))
        .findFirst();
  }

  /**
   * Records what a comparison of a group showed. A finding that persists is reported. It is
   * resolved once two comparisons, minutes apart, no longer show it. Unclear findings stay.
   *
   * @param members the members with such a finding now, with names for those who are new
   * @param unclear members that this comparison says nothing about
   * @param age how old the answer is, so that an answer that is compared twice counts once
   * @return the findings that have lasted for longer than the vendors' lag
   */
  @Transactional
  List<DriftFinding> recordComparison(
      Kind kind, EntraGroup group, Map<String, String> members, Set<String> unclear, Duration age) {
    Instant now = clock.instant();
    Instant shownAt = now.minus(age);
    List<DriftFinding> open = new ArrayList<>(list(kind, group));
    for (DriftFinding one : open) {
      if (members.containsKey(one.member())) {
        if (one.seenAgain(now)) {
          messages.redraw(one);
        }
      } else if (!unclear.contains(one.member()) && one.notSeen(shownAt)) {
        resolve(one);
      }
    }
    Set<String> known = open.stream().map(DriftFinding::member).collect(toSet());
    members.forEach(
        (member, name) -> {
          if (!known.contains(member)) {
            DriftFinding fresh = new DriftFinding(kind, group, member, name, shownAt, now);
            database.persist(fresh);
            open.add(fresh);
          }
        });
    List<DriftFinding> confirmed =
        open.stream().filter(one -> one.open() && !one.absent() && one.confirmed(shownAt)).toList();
    messages.tell(confirmed.stream().filter(one -> one.report().isEmpty()).toList());
    return confirmed;
  }

  /** Open findings that are older than this. */
  @Transactional
  List<DriftFinding> lasting(Kind kind, EntraGroup group, Duration age) {
    Instant then = clock.instant().minus(age);
    return list(kind, group).stream().filter(one -> !one.firstSeen().isAfter(then)).toList();
  }

  /** Marks the findings that have not been compared for a while. */
  @Transactional
  void noteUnwatched() {
    findings(
            "where resolvedAt is null and unwatchedSince is null and "
                + DriftFinding.NOT_COMPARED_SINCE)
        .setParameter(1, clock.instant().minus(UNWATCHED))
        .getResultList()
        .forEach(
            one -> {
              one.markUnwatched();
              LOG.warnf(
                  "%s: %s in group %s was last compared at %s; the finding stays open",
                  one.kind(), one.name(), one.group().name(), one.lastSeen());
              messages.redraw(one);
            });
  }

  /** Ends an open finding by an operator's decision; empty if it is already over. */
  @Transactional
  Optional<DriftFinding> settle(UUID id, Settled as, String by) {
    DriftFinding one = database.find(DriftFinding.class, id, LockModeType.PESSIMISTIC_WRITE);
    if (one == null || !one.open()) {
      return Optional.empty();
    }
    one.settle(as, clock.instant());
    messages.ended(one);
    trail.record(
        new DriftEvent.MemberSettled(
            one.id(), new PersonId(one.member()), one.name(), one.group(), as.name(), by));
    return Optional.of(one);
  }

  /**
   * Records that Hourkey is about to remove the member, so that no removal goes unrecorded.
   *
   * @param allowed whether Hourkey may remove the member, checked in the same transaction
   * @return false if it may not, or if the finding is over because an operator has just settled it
   */
  @Transactional
  boolean beginRemoval(UUID id, BooleanSupplier allowed) {
    DriftFinding one = locked(id);
    boolean begins = one.open() && allowed.getAsBoolean();
    if (begins) {
      one.removing(true);
    }
    return begins;
  }

  /** Records that the removal that was begun did not take place. */
  @Transactional
  void notRemoved(UUID id) {
    DriftFinding one = locked(id);
    one.removing(false);
    if (!one.open()) {
      messages.redraw(one);
    }
  }

  /** Records that the member was removed, even if an operator has settled the finding since. */
  @Transactional
  void removed(UUID id) {
    DriftFinding one = locked(id);
    if (one.open()) {
      resolve(one);
    } else {
      trail.record(new DriftEvent.DriftResolved(id, true));
      messages.redraw(one);
    }
  }

  private DriftFinding locked(UUID id) {
    return requireNonNull(database.find(DriftFinding.class, id, LockModeType.PESSIMISTIC_WRITE));
  }

  private void resolve(DriftFinding one) {
    one.resolve(clock.instant());
    messages.ended(one);
    if (one.report().isPresent()) {
      trail.record(new DriftEvent.DriftResolved(one.id(), one.removed()));
    }
  }

  private List<DriftFinding> list(Kind kind, EntraGroup group) {
    return findings("where kind = ?1 and groupId = ?2 and resolvedAt is null")
        .setParameter(1, kind)
        .setParameter(2, group.id())
        .getResultList();
  }

  private TypedQuery<DriftFinding> findings(String where) {
    return database.createQuery("from DriftFinding " + where, DriftFinding.class);
  }
}
