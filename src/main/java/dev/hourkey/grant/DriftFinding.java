package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.DriftDetector.Kind;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One difference between Entra, AWS and the record, from when it was first seen. */
@Entity
@Table(name = "drift")
public class DriftFinding {
  @Id UUID id = new UUID(0, 0);

  @Enumerated(EnumType.STRING)
  Kind kind = Kind.UNAPPROVED_MEMBER;

  String groupId = "";
  String groupName = "";
  String member = "";
  String name = "";
  Instant firstSeen = Instant.EPOCH;
  Instant lastSeen = Instant.EPOCH;
  @Nullable UUID report;
  boolean removed;
  @Nullable Instant unwatchedSince;

  @Enumerated(EnumType.STRING)
  @Nullable Settled settledAs;

  @Nullable Instant resolvedAt;

  protected DriftFinding() {}

  DriftFinding(Kind kind, EntraGroup group, String member, String name, Instant now) {
    this.id = UUID.randomUUID();
    this.kind = kind;
    this.groupId = group.id();
    this.groupName = group.name();
    this.member = member;
    this.name = name;
    this.firstSeen = now;
    this.lastSeen = now;
  }

  public UUID id() {
    return id;
  }

  public Kind kind() {
    return kind;
  }

  public EntraGroup group() {
    return new EntraGroup(groupId, groupName);
  }

  /** The Entra object id or, where only AWS knows the member, the id there. */
  public String member() {
    return member;
  }

  /** What the member is called, or the id where nobody could tell. */
  public String name() {
    return name;
  }

  public Instant firstSeen() {
    return firstSeen;
  }

  /** Whether it was Hourkey that removed the member. */
  public boolean removed() {
    return removed;
  }

  /** Since when it is gone, if it is. */
  public Optional<Instant> resolvedAt() {
    return Optional.ofNullable(resolvedAt);
  }

  /** Since when the group could not be compared, so that this finding may be out of date. */
  public Optional<Instant> unwatchedSince() {
    return resolvedAt == null ? Optional.ofNullable(unwatchedSince) : Optional.empty();
  }

  /** What an operator decided about a member that the record does not explain. */
  public Optional<Settled> settledAs() {
    return Optional.ofNullable(settledAs);
  }

  /** What happens to a member that the record does not explain. */
  public enum Settled {
    /** A standing membership: it stays. */
    ADOPTED,
    /** Hourkey removes the member. */
    REMOVED
  }

  /** Whether it has been there for longer than the vendors' lag explains. */
  boolean ripe(Instant now) {
    return !firstSeen.plus(kind.lag).isAfter(now);
  }
}
