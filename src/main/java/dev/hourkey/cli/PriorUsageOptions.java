package dev.hourkey.cli;

import dev.hourkey.catalog.Durations;
import dev.hourkey.policy.PartialUsage;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say how long a person recently had the access, and when it last ended. */
final class PriorUsageOptions {
  @Option(
      names = "--used",
      paramLabel = "DURATION",
      converter = Reader.class,
      description = {
        "How long the person had the access within the window of 'limits': 0, or a duration like",
        "3h (default: unknown, and not checked)."
      })
  @Nullable Duration used;

  @Option(
      names = "--last-ended",
      paramLabel = "DURATION",
      converter = Reader.class,
      description = {
        "How long ago the person's last grant of it ended, like 20m",
        "(default: unknown, and not checked)."
      })
  @Nullable Duration lastEnded;

  PartialUsage usage() {
    return new PartialUsage(Optional.ofNullable(used), Optional.ofNullable(lastEnded));
  }

  /** Reads a duration in the notation of the policy file, or {@code 0}. */
  static final class Reader implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Durations.parseOrZero(text)
          .orElseThrow(
              () -> new TypeConversionException("'" + text + "' is not 0 or a duration like 30m"));
    }
  }
}
