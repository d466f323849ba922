package dev.hourkey.catalog;

/**
 * Something that the policy file names does not exist or cannot be used. The message completes a
 * sentence about the entitlement.
 */
class UnresolvableReference extends RuntimeException {
  UnresolvableReference(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  /** It is unknown whether it exists, because the directory's last answer is too old. */
  static class Undecided extends UnresolvableReference {
    Undecided(String reason) {
      super(reason);
    }

    /** The directory has not been queried yet, which is not a problem of the file. */
    static final class NotAsked extends Undecided {
      NotAsked(String directory) {
        super(
            "it has not been checked yet, because Hourkey still has to read it from " + directory);
      }
    }
  }
}
