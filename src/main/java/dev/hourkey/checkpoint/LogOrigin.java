package dev.hourkey.checkpoint;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The name of a log. The first has the trail's own name. The names of later ones end with the time
 * at which they were begun, so that no restored database can use a name again, and that names sort
 * by age.
 */
record LogOrigin(String name, Instant begunAt) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  static LogOrigin later(String base, Instant now) {
    return new LogOrigin(base + "/" + TIME.format(now), now);
  }

  /** The name of a checkpoint in a place; names sort by log and size. */
  static String key(String origin, long size) {
    return "%s/%020d.checkpoint".formatted(origin, size);
  }
}
