package dev.hourkey.oncall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.http.Credentials;
import dev.hourkey.http.Credentials.Setting;
import dev.hourkey.http.JsonAnswer;
import dev.hourkey.http.JsonApi;
import dev.hourkey.policy.OnCallSchedule;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The schedules of incident.io, with overrides applied. */
@ApplicationScoped
class IncidentIo implements OnCallTool {
  static final String TOKEN = "hourkey.oncall.incident-io-token";

  private final JsonApi api;

  IncidentIo(OnCallConfig config, Clock clock) {
    api =
        new JsonApi(
            OnCallSchedule.Tool.INCIDENT_IO.label(),
            config.incidentIoUrl(),
            Credentials.token("Bearer ", new Setting(TOKEN, config.incidentIoToken())),
            JsonApi.JSON_TYPE,
            clock);
  }

  /** Every layer has a shift of its own; everybody in one of these shifts is on call. */
  @Override
  public Shift now(String schedule) {
    String doing = "ask incident.io who is on call for " + schedule;
    JsonAnswer answer = api.get(doing, List.of("v2", "schedules", schedule), Map.of());
    JsonNode shifts =
        api.accepted(doing, answer, IncidentIo::hint).path("schedule").path("current_shifts");
    if (!shifts.isArray()) {
      throw api.unexpected(doing, "'current_shifts'");
    }
    List<Shift.Part> parts = new ArrayList<>();
    shifts.forEach(shift -> parts.add(part(doing, shift)));
    return Shift.of(parts);
  }

  private static String hint(JsonAnswer refusal) {
    return switch (refusal.status()) {
      case 401 -> TOKEN + " is not valid";
      case 403 -> "the key behind " + TOKEN + " is not allowed to view schedules";
      case 404 -> "there is no such schedule, or the key is not allowed to see it";
      default -> "no reason given";
    };
  }

  private Shift.Part part(String doing, JsonNode shift) {
    String mail = shift.path("user").path("email").asText("");
    if (mail.isBlank()) {
      throw api.unexpected(
          doing, "the address of user " + shift.path("user").path("id").asText("?"));
    }
    try {
      return new Shift.Part(
          mail, Optional.of(OffsetDateTime.parse(shift.path("end_at").asText()).toInstant()));
    } catch (DateTimeParseException e) {
      throw api.unexpected(doing, "a readable end of the shift");
    }
  }
}
