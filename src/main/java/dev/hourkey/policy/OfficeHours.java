package dev.hourkey.policy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Weekly hours like {@code Mon-Fri 08:00-18:00 Europe/Helsinki}, several separated by commas. The
 * local time in that zone decides: an hour that occurs twice when clocks go back counts twice, and
 * an hour that is skipped when they go forward does not exist.
 */
public record OfficeHours(List<Span> spans) {
  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final String EXAMPLE = "Mon-Fri 08:00-18:00 Europe/Helsinki";
  private static final Pattern FORM =
      Pattern.compile("(\\p{L}+)(?:-(\\p{L}+))? ([0-9:]+)-([0-9:]+) ([\\w/+-]+)");
  private static final Pattern TIME = Pattern.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00");
  private static final int DAY = 24 * 60;

  public OfficeHours {
    spans = List.copyOf(spans);
  }

  /**
   * Hours of one day, which may end on the next, on some days of the week.
   *
   * @param days on which the span begins
   * @param start minutes after midnight, 0 to 1439
   * @param end minutes after midnight, 0 to 1440; before the start, it is on the next day
   */
  public record Span(Set<DayOfWeek> days, int start, int end, ZoneId zone) {
    public Span {
      days = Set.copyOf(days);
    }

    boolean contains(Instant now) {
      ZonedDateTime there = now.atZone(zone);
      int minute = there.getHour() * 60 + there.getMinute();
      DayOfWeek today = there.getDayOfWeek();
      if (start < end) {
        return days.contains(today) && start <= minute && minute < end;
      }
      return (days.contains(today) && start <= minute)
          || (days.contains(today.minus(1)) && minute < end);
    }
  }

  /** Whether {@code now} is within one of the spans; the end of a span does not count. */
  public boolean contains(Instant now) {
    return spans.stream().anyMatch(span -> span.contains(now));
  }

  /** Reads the text. Empty if anything is wrong with it; each problem is one clause. */
  public static Optional<OfficeHours> parse(String text, Consumer<String> problem) {
    List<Span> spans = new ArrayList<>();
    String[] parts = text.split(",", -1);
    for (String part : parts) {
      span(part.strip(), problem).ifPresent(spans::add);
    }
    return spans.size() == parts.length ? Optional.of(new OfficeHours(spans)) : Optional.empty();
  }

  private static Optional<Span> span(String text, Consumer<String> problem) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      problem.accept(
          "'%s' must be days, hours and a zone, like %s; several are separated by commas"
              .formatted(text, EXAMPLE));
      return Optional.empty();
    }
    List<String> problems = new ArrayList<>();
    int first = day(parts.group(1), problems);
    int last = parts.group(2) == null ? first : day(parts.group(2), problems);
    int start = minutes(parts.group(3), problems);
    int end = minutes(parts.group(4), problems);
    Optional<ZoneId> zone = zone(parts.group(5), problems);
    if (start == DAY) {
      problems.add("24:00 is the end of a day: write 00:00 for the start of the next one");
    }
    if (problems.isEmpty() && start == end) {
      problems.add(
          "%s-%s is empty: write 00:00-24:00 for a whole day"
              .formatted(parts.group(3), parts.group(4)));
    }
    problems.forEach(one -> problem.accept("in '%s', %s".formatted(text, one)));
    return problems.isEmpty()
        ? zone.map(found -> new Span(days(first, last), start, end, found))
        : Optional.empty();
  }

  private static int day(String text, List<String> problems) {
    int day = DAYS.indexOf(text);
    if (day < 0) {
      problems.add("'%s' must be one of %s".formatted(text, String.join(", ", DAYS)));
    }
    return day;
  }

  /** A range may pass Sunday: {@code Fri-Mon} is four days. */
  private static Set<DayOfWeek> days(int first, int last) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    DayOfWeek day = DayOfWeek.of(first + 1);
    days.add(day);
    while (day != DayOfWeek.of(last + 1)) {
      day = day.plus(1);
      days.add(day);
    }
    return days;
  }

  private static int minutes(String text, List<String> problems) {
    if (!TIME.matcher(text).matches()) {
      problems.add("'%s' must be a time from 00:00 to 24:00, with two digits each".formatted(text));
      return -1;
    }
    return Integer.parseInt(text.substring(0, 2)) * 60 + Integer.parseInt(text.substring(3));
  }

  /** Abbreviations such as EET are refused, because most of them ignore daylight saving time. */
  private static Optional<ZoneId> zone(String text, List<String> problems) {
    if (text.equals("UTC") || (text.contains("/") && ZoneId.getAvailableZoneIds().contains(text))) {
      return Optional.of(ZoneId.of(text));
    }
    String city = text.substring(text.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    String meant =
        ZoneId.getAvailableZoneIds().stream()
            .filter(id -> id.toLowerCase(Locale.ROOT).endsWith("/" + city))
            .min(String::compareTo)
            .map(id -> "; did you mean '" + id + "'?")
            .orElse("");
    problems.add("'%s' must be a zone like Europe/Helsinki, or UTC%s".formatted(text, meant));
    return Optional.empty();
  }
}
