package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.Drift.Kind;
import dev.hourkey.notice.Notice;
import dev.hourkey.notice.Outbox;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Every difference that was seen, and the only class that queries {@code drift}. */
@ApplicationScoped
public class DifferenceLog implements PanacheRepositoryBase<Difference, UUID> {
  private static final Logger LOG = Logger.getLogger(DifferenceLog.class);

  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;

  DifferenceLog(Outbox outbox, AuditTrail trail, Clock clock) {
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  /** What was told together, by name. */
  @Transactional
  public List<Difference> report(UUID id) {
    return list("report = ?1 order by name", id);
  }

  /** How many differences there are that have outlived the vendors' lag. */
  @Transactional
  public long standing() {
    return count("report is not null and resolvedAt is null");
  }

  /** Members of a group about whom this kind of difference is known to be. */
  @Transactional
  Set<String> open(Kind kind, EntraGroup group) {
    return list(kind, group).stream().map(one -> one.member).collect(Collectors.toSet());
  }

  /**
   * Writes down what a look at a group showed; what has lasted is told, what is gone is over.
   *
   * @param members everybody there is a difference about now, and what they are called if they are
   *     new
   * @return those that have lasted for longer than the vendors' lag
   */
  @Transactional
  List<Difference> seen(Kind kind, EntraGroup group, Map<String, String> members) {
    Instant now = clock.instant();
    List<Difference> before = list(kind, group);
    for (Difference one : before) {
      if (members.containsKey(one.member)) {
        one.lastSeen = now;
      } else {
        resolve(one);
      }
    }
    Set<String> known = before.stream().map(one -> one.member).collect(Collectors.toSet());
    members.forEach(
        (member, name) -> {
          if (!known.contains(member)) {
            persist(new Difference(kind, group, member, name, now));
          }
        });
    List<Difference> ripe =
        before.stream().filter(one -> one.resolvedAt == null && one.ripe(now)).toList();
    tell(ripe.stream().filter(one -> one.report == null).toList());
    return ripe;
  }

  /** Writes down that Hourkey is about to remove the member. */
  @Transactional
  void removing(UUID id) {
    findById(id).removed = true;
  }

  /** Writes down that it was done. */
  @Transactional
  void removed(UUID id) {
    Difference one = findById(id);
    if (one.resolvedAt == null) {
      resolve(one);
    }
  }

  /** Nothing can differ in a group that is gone. */
  @Transactional
  void resolveAll(EntraGroup group) {
    list("groupId = ?1 and resolvedAt is null", group.id()).forEach(this::resolve);
  }

  /** Nobody compares any other groups any more. */
  @Transactional
  void resolveAllBut(Set<String> groupIds) {
    list("resolvedAt is null").stream()
        .filter(one -> !groupIds.contains(one.groupId))
        .forEach(this::resolve);
  }

  private void tell(List<Difference> fresh) {
    if (fresh.isEmpty()) {
      return;
    }
    UUID report = fresh.getFirst().id;
    outbox.tell(new Notice.DriftFound(report));
    for (Difference one : fresh) {
      one.report = report;
      LOG.warnf("%s: %s in group %s since %s", one.kind, one.name, one.groupName, one.firstSeen);
      trail.record(
          new AuditEvent.DriftFound(
              one.id, one.kind.name(), one.group(), one.member, one.firstSeen));
    }
  }

  private void resolve(Difference one) {
    one.resolvedAt = clock.instant();
    if (one.report != null) {
      outbox.redraw(new Notice.DriftFound(one.report));
      trail.record(new AuditEvent.DriftResolved(one.id, one.removed));
    }
  }

  private List<Difference> list(Kind kind, EntraGroup group) {
    return list("kind = ?1 and groupId = ?2 and resolvedAt is null", kind, group.id());
  }
}
