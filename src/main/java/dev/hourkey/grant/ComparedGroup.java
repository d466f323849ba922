package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When the members of a group were last compared with the record. */
@Entity
class ComparedGroup {
  @Id String groupId = "";
  String groupName = "";
  Instant firstComparedAt = Instant.EPOCH;

  /** Null until every member has been explained or reported once. */
  @Nullable Instant comparedAt;

  @Nullable Instant goneSince;

  protected ComparedGroup() {}

  EntraGroup group() {
    return new EntraGroup(groupId, groupName);
  }

  boolean comparedSince(Instant then) {
    return comparedAt != null && !comparedAt.isBefore(then);
  }
}
