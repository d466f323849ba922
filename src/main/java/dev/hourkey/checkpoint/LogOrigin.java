package dev.hourkey.checkpoint;

import dev.hourkey.text.Counted;
import dev.hourkey.transparency.VerifierKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a log. The first log has the trail's own name. The name of a later log ends with the
 * time at which the log began, so that names sort by age and a restored database can't use one
 * again. A later log begins with a checkpoint that the operator's command signs. From then on,
 * checkpoints under earlier names are no longer compared, and a row in the database must not be
 * enough to achieve that.
 */
record LogOrigin(String name, Instant begunAt) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern LATER = Pattern.compile("/\\d{8}T\\d{6}Z");

  static LogOrigin later(String base, Instant now) {
    return new LogOrigin(base + "/" + TIME.format(now), now);
  }

  /**
   * Why the database's current log cannot belong to the trail, in words.
   *
   * @param base the trail's own name
   * @param newest the log's newest checkpoint in the database
   * @param keys the log's keys
   */
  static Optional<String> mismatch(
      String base, String origin, Optional<StoredCheckpoint> newest, List<VerifierKey> keys) {
    boolean first = origin.equals(base);
    if (!first && !(origin.startsWith(base) && isLater(origin.substring(base.length())))) {
      return Optional.of("the database's log %s is not one of %s".formatted(origin, base));
    }
    if (!first && newest.isEmpty()) {
      return Optional.of("nobody with the signing key began the log " + origin);
    }
    return newest
        .filter(one -> !one.isSignedBy(keys))
        .map(
            one ->
                "the newest checkpoint in the database, of %s, is not signed by this key"
                    .formatted(Counted.of(one.checkpoint().size(), "entry")));
  }

  private static boolean isLater(String suffix) {
    return LATER.matcher(suffix).matches();
  }

  /** The name of a checkpoint in a place; names sort by log and size. */
  static String key(String origin, long size) {
    return "%s/%020d.checkpoint".formatted(origin, size);
  }
}
