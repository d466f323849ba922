package dev.hourkey.audit;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The result of the last verification of the audit trail; shared by all replicas. */
@Entity
@Table(name = "audit_check")
class AuditCheckRow {
  static final int ONLY = 1;

  @Id private int id = ONLY;
  private @Nullable Instant checkedAt;
  private long headSeq;
  private byte[] headHash = {};
  private long signedSize;
  private @Nullable String unread;
  private @Nullable Long brokenAt;
  private @Nullable String because;
  private @Nullable Instant brokenSince;
  private @Nullable UUID incident;
  private @Nullable String differing;
  private @Nullable Instant differingSince;
  private @Nullable UUID differingIncident;

  Optional<Instant> checkedAt() {
    return Optional.ofNullable(checkedAt);
  }

  Optional<AuditCheck.Breach> breach() {
    return incident == null || brokenSince == null || brokenAt == null || because == null
        ? Optional.empty()
        : Optional.of(new AuditCheck.Breach(incident, brokenSince, brokenAt, because));
  }

  Optional<AuditCheck.Difference> difference() {
    return differingIncident == null || differingSince == null || differing == null
        ? Optional.empty()
        : Optional.of(new AuditCheck.Difference(differingIncident, differingSince, differing));
  }

  ChainHead head() {
    return new ChainHead(headSeq, headHash);
  }

  long signed() {
    return signedSize;
  }

  Optional<String> unread() {
    return Optional.ofNullable(unread);
  }

  /**
   * Records a broken chain; returns the incident, which is new only if the chain was intact before.
   */
  UUID recordBroken(Verification.Broken found, Instant now) {
    checkedAt = now;
    if (brokenSince == null || incident == null) {
      brokenSince = now;
      incident = UUID.randomUUID();
    }
    brokenAt = found.seq();
    because = found.why();
    return incident;
  }

  /**
   * Records a difference; returns the incident, which is new only if there was no difference
   * before.
   */
  UUID recordDifference(String what, Instant now) {
    if (differingSince == null || differingIncident == null) {
      differingSince = now;
      differingIncident = UUID.randomUUID();
    }
    differing = what;
    return differingIncident;
  }

  void recordsAgree() {
    differing = null;
    differingSince = null;
  }

  /** Records what could not be compared, and changes nothing else. */
  void recordUnread(EarlierCheckpoints.Known signed, Instant now) {
    checkedAt = now;
    unread = signed.unread().isEmpty() ? null : String.join("; ", signed.unread());
  }

  /**
   * Records that the trail is intact, and agrees with the signed checkpoints that could be read.
   */
  void recordIntact(ChainHead head, EarlierCheckpoints.Known signed, Instant now) {
    recordUnread(signed, now);
    headSeq = head.seq();
    headHash = head.hash();
    signedSize = signed.entries();
    brokenAt = null;
    because = null;
    brokenSince = null;
  }
}
