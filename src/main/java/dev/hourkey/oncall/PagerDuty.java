package dev.hourkey.oncall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.http.Credentials;
import dev.hourkey.http.Credentials.Setting;
import dev.hourkey.http.JsonAnswer;
import dev.hourkey.http.JsonApi;
import dev.hourkey.policy.OnCallSchedule;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PagerDuty's schedules, with overrides applied, over its REST API version 2. */
@ApplicationScoped
class PagerDuty implements OnCallTool {
  static final String TOKEN = "hourkey.oncall.pagerduty-token";

  private static final int PAGE = 100;
  private static final int MAX_PAGES = 10;

  private final JsonApi api;
  private final Clock clock;

  PagerDuty(OnCallConfig config, Clock clock) {
    this.clock = clock;
    api =
        new JsonApi(
            OnCallSchedule.Tool.PAGERDUTY.label(),
            config.pagerdutyUrl(),
            Credentials.token("Token token=", new Setting(TOKEN, config.pagerdutyToken())),
            "application/vnd.pagerduty+json;version=2",
            clock);
  }

  @Override
  public Shift now(String schedule) {
    String doing = "ask PagerDuty who is on call for " + schedule;
    List<Shift.Part> parts = onCalls(doing, schedule);
    return parts.isEmpty() ? withoutEscalationPolicy(doing, schedule) : Shift.of(parts);
  }

  /**
   * PagerDuty's rows for the people on call: one for each person, escalation policy and level.
   * Without dates in the call, they are about now.
   */
  private List<Shift.Part> onCalls(String doing, String schedule) {
    List<Shift.Part> parts = new ArrayList<>();
    for (int page = 0; page < MAX_PAGES; page++) {
      JsonAnswer answer =
          api.get(
              doing,
              List.of("oncalls"),
              Map.of(
                  "schedule_ids[]",
                  schedule,
                  "include[]",
                  "users",
                  "earliest",
                  "true",
                  "time_zone",
                  "UTC",
                  "limit",
                  String.valueOf(PAGE),
                  "offset",
                  String.valueOf(page * PAGE)));
      JsonNode body = api.accepted(doing, answer, PagerDuty::hint);
      if (!body.path("oncalls").isArray()) {
        throw api.unexpected(doing, "'oncalls'");
      }
      for (JsonNode row : body.path("oncalls")) {
        if (row.path("schedule").path("id").asText("").equals(schedule)) {
          parts.add(new Shift.Part(mail(doing, row.path("user")), end(doing, row.path("end"))));
        }
      }
      if (!body.path("more").asBoolean(false)) {
        return parts;
      }
    }
    throw api.unexpected(doing, "an end of its pages");
  }

  /**
   * A schedule that no escalation policy uses has no rows, as if nobody were on call. Its own list
   * of users shows who is; that call needs a time span.
   */
  private Shift withoutEscalationPolicy(String doing, String schedule) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    JsonAnswer answer =
        api.get(
            doing,
            List.of("schedules", schedule, "users"),
            Map.of("since", now.toString(), "until", now.plusSeconds(1).toString()));
    JsonNode users = api.accepted(doing, answer, PagerDuty::hint).path("users");
    if (!users.isArray()) {
      throw api.unexpected(doing, "'users'");
    }
    List<Shift.Part> parts = new ArrayList<>();
    users.forEach(user -> parts.add(new Shift.Part(mail(doing, user), Optional.empty())));
    return Shift.of(parts);
  }

  private static String hint(JsonAnswer refusal) {
    return switch (refusal.status()) {
      case 401 -> TOKEN + " is not valid";
      case 402 -> "the account's plan does not include it";
      case 403 -> "the key behind " + TOKEN + " is not allowed to read schedules and users";
      case 404 -> "there is no such schedule, or the key is not allowed to see it";
      default -> refusal.body().path("error").path("message").asText("no reason given");
    };
  }

  private String mail(String doing, JsonNode user) {
    String mail = user.path("email").asText("");
    if (mail.isBlank()) { // Only a reference: the key is not allowed to read users.
      throw api.unexpected(doing, "the address of user " + user.path("id").asText("?"));
    }
    return mail;
  }

  /**
   * When a person's part of the shift ends. PagerDuty sends null for somebody who is always on
   * call.
   */
  private Optional<Instant> end(String doing, JsonNode end) {
    if (!end.isTextual()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(end.asText()).toInstant());
    } catch (DateTimeParseException e) {
      throw api.unexpected(doing, "a readable end of the shift");
    }
  }
}
