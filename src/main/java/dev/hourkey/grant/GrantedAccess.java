package dev.hourkey.grant;

import dev.hourkey.catalog.AccessSnapshot;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.notification.Notification;
import dev.hourkey.person.PersonId;
import jakarta.persistence.Embedded;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The access that was granted, as it was approved. Only an approved extension ever changes it. */
@MappedSuperclass
public abstract class GrantedAccess {
  @Id private UUID id = new UUID(0, 0);
  private UUID request = new UUID(0, 0);
  @Embedded private @Nullable RequestBatch requestedWith;
  private String holder = "";
  @Embedded private AccessSnapshot access = AccessSnapshot.NONE;
  private long warnBeforeSeconds;
  private Instant openedAt = Instant.EPOCH;
  private @Nullable Instant startsAt;
  private Instant deadline = Instant.EPOCH;
  private @Nullable UUID extendedBy;
  private @Nullable Long extendedSeconds;
  private int extensions;

  protected GrantedAccess() {}

  GrantedAccess(GrantSpec spec, Instant now) {
    id = UUID.randomUUID();
    request = spec.request();
    requestedWith = spec.requestedWith();
    holder = spec.holder().value();
    access = spec.access();
    warnBeforeSeconds = spec.warnBefore().toSeconds();
    openedAt = now;
    startsAt = spec.startsAt().filter(now::isBefore).orElse(null);
    deadline = begin().plus(access.duration()).plus(spec.syncTimeout());
  }

  public UUID id() {
    return id;
  }

  /** The request that was approved. */
  public UUID request() {
    return request;
  }

  /**
   * The submission that requested this access together with others; empty if it was requested
   * alone.
   */
  public Optional<UUID> together() {
    return RequestBatch.orNone(requestedWith).submission();
  }

  /** Every message that follows the request and the grant to the end, and these others. */
  Notification[] views(Notification... others) {
    return RequestBatch.orNone(requestedWith).views(request, others);
  }

  public PersonId holder() {
    return new PersonId(holder);
  }

  /** The access that was granted, as it was at the time of the approval. */
  public AccessSnapshot access() {
    return access;
  }

  public EntraGroup group() {
    return access.group();
  }

  MembershipKey membershipKey() {
    return new MembershipKey(access.groupId(), holder);
  }

  public Instant openedAt() {
    return openedAt;
  }

  /** When the access is or was to begin, if that is later than its approval. */
  public Optional<Instant> startsAt() {
    return Optional.ofNullable(startsAt);
  }

  /** When the access begins: at its approval, or at the scheduled time. */
  public Instant begin() {
    return startsAt == null ? openedAt : startsAt;
  }

  /** The total approved duration, with extensions. */
  public Duration duration() {
    return extendedSeconds == null ? access.duration() : Duration.ofSeconds(extendedSeconds);
  }

  /** How often the access was extended. */
  public int extensions() {
    return extensions;
  }

  /**
   * The request whose approval covers the access now: the last request that extended it, or its
   * own.
   */
  UUID approval() {
    return extendedBy == null ? request : extendedBy;
  }

  /**
   * Records that an approved request extends the access to this total duration; the deadline moves
   * too.
   */
  void extended(UUID by, Duration whole) {
    deadline = deadline.plus(whole.minus(duration()));
    extendedBy = by;
    extendedSeconds = whole.toSeconds();
    extensions++;
  }

  /** When the membership has to be removed at the latest. */
  Instant deadline() {
    return deadline;
  }

  /** How long before the end the holder is warned. */
  Duration warnBefore() {
    return Duration.ofSeconds(warnBeforeSeconds);
  }
}
