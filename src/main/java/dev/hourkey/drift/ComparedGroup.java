package dev.hourkey.drift;

import dev.hourkey.catalog.EntraGroup;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When the members of a group were last compared with Hourkey's records. */
@Entity
class ComparedGroup {
  @Id private String groupId = "";
  private String groupName = "";
  @Column private Instant firstComparedAt = Instant.EPOCH;

  /** Null until every member has been explained or reported once. */
  private @Nullable Instant comparedAt;

  private @Nullable Instant goneSince;

  /** When AWS's members of the group were last compared as well. */
  @Column private @Nullable Instant awsComparedAt;

  protected ComparedGroup() {}

  EntraGroup group() {
    return new EntraGroup(groupId, groupName);
  }

  /** Whether every member has been explained or reported once. */
  boolean compared() {
    return comparedAt != null;
  }

  boolean comparedSince(Instant then) {
    return comparedAt != null && !comparedAt.isBefore(then);
  }

  /**
   * Records that Entra shows the group; {@code decided} is true if every member is explained or
   * reported.
   */
  void recordComparison(EntraGroup group, boolean decided, Instant now) {
    groupName = group.name();
    goneSince = null;
    comparedAt = decided ? now : comparedAt;
  }

  void recordAwsComparison(Instant now) {
    awsComparedAt = now;
  }

  /** Records that Entra has no such group; returns since when. */
  Instant seenGone(Instant now) {
    goneSince = goneSince == null ? now : goneSince;
    return goneSince;
  }
}
