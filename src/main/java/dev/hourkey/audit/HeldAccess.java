package dev.hourkey.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A grant that had not ended at a moment, as the audit trail tells it.
 *
 * @param holder their Entra object id
 * @param holderName as it was when the grant was opened
 * @param entitlement its id
 * @param group the name of the Entra group
 * @param activeSince when AWS first showed the membership
 * @param endsAt when it was to end; empty until it is active
 */
public record HeldAccess(
    UUID grant,
    String holder,
    Optional<String> holderName,
    String entitlement,
    String group,
    Phase phase,
    Instant openedAt,
    Optional<Instant> activeSince,
    Optional<Instant> endsAt) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How far it was. */
  public enum Phase {
    SCHEDULED,
    SETTING_UP,
    ACTIVE,
    /** It is removed, and Entra or AWS may still have shown it. */
    ENDING
  }

  /**
   * What one grant was at a moment.
   *
   * @param payloads its entries in their order; those after the moment are ignored
   * @return empty if it was not opened yet, or had ended
   */
  static Optional<HeldAccess> of(UUID grant, List<String> payloads, Instant moment) {
    JsonNode opened = null;
    Phase phase = null;
    Instant active = null;
    Instant ends = null;
    for (JsonNode event : payloads.stream().map(HeldAccess::parsed).toList()) {
      if (time(event, "at").isAfter(moment)) {
        continue;
      }
      switch (event.path("type").asText()) {
        case "grant_opened" -> {
          opened = event;
          phase = event.path("startsAt").isTextual() ? Phase.SCHEDULED : Phase.SETTING_UP;
        }
        case "grant_starting" -> phase = Phase.SETTING_UP;
        case "grant_active" -> {
          phase = Phase.ACTIVE;
          active = active == null ? time(event, "at") : active;
          ends = time(event, "endsAt");
        }
        case "grant_extended" -> ends = time(event, "until");
        case "grant_ending", "member_returned" -> phase = Phase.ENDING;
        case "grant_ended" -> phase = null;
        default -> {} // It changes nothing for whether it is held.
      }
    }
    return opened == null || phase == null
        ? Optional.empty()
        : Optional.of(of(grant, opened, phase, active, ends));
  }

  private static HeldAccess of(
      UUID grant, JsonNode opened, Phase phase, @Nullable Instant active, @Nullable Instant ends) {
    String holder = opened.path("holder").asText();
    return new HeldAccess(
        grant,
        holder,
        people(opened)
            .filter(person -> person.path("id").asText().equals(holder))
            .map(person -> person.path("name").asText())
            .findFirst(),
        opened.path("entitlement").asText(),
        opened.path("group").path("name").asText(),
        phase,
        time(opened, "at"),
        Optional.ofNullable(active),
        Optional.ofNullable(ends));
  }

  private static Stream<JsonNode> people(JsonNode event) {
    return event.path("people").valueStream();
  }

  private static Instant time(JsonNode event, String field) {
    return Instant.parse(event.path(field).asText());
  }

  private static JsonNode parsed(String payload) {
    try {
      return JSON.readTree(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("read an audit event", e);
    }
  }
}
