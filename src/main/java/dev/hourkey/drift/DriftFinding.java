package dev.hourkey.drift;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.MembershipKey;
import dev.hourkey.grant.Presence;
import dev.hourkey.scim.ScimProvisioner;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** One disagreement between Entra, AWS and Hourkey's records, recorded when it was first seen. */
@Entity
@DynamicUpdate // A comparison must not overwrite what an operator settles at the same time.
@Table(name = "drift")
public class DriftFinding {
  /** Matches findings that no comparison has covered since {@code ?1}. */
  static final String NOT_COMPARED_SINCE =
      "lastSeen < ?1 and (absentSince is null or absentSince < ?1)";

  @Id private UUID id = new UUID(0, 0);

  @Enumerated(EnumType.STRING)
  private Kind kind = Kind.UNAPPROVED_MEMBER;

  private String groupId = "";
  private String groupName = "";
  private String member = "";
  private String name = "";
  private Instant firstSeen = Instant.EPOCH;
  private Instant lastSeen = Instant.EPOCH;
  private @Nullable Instant absentSince;
  private @Nullable UUID report;
  private boolean removed;
  private @Nullable Instant unwatchedSince;

  @Enumerated(EnumType.STRING)
  private @Nullable Settled settledAs;

  private @Nullable Instant resolvedAt;

  /** The kind of drift, and how long the vendors' lag alone may explain it. */
  public enum Kind {
    /** Somebody is in the Entra group without a grant. */
    UNAPPROVED_MEMBER(Duration.ofMinutes(5)),
    /** Somebody is in the Entra group, but AWS does not show them in it. */
    MISSING_IN_AWS(ScimProvisioner.CYCLE),
    /** AWS shows somebody who is not in the Entra group. */
    LEFT_IN_AWS(ScimProvisioner.CYCLE),
    /** AWS no longer assigns to the group something that an active grant opened. */
    LOST_ASSIGNMENT(Duration.ofMinutes(5)),
    /** After a restore: somebody is in the Entra group, and Hourkey's records do not say why. */
    UNEXPLAINED(Duration.ZERO);

    private final Duration lag;

    Kind(Duration lag) {
      this.lag = lag;
    }

    Duration lag() {
      return lag;
    }
  }

  protected DriftFinding() {}

  DriftFinding(
      Kind kind, EntraGroup group, String member, String name, Instant shownAt, Instant now) {
    this.id = UUID.randomUUID();
    this.kind = kind;
    this.groupId = group.id();
    this.groupName = group.name();
    this.member = member;
    this.name = name;
    this.firstSeen = shownAt;
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

  /**
   * The member's Entra object id or, if only AWS knows the member, the id in AWS. For a lost
   * assignment, the account and the permission set.
   */
  public String member() {
    return member;
  }

  /** The member's name, or the id if the name is not known. */
  public String name() {
    return name;
  }

  public Instant firstSeen() {
    return firstSeen;
  }

  /** Whether Hourkey removed the member. */
  public boolean removed() {
    return removed;
  }

  /** When the finding ended, if it has. */
  public Optional<Instant> resolvedAt() {
    return Optional.ofNullable(resolvedAt);
  }

  /** Since when the group could not be compared, so that this finding may be out of date. */
  public Optional<Instant> unwatchedSince() {
    return resolvedAt == null ? Optional.ofNullable(unwatchedSince) : Optional.empty();
  }

  /** What an operator decided about a member that Hourkey's records do not explain. */
  public Optional<Settled> settledAs() {
    return Optional.ofNullable(settledAs);
  }

  /** An operator's decision about a member that Hourkey's records do not explain. */
  public enum Settled {
    /** The membership is a standing one, so it stays. */
    ADOPTED,
    /** Hourkey removes the member. */
    REMOVED
  }

  /** The membership that the finding is about; only for findings whose member Entra knows. */
  MembershipKey membershipKey() {
    return new MembershipKey(groupId, member);
  }

  boolean open() {
    return resolvedAt == null;
  }

  /** Whether the latest comparison no longer showed the finding. */
  boolean absent() {
    return absentSince != null;
  }

  Instant lastSeen() {
    return lastSeen;
  }

  /**
   * The message that reports the finding, once there is one. Several findings may share a message.
   */
  public Optional<UUID> report() {
    return Optional.ofNullable(report);
  }

  /** Whether the finding has lasted for longer than the vendors' lag explains. */
  boolean confirmed(Instant now) {
    return !firstSeen.plus(kind.lag).isAfter(now);
  }

  /**
   * Records that a comparison showed the finding; returns whether it had not been compared for a
   * while.
   */
  boolean seenAgain(Instant now) {
    boolean unwatched = unwatchedSince != null;
    lastSeen = now;
    absentSince = null;
    unwatchedSince = null;
    return unwatched;
  }

  /** Records that a comparison did not show the finding; returns whether it is certainly over. */
  boolean notSeen(Instant now) {
    absentSince = absentSince == null ? now : absentSince;
    return Presence.absentLongEnough(absentSince, now);
  }

  /** Records that the finding has not been compared since it was last seen. */
  void markUnwatched() {
    unwatchedSince = lastSeen;
  }

  /** Records that this message reports the finding to operators. */
  void reported(UUID message) {
    report = message;
  }

  /** Records whether Hourkey is about to remove the member, or the removal was refused. */
  void removing(boolean permitted) {
    removed = permitted;
  }

  /** Records that the finding is over. */
  void resolve(Instant now) {
    resolvedAt = now;
  }

  /** Records that an operator ended the finding. */
  void settle(Settled as, Instant now) {
    settledAs = as;
    resolvedAt = now;
  }
}
