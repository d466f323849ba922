package dev.hourkey.sandbox.oncall;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** PagerDuty's REST API, version 2. */
final class PagerDutyWire {
  /** The account's time zone. Times are in it unless a call names another one. */
  private static final String ACCOUNT_ZONE = "Asia/Kolkata";

  private static final int LONGEST_PAGE = 100;
  private static final int PAGE = 25;

  private final OnCallStandIn tool;

  PagerDutyWire(OnCallStandIn tool) {
    this.tool = tool;
  }

  void addTo(LoopbackServer http) {
    tool.on(http, "/pagerduty/oncalls", request -> allowed(request) ? onCalls(request) : denied());
    tool.on(
        http,
        "/pagerduty/schedules/{id}/users",
        request -> allowed(request) ? users(request) : denied());
  }

  private static boolean allowed(Request request) {
    return ("Token token=" + OnCallStandIn.TOKEN).equals(request.header("Authorization"));
  }

  private static Answer denied() {
    return Answer.json(401, Json.object("error", Json.object("message", "Unauthorized")));
  }

  /** A schedule that no escalation policy uses has no rows, and nor has an unknown one. */
  private Answer onCalls(Request request) {
    String id = request.query().getOrDefault("schedule_ids[]", "");
    List<ObjectNode> rows = new ArrayList<>();
    tool.rota(id)
        .ifPresent(
            rota -> {
              for (int policy = 0; policy < rota.policies(); policy++) {
                for (Duty duty : rota.at(tool.now())) {
                  rows.add(row(request, rota, duty, policy));
                }
              }
            });
    int limit = Math.min(LONGEST_PAGE, number(request, "limit", PAGE));
    int offset = number(request, "offset", 0);
    ArrayNode page = Json.array();
    rows.stream().skip(offset).limit(limit).forEach(page::add);
    return Answer.json(
        200,
        Json.object("limit", limit, "offset", offset, "more", offset + limit < rows.size())
            .set("oncalls", page));
  }

  private static ObjectNode row(Request request, Rota rota, Duty duty, int policy) {
    boolean users = "users".equals(request.query().get("include[]"));
    String zone = request.query().getOrDefault("time_zone", ACCOUNT_ZONE);
    ObjectNode row =
        Json.object(
            "escalation_level", 1,
            "start", time(duty.start(), zone),
            "end", time(duty.end(), zone));
    row.set("user", users ? user(duty.who()) : reference(duty.who()));
    row.set("schedule", Json.object("id", rota.id(), "type", "schedule_reference"));
    row.set(
        "escalation_policy",
        Json.object("id", "PESC" + policy, "type", "escalation_policy_reference"));
    return row;
  }

  /** Without a span of time it lists everybody in the rotation, on call or not. */
  private Answer users(Request request) {
    var rota = tool.rota(request.parameter("id"));
    if (rota.isEmpty()) {
      return Answer.json(
          404, Json.object("error", Json.object("message", "Not Found", "code", 2100)));
    }
    boolean span = request.query().containsKey("since");
    List<Duty> duties =
        span
            ? rota.get().at(Instant.parse(Objects.requireNonNull(request.query().get("since"))))
            : rota.get().rotation();
    ArrayNode users = Json.array();
    duties.stream().map(Duty::who).distinct().forEach(who -> users.add(user(who)));
    return Answer.json(200, Json.object().set("users", users));
  }

  private static ObjectNode user(Responder who) {
    return Json.object(
        "id", "PUSER" + who.number(), "type", "user", "name", who.name(), "email", who.email());
  }

  private static ObjectNode reference(Responder who) {
    return Json.object(
        "id", "PUSER" + who.number(), "type", "user_reference", "summary", who.name());
  }

  private static String time(Instant time, String zone) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(ZoneId.of(zone)));
  }

  private static int number(Request request, String name, int otherwise) {
    return Integer.parseInt(request.query().getOrDefault(name, String.valueOf(otherwise)));
  }
}
