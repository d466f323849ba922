package dev.hourkey.audit;

import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types of audit events, as they are stored: the names of their records, in lower case. */
public final class EventTypes {
  private static final Pattern WORD = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  public static final SortedSet<String> ALL =
      records(AuditEvent.class).map(EventTypes::of).collect(Collectors.toCollection(TreeSet::new));

  private EventTypes() {}

  static String of(Class<?> event) {
    return WORD.matcher(event.getSimpleName()).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Stream.of(type.getPermittedSubclasses()).flatMap(EventTypes::records);
  }
}
