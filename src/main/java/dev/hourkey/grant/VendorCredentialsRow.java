package dev.hourkey.grant;

import static java.util.Objects.requireNonNull;

import dev.hourkey.person.CredentialWatch.Vendor;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether Hourkey's credentials for one vendor work, as its replicas last saw it. */
@Entity
@Table(name = "vendor_credentials")
class VendorCredentialsRow {
  @Id
  @Enumerated(EnumType.STRING)
  Vendor vendor = Vendor.ENTRA;

  @Nullable Instant failingSince;
  @Nullable Instant failedAt;
  @Nullable String because;
  @Nullable UUID incident;
  boolean told;

  /** Notes a failure; the first one begins an incident. */
  void failed(String why, Instant now) {
    if (failingSince == null) {
      failingSince = now;
      incident = UUID.randomUUID();
      told = false;
    }
    failedAt = now;
    because = why;
  }

  boolean hasFailedFor(Duration time, Instant now) {
    return failingSince != null && !now.isBefore(failingSince.plus(time));
  }

  /** Whether no replica has seen a failure for so long. */
  boolean quietFor(Duration time, Instant now) {
    return failedAt == null || !now.isBefore(failedAt.plus(time));
  }

  UUID incident() {
    return requireNonNull(incident);
  }
}
