package dev.hourkey.catalog;

import java.util.Locale;
import java.util.Optional;

/**
 * One difference between two policy files.
 *
 * @param entitlement the id of the entitlement, or the rule in words; empty if it concerns the
 *     whole file
 * @param key the key that changed; empty if the whole entitlement is new or gone
 * @param before the value, or the item that a list lost; empty if there was none
 * @param after the value, or the item that a list gained; empty if there is none
 * @param words the change, in words that complete a sentence about the entitlement
 */
public record PolicyChange(
    String entitlement,
    String key,
    Effect effect,
    Optional<String> before,
    Optional<String> after,
    String words) {

  /** Whether a change makes access easier to get ({@code WIDENS}) or harder ({@code NARROWS}). */
  public enum Effect {
    WIDENS,
    NARROWS,

    /** It is not certain whether the change widens or narrows access. */
    CHANGES;

    /** {@code widens}, {@code narrows} or {@code changes}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    Effect opposite() {
      return switch (this) {
        case WIDENS -> NARROWS;
        case NARROWS -> WIDENS;
        case CHANGES -> CHANGES;
      };
    }
  }
}
