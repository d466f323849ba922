package dev.hourkey.person;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A directory could not be asked or would not answer. It says nothing about what it was asked for:
 * not knowing is never a <em>no</em>.
 */
public final class DirectoryFailure extends RuntimeException {
  /** Only a person can put it right: a permission that is missing, a credential that ran out. */
  private final boolean lasting;

  private final transient Optional<Duration> retryAfter;

  private DirectoryFailure(
      String whatWeWereDoing, boolean lasting, Optional<Duration> retryAfter, Throwable cause) {
    super(whatWeWereDoing, cause);
    this.lasting = lasting;
    this.retryAfter = retryAfter;
  }

  /** One that passes by itself; {@code retryAfter} is the directory's own wish, if it has one. */
  public static DirectoryFailure passing(
      String whatWeWereDoing, @Nullable Duration retryAfter, Throwable cause) {
    return new DirectoryFailure(whatWeWereDoing, false, Optional.ofNullable(retryAfter), cause);
  }

  /** One that stays until somebody acts. */
  public static DirectoryFailure lasting(String whatWeWereDoing, Throwable cause) {
    return new DirectoryFailure(whatWeWereDoing, true, Optional.empty(), cause);
  }

  public boolean lasting() {
    return lasting;
  }

  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
