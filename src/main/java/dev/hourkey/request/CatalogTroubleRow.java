package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One kind of problem, as the replicas last saw it. */
@Entity
@Table(name = "catalog_trouble")
class CatalogTroubleRow {
  @Id
  @Enumerated(EnumType.STRING)
  CatalogTroubles.Kind kind = CatalogTroubles.Kind.POLICY_FILE;

  @Nullable Instant failingSince;
  @Nullable Instant failedAt;
  @Nullable String because;
  @Nullable UUID incident;
  boolean told;

  /** Notes that it was seen; the first time begins an incident. */
  void seen(String why, Instant now) {
    if (failingSince == null) {
      failingSince = now;
      incident = UUID.randomUUID();
      told = false;
    }
    failedAt = now;
    because = why;
  }

  boolean lasts(Duration time, Instant now) {
    return failingSince != null && !now.isBefore(failingSince.plus(time));
  }

  /** Whether no replica has seen it for this long. */
  boolean quietFor(Duration time, Instant now) {
    return failedAt == null || !now.isBefore(failedAt.plus(time));
  }

  UUID incident() {
    return requireNonNull(incident);
  }
}
