package dev.hourkey.grant;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Entra's SCIM job as it was last seen; the table has one row. */
@Entity
@Table(name = "scim_job")
class ScimJob {
  static final int ONLY = 1;

  @Id int id = ONLY;
  @Nullable String stoppedBecause;
  @Nullable Instant since;
  @Nullable UUID incident;
  @Nullable Instant seenAt;
  @Nullable Instant startedAt;
  @Nullable Instant unseenSince;
  @Nullable String unseenBecause;
  @Nullable UUID unseenIncident;
  boolean unseenAlerted;

  Optional<ScimJobMonitor.Stop> stop() {
    return Optional.ofNullable(stoppedBecause)
        .map(why -> new ScimJobMonitor.Stop(requireNonNull(incident), why, requireNonNull(since)));
  }

  /** Why Hourkey cannot tell whether it runs, once operators were told. */
  Optional<ScimJobMonitor.Unseen> unseen() {
    return Optional.ofNullable(unseenSince)
        .filter(_ -> unseenAlerted)
        .map(
            then ->
                new ScimJobMonitor.Unseen(
                    requireNonNull(unseenIncident), requireNonNull(unseenBecause), then));
  }
}
