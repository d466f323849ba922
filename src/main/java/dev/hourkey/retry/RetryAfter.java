package dev.hourkey.retry;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Retry-After}. */
public final class RetryAfter {
  public static final String HEADER = "Retry-After";

  private RetryAfter() {}

  /**
   * How long the vendor asks to wait. The vendors send whole seconds. A date or any other value is
   * ignored.
   */
  public static Optional<Duration> parse(@Nullable String header) {
    return Optional.ofNullable(header)
        .map(String::strip)
        .filter(seconds -> seconds.matches("\\d{1,6}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }
}
