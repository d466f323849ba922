package dev.hourkey.grant;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether operators have paused granting. One row, which all replicas share. */
@Entity
@Table(name = "granting_switch")
public class GrantingSwitch {
  static final int ONLY = 1;

  /**
   * Longer than the difference between the clocks of replicas. A resume that was sent this soon
   * after a pause counts as sent before the pause.
   */
  private static final Duration IN_DOUBT = Duration.ofSeconds(1);

  @Id private int id = ONLY;
  private @Nullable Instant pausedAt;
  private @Nullable UUID incident;
  private @Nullable Instant changedAt;
  private @Nullable String changedBy;

  @Enumerated(EnumType.STRING)
  private @Nullable Role role;

  private @Nullable String reason;

  /** What gives the right to pause granting and to resume it. */
  public enum Role {
    /** One of the operators that the policy file names. */
    OPERATOR,
    /** Somebody with Hourkey's own settings, who ran {@code hourkey pause}. */
    COMMAND_LINE
  }

  /**
   * A change to the switch: who made it, and why.
   *
   * @param by a person's object id or, from the command line, the name that was given
   * @param reason the reason that people read and the audit trail records
   */
  public record Change(String by, Role role, String reason) {}

  /**
   * Granting is paused.
   *
   * @param incident the id of this pause
   * @param change who paused granting, or confirmed the pause last, and why
   * @param confirmedAt when that person did so; later than {@code since} if the pause was confirmed
   */
  public record Pause(UUID incident, Change change, Instant since, Instant confirmedAt) {
    public boolean confirmed() {
      return confirmedAt.isAfter(since);
    }

    /** Whether the sender of a resume at this time could know about the current pause. */
    boolean resumableBy(Instant sent) {
      return sent.isAfter(confirmedAt.plus(IN_DOUBT));
    }
  }

  Optional<Pause> pause() {
    return Optional.ofNullable(pausedAt)
        .map(
            since ->
                new Pause(
                    requireNonNull(incident),
                    last().orElseThrow(),
                    since,
                    requireNonNull(changedAt)));
  }

  /** The last pause or resumption, if there was one. */
  Optional<Change> last() {
    return Optional.ofNullable(changedBy)
        .map(by -> new Change(by, requireNonNull(role), requireNonNull(reason)));
  }

  /** Begins a pause, or confirms the present one. */
  void pause(Change by, Instant now) {
    if (pausedAt == null) {
      pausedAt = now;
      incident = UUID.randomUUID();
    }
    changed(by, now);
  }

  void resume(Change by, Instant now) {
    pausedAt = null;
    changed(by, now);
  }

  private void changed(Change change, Instant now) {
    changedAt = now;
    changedBy = change.by;
    role = change.role;
    reason = change.reason;
  }
}
