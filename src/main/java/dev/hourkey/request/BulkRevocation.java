package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.grant.RemovalProgress;
import dev.hourkey.grant.Revocation;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.PersonId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The revocation of all of a person's access, or all access to an entitlement. */
@Entity
public class BulkRevocation {
  /**
   * The progress is checked this often for {@link #WATCHED_FOR}, while somebody may be watching,
   * and every {@link #UNWATCHED_INTERVAL} afterwards.
   */
  private static final Duration WATCHED_INTERVAL = Duration.ofSeconds(1);

  private static final Duration WATCHED_FOR = Duration.ofMinutes(10);
  private static final Duration UNWATCHED_INTERVAL = Duration.ofSeconds(15);

  @Id private UUID id = new UUID(0, 0);
  private @Nullable String person;
  private @Nullable String entitlement;
  private String revokedBy = "";

  @Enumerated(EnumType.STRING)
  private Revocation.Role role = Revocation.Role.OPERATOR;

  private String reason = "";
  private Instant begunAt = Instant.EPOCH;
  private @Nullable Instant sweptAt;
  private long requests;
  @Column private long grants;
  private long removed;
  private long gone;
  private long kept;
  private @Nullable Instant doneAt;
  private @Nullable Instant sessionsUntil;
  @Column private @Nullable Instant nextWakeAt;

  protected BulkRevocation() {}

  BulkRevocation(UUID id, RevocationScope scope, Revocation by, Instant now) {
    this.id = id;
    switch (scope) {
      case RevocationScope.OfPerson(PersonId whose) -> this.person = whose.value();
      case RevocationScope.OfEntitlement(String which) -> this.entitlement = which;
    }
    this.revokedBy = by.by();
    this.role = by.role();
    this.reason = by.reason();
    this.begunAt = now;
    this.nextWakeAt = now;
  }

  public UUID id() {
    return id;
  }

  /** What is revoked. */
  public RevocationScope scope() {
    return person != null
        ? new RevocationScope.OfPerson(new PersonId(person))
        : new RevocationScope.OfEntitlement(requireNonNull(entitlement));
  }

  /** Who revoked it, and why. */
  public Revocation revocation() {
    return new Revocation(revokedBy, role, reason);
  }

  Instant begunAt() {
    return begunAt;
  }

  /** When all of the open access had begun to end; empty until then. */
  Optional<Instant> sweptAt() {
    return Optional.ofNullable(sweptAt);
  }

  void markSwept(Instant now) {
    sweptAt = sweptAt == null ? now : sweptAt;
  }

  void requestStopped() {
    requests++;
  }

  /** How many requests were stopped. */
  public long requests() {
    return requests;
  }

  /** The progress of its grants when they were last checked. */
  public RemovalProgress progress() {
    return new RemovalProgress(grants, removed, gone, kept, Optional.ofNullable(doneAt));
  }

  /** When all its grants had ended; empty while some have not. */
  public Optional<Instant> doneAt() {
    return Optional.ofNullable(doneAt);
  }

  /** Until when AWS sessions that were open at the end can last. */
  public Optional<Instant> sessionsUntil() {
    return Optional.ofNullable(sessionsUntil);
  }

  /** Stores the progress of its grants; returns whether it changed. */
  boolean recordProgress(RemovalProgress now, Instant at) {
    boolean news =
        now.all() != grants || now.removed() != removed || now.gone() != gone || now.kept() != kept;
    grants = now.all();
    removed = now.removed();
    gone = now.gone();
    kept = now.kept();
    nextWakeAt =
        at.plus(at.isBefore(begunAt.plus(WATCHED_FOR)) ? WATCHED_INTERVAL : UNWATCHED_INTERVAL);
    return news;
  }

  /** Notes that all its grants have ended. */
  void done(Instant at, Optional<Instant> openSessionsUntil) {
    doneAt = at;
    sessionsUntil = openSessionsUntil.orElse(null);
    nextWakeAt = null;
  }
}
