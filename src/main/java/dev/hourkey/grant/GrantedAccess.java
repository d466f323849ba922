package dev.hourkey.grant;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccessColumn;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import jakarta.persistence.Convert;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** What was granted, as it was approved. Nothing in it ever changes. */
@MappedSuperclass
public abstract class GrantedAccess {
  @Id private UUID id = new UUID(0, 0);
  private UUID request = new UUID(0, 0);
  private String holder = "";
  private String entitlement = "";
  private String entitlementName = "";
  private String groupId = "";
  private String groupName = "";

  @Convert(converter = AwsAccessColumn.class)
  private AwsAccess opens = AwsAccess.none();

  private long durationSeconds;
  private long warnBeforeSeconds;
  private Instant openedAt = Instant.EPOCH;
  private Instant deadline = Instant.EPOCH;

  protected GrantedAccess() {}

  GrantedAccess(GrantSpec spec, Instant now) {
    id = UUID.randomUUID();
    request = spec.request();
    holder = spec.holder().value();
    entitlement = spec.entitlement().id();
    entitlementName = spec.entitlement().name();
    groupId = spec.entitlement().group().id();
    groupName = spec.entitlement().group().name();
    opens = spec.entitlement().opens();
    durationSeconds = spec.duration().toSeconds();
    warnBeforeSeconds = spec.entitlement().warnBefore().toSeconds();
    openedAt = now;
    deadline = now.plus(spec.duration()).plus(spec.entitlement().syncTimeout());
  }

  public UUID id() {
    return id;
  }

  /** The request that was approved. */
  public UUID request() {
    return request;
  }

  public PersonId holder() {
    return new PersonId(holder);
  }

  public String entitlement() {
    return entitlement;
  }

  public String entitlementName() {
    return entitlementName;
  }

  public EntraGroup group() {
    return new EntraGroup(groupId, groupName);
  }

  /** What its group was seen to open when it was approved. */
  public AwsAccess opens() {
    return opens;
  }

  MembershipKey membershipKey() {
    return new MembershipKey(groupId, holder);
  }

  Instant openedAt() {
    return openedAt;
  }

  /** When the membership has to go, whatever else happens. */
  Instant deadline() {
    return deadline;
  }

  Duration duration() {
    return Duration.ofSeconds(durationSeconds);
  }

  /** How long before the end the holder is warned. */
  Duration warnBefore() {
    return Duration.ofSeconds(warnBeforeSeconds);
  }
}
