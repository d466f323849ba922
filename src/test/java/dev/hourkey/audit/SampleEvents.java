package dev.hourkey.audit;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccountState;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.SignInProof;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** One event of every type that there is, found by reflection, so that none can be forgotten. */
public final class SampleEvents {
  private static final PersonId ANA = new PersonId("2a1f8c3e-0000-4000-8000-00000000a0a0");

  private SampleEvents() {}

  /** The events, with and without what is optional, as the trail has them. */
  public static List<AuditEntry> entries() {
    List<AuditEntry> entries = new ArrayList<>();
    for (Class<?> type : types(AuditEvent.class).toList()) {
      for (boolean optional : new boolean[] {true, false}) {
        entries.add(entry(entries.size() + 1L, event(type, optional)));
      }
    }
    return entries;
  }

  /** The types as the trail names them. */
  public static List<String> types() {
    return entries().stream()
        .map(AuditEntry::payload)
        .map(payload -> payload.replaceFirst("(?s).*\"type\":\"(\\w+)\",\"v\":1}$", "$1"))
        .distinct()
        .toList();
  }

  /** What the trail stores of an event at a time when these people were known. */
  public static String payload(AuditEvent event, Instant at, Map<PersonId, Person> known) {
    return CanonicalJson.json(event, at, known);
  }

  public static AuditEntry entry(long seq, AuditEvent event) {
    Person ana =
        new Person(ANA, Optional.of(new ChatUser("T", "U")), "Ana Lima", "ana@example.com");
    return new AuditEntry(
        seq,
        CanonicalJson.json(event, Instant.parse("2026-03-02T12:00:00.123Z"), Map.of(ANA, ana)),
        new byte[32],
        new byte[] {1});
  }

  private static Stream<Class<?>> types(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Stream.of(type.getPermittedSubclasses()).flatMap(SampleEvents::types);
  }

  private static AuditEvent event(Class<?> type, boolean optional) {
    try {
      RecordComponent[] parts = type.getRecordComponents();
      var constructor =
          type.getDeclaredConstructor(
              Stream.of(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return (AuditEvent)
          constructor.newInstance(
              Stream.of(parts).map(part -> value(part.getGenericType(), optional)).toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName(), e);
    }
  }

  private static Object value(Type type, boolean optional) {
    if (type instanceof ParameterizedType generic) {
      Type of = generic.getActualTypeArguments()[0];
      return generic.getRawType() == Optional.class
          ? optional ? Optional.of(value(of, true)) : Optional.empty()
          : optional ? List.of(value(of, true)) : List.of();
    }
    return switch (((Class<?>) type).getSimpleName()) {
      case "UUID" -> new UUID(0, 42);
      case "PersonId" -> ANA;
      case "Person" -> new Person(ANA, Optional.empty(), "Ana Lima", "ana@example.com");
      case "String" -> "a \"word\"";
      case "Duration" -> Duration.ofMinutes(5);
      case "Instant" -> Instant.parse("2026-03-02T13:00:00Z");
      case "boolean" -> optional;
      case "int" -> 3;
      case "long" -> 7L;
      case "EntraGroup" -> new EntraGroup("id-of-group", "aws-prod-readonly");
      case "StageProgress" -> new StageProgress(1, 1, 1, 1, false);
      case "SignInProof" ->
          new SignInProof(Instant.parse("2026-03-02T13:00:00Z"), Optional.of("c1"), List.of("mfa"));
      case "AwsAccess" ->
          new AwsAccess(
              List.of(
                  new AccountAssignment(
                      "111122223333",
                      "Production",
                      "ReadOnlyAccess",
                      Optional.of(Duration.ofHours(1)),
                      AwsAccountState.ACTIVE)),
              true);
      default -> throw new IllegalStateException("what is a sample of " + type + "?");
    };
  }
}
