package dev.hourkey.scim;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How many calls of provisioning on demand are left: Entra takes 5 in 10 s per SCIM job (Microsoft,
 * synchronizationJob: provisionOnDemand), and all replicas share them. Calls are counted in a
 * sliding window, as Entra does: at an even rate, five calls at once could be followed by a sixth
 * within the same window. Pure.
 *
 * @param calls when the calls of the last {@link #WINDOW} were made, the oldest first
 */
public record OnDemandBudget(List<Instant> calls) {
  /** How many calls there are in the window. */
  public static final int CALLS = 5;

  /** A second more than Entra's window, because Hourkey's clocks and Entra's may differ. */
  public static final Duration WINDOW = Duration.ofSeconds(11);

  /** When the next call may be made, if none is left. */
  public Optional<Instant> exhaustedUntil() {
    return calls.size() < CALLS ? Optional.empty() : Optional.of(calls.getFirst().plus(WINDOW));
  }

  public int remaining() {
    return CALLS - calls.size();
  }
}
