package dev.hourkey.oncall;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who is on call for a schedule now, by the tool's own clock.
 *
 * @param mails the people's mail addresses, in lower case; none if nobody is on call
 * @param until the latest time at which that changes, if the tool returns one
 */
record Shift(Set<String> mails, Optional<Instant> until) {
  Shift {
    mails =
        mails.stream()
            .map(mail -> mail.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** One person's part of a shift. */
  record Part(String mail, Optional<Instant> until) {}

  static Shift of(List<Part> parts) {
    return new Shift(
        parts.stream().map(Part::mail).collect(Collectors.toUnmodifiableSet()),
        parts.stream().map(Part::until).flatMap(Optional::stream).min(Instant::compareTo));
  }
}
