package dev.hourkey.catalog;

import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import java.time.Duration;

/**
 * What was requested or granted: an entitlement as it was at that time, and for how long. It is
 * kept with the request and the grant, because the policy file may change afterwards.
 *
 * @param entitlement its id
 * @param opens everything that its group was seen to open
 */
@Embeddable
public record AccessSnapshot(
    String entitlement,
    String entitlementName,
    String groupId,
    String groupName,
    @Convert(converter = AwsAccessColumn.class) AwsAccess opens,
    long durationSeconds) {
  /** An empty snapshot; the value of an entity's field until it is read from the database. */
  public static final AccessSnapshot NONE = new AccessSnapshot("", "", "", "", AwsAccess.none(), 0);

  public static AccessSnapshot of(Entitlement entitlement, Duration duration) {
    return new AccessSnapshot(
        entitlement.id(),
        entitlement.name(),
        entitlement.group().id(),
        entitlement.group().name(),
        entitlement.opens(),
        duration.toSeconds());
  }

  public EntraGroup group() {
    return new EntraGroup(groupId, groupName);
  }

  public Duration duration() {
    return Duration.ofSeconds(durationSeconds);
  }
}
