package dev.hourkey.audit;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The result of the trail's last verification; shared by all replicas. */
@Entity
@Table(name = "audit_check")
class AuditCheckRow {
  static final int ONLY = 1;

  @Id int id = ONLY;
  @Nullable Instant checkedAt;
  long headSeq;
  byte[] headHash = {};
  @Nullable Long brokenAt;
  @Nullable String because;
  @Nullable Instant brokenSince;
  @Nullable UUID incident;

  ChainHead head() {
    return new ChainHead(headSeq, headHash);
  }

  /** Notes a broken chain; returns the incident, which begins with the first one. */
  UUID broken(Verification.Broken found, Instant now) {
    if (brokenSince == null || incident == null) {
      brokenSince = now;
      incident = UUID.randomUUID();
    }
    brokenAt = found.seq();
    because = found.why();
    return incident;
  }

  void whole(ChainHead head) {
    headSeq = head.seq();
    headHash = head.hash();
    brokenAt = null;
    because = null;
    brokenSince = null;
  }
}
