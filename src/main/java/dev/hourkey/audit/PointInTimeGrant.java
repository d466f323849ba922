package dev.hourkey.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A grant that had not ended at a point in time, according to the audit trail.
 *
 * @param grant its id
 * @param holder their Entra object id
 * @param holderName as it was when the grant was opened
 * @param entitlement its id
 * @param group the name of the Entra group
 * @param opens each permission set that it opened, with its account, the riskiest first
 * @param openedAt empty if the trail does not say
 * @param activeSince when AWS first showed the membership
 * @param endsAt when it was to end; empty until it is active
 * @param undated whether one of its entries has no time. Hourkey always writes a time, so an entry
 *     without one proves nothing. It is listed with the time of the previous entry
 */
public record PointInTimeGrant(
    String grant,
    String holder,
    Optional<String> holderName,
    String entitlement,
    String group,
    List<String> opens,
    Phase phase,
    Optional<Instant> openedAt,
    Optional<Instant> activeSince,
    Optional<Instant> endsAt,
    boolean undated) {
  /** The state of the grant at that moment. */
  public enum Phase {
    SCHEDULED,
    SETTING_UP,
    ACTIVE,
    /** The membership was being removed. Entra or AWS may still have shown it. */
    ENDING
  }

  /**
   * Whether these words occur in the name of the holder, the entitlement, the group or something
   * that the grant opened.
   */
  public boolean isAbout(String words) {
    String wanted = words.toLowerCase(Locale.ROOT);
    return Stream.of(Stream.of(holder, entitlement, group), holderName.stream(), opens.stream())
        .flatMap(texts -> texts)
        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted));
  }

  /**
   * The state of one grant at a point in time.
   *
   * @param payloads its entries in their order; those after the moment are ignored
   * @return empty if it was not opened yet, or had ended
   */
  static Optional<PointInTimeGrant> of(String grant, List<String> payloads, Instant moment) {
    JsonNode opened = null;
    Phase phase = null;
    Instant active = null;
    Instant ends = null;
    Instant last = Instant.MIN;
    boolean undated = false;
    for (JsonNode event : payloads.stream().map(StoredEvent::read).toList()) {
      Instant at = StoredEvent.at(event).orElse(null);
      last = at == null ? last : at;
      if (last.isAfter(moment)) {
        continue;
      }
      undated |= at == null;
      switch (event.path("type").asText()) {
        case "grant_opened" -> {
          opened = event;
          phase = event.path("startsAt").isTextual() ? Phase.SCHEDULED : Phase.SETTING_UP;
        }
        case "grant_starting" -> phase = Phase.SETTING_UP;
        case "grant_active" -> {
          phase = Phase.ACTIVE;
          active = active == null ? at : active;
          ends = StoredEvent.time(event, "endsAt").orElse(null);
        }
        case "grant_extended" -> ends = StoredEvent.time(event, "until").orElse(null);
        case "grant_ending", "member_returned" -> phase = Phase.ENDING;
        case "grant_ended" -> phase = null;
        default -> {} // The event does not affect whether the grant is open.
      }
    }
    return opened == null || phase == null
        ? Optional.empty()
        : Optional.of(of(grant, opened, phase, active, ends, undated));
  }

  private static PointInTimeGrant of(
      String grant,
      JsonNode opened,
      Phase phase,
      @Nullable Instant active,
      @Nullable Instant ends,
      boolean undated) {
    String holder = opened.path("holder").asText();
    return new PointInTimeGrant(
        grant,
        holder,
        StoredEvent.person(opened, holder).map(person -> person.path("name").asText()),
        opened.path("entitlement").asText(),
        opened.path("group").path("name").asText(),
        opens(opened),
        phase,
        StoredEvent.at(opened),
        Optional.ofNullable(active),
        Optional.ofNullable(ends),
        undated);
  }

  private static List<String> opens(JsonNode opened) {
    return opened
        .path("opens")
        .path("targets")
        .valueStream()
        .map(
            target ->
                "%s in %s %s"
                    .formatted(
                        target.path("permissionSet").asText(),
                        target.path("accountName").asText(),
                        target.path("accountId").asText()))
        .toList();
  }
}
