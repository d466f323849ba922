package dev.hourkey.person;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A directory could not be queried or would not answer. This says nothing about what was queried:
 * not knowing is never a <em>no</em>.
 */
public final class DirectoryFailure extends RuntimeException {
  private enum Kind {
    /** The failure is temporary. */
    TEMPORARY,

    /** The directory refuses this particular call until somebody changes a permission there. */
    REFUSED,

    /** Hourkey's own credentials do not work, so the call was never made. */
    CREDENTIALS
  }

  private final String doing;
  private final Kind kind;
  private final Throwable cause;

  private final transient Optional<Duration> retryAfter;

  private final transient Optional<VendorError> vendorError;

  private String userSentenceStart = "Entra or AWS does not answer";

  private DirectoryFailure(
      String doing,
      Kind kind,
      Optional<Duration> retryAfter,
      Optional<VendorError> vendorError,
      Throwable cause) {
    super(doing, cause);
    this.doing = doing;
    this.cause = cause;
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.vendorError = vendorError;
  }

  /** A temporary failure; {@code retryAfter} is how long the directory asks callers to wait. */
  public static DirectoryFailure temporary(
      String doing, @Nullable Duration retryAfter, Throwable cause) {
    return new DirectoryFailure(
        doing, Kind.TEMPORARY, Optional.ofNullable(retryAfter), Optional.empty(), cause);
  }

  /** The directory refuses this particular call until somebody changes a permission there. */
  public static DirectoryFailure lasting(String doing, Throwable cause) {
    return new DirectoryFailure(doing, Kind.REFUSED, Optional.empty(), Optional.empty(), cause);
  }

  /** Hourkey's own credentials do not work, so the call was never made. */
  public static DirectoryFailure credentials(String doing, Throwable cause) {
    return new DirectoryFailure(doing, Kind.CREDENTIALS, Optional.empty(), Optional.empty(), cause);
  }

  /** Repeats the query once after a failure that may be over, such as a connection timeout. */
  public static <T> T retryOnce(Supplier<T> question) {
    try {
      return question.get();
    } catch (DirectoryFailure failure) {
      if (failure.lasting() || failure.ofCredentials()) {
        throw failure;
      }
      return question.get();
    }
  }

  /** The same failure, with the vendor's answer. */
  public DirectoryFailure because(VendorError why) {
    return new DirectoryFailure(doing, kind, retryAfter, Optional.of(why), cause)
        .withUserText(
            why.party().name()
                + (lasting() ? " refuses Hourkey (" + why.code() + ")" : " does not answer"));
  }

  /** For operators: what Hourkey was doing, what the vendor said, and where to look. */
  public String sentence() {
    return doing + vendorError.map(why -> ": " + why.sentence()).orElse("");
  }

  /**
   * The text for the log. If the vendor did not answer, it includes the cause. The cause may differ
   * each time, so it is not in the text for operators, who are told once.
   */
  public String forLog() {
    return vendorError.isPresent() || getCause() == null
        ? sentence()
        : doing + ": " + getCause().getMessage();
  }

  /** What the vendor said, if it is known. */
  public Optional<VendorError> vendorError() {
    return vendorError;
  }

  /** The beginning of a sentence for users that says which vendor does not answer. */
  public String userSentenceStart() {
    return userSentenceStart;
  }

  /** The same failure, with other words for users. */
  public DirectoryFailure withUserText(String words) {
    userSentenceStart = words;
    return this;
  }

  /**
   * Whether the directory refuses this particular call. Credentials that do not work do not count
   * as a refusal: the call was never made.
   */
  public boolean lasting() {
    return kind == Kind.REFUSED;
  }

  /** Whether the cause is Hourkey's own credentials. */
  public boolean ofCredentials() {
    return kind == Kind.CREDENTIALS;
  }

  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
