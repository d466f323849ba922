package dev.hourkey.sandbox.http;

import java.util.Set;

/** The values of a secret that a vendor accepts: at first one, and two while it is rotated. */
public final class AcceptedSecrets {
  private final Set<String> seed;
  private volatile Set<String> accepted;

  /** Accepts these at first, or anything if there are none. */
  public AcceptedSecrets(String... seed) {
    this.seed = Set.of(seed);
    accepted = this.seed;
  }

  /** Whether this value is accepted now. */
  public boolean contains(String value) {
    return accepted.isEmpty() || accepted.contains(value);
  }

  /** Accepts only these values from now on, until a reset. */
  public void are(String... values) {
    accepted = Set.of(values);
  }

  public void reset() {
    accepted = seed;
  }
}
