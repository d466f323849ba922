package dev.hourkey.sandbox.oncall;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The operations API of Jira Service Management, and the users of its site. */
final class JsmWire {
  private static final String ACCOUNT = "712020:0000-";
  private static final String SITE = "/atlassian/jsm/ops/api/" + OnCallStandIn.CLOUD_ID;
  private static final String JIRA = "/atlassian/ex/jira/" + OnCallStandIn.CLOUD_ID;

  private final OnCallStandIn tool;

  JsmWire(OnCallStandIn tool) {
    this.tool = tool;
  }

  void addTo(LoopbackServer http) {
    tool.on(http, SITE + "/v1/schedules/{id}/on-calls", this::onCalls);
    tool.on(http, JIRA + "/rest/api/3/user", this::user);
  }

  /** A schedule that the account may not see looks like one that does not exist. */
  private Answer onCalls(Request request) {
    if (!allowed(request)) {
      return Answer.json(401, Json.object("message", "Unauthorized; scope does not match"));
    }
    var rota = tool.rota(request.parameter("id"));
    if (rota.isEmpty()) {
      return Answer.json(404, Json.object("message", "Schedule not found"));
    }
    ArrayNode on = Json.array();
    boolean flat = "true".equals(request.query().get("flat"));
    for (Duty duty : rota.get().at(tool.now())) {
      String id = ACCOUNT + duty.who().number();
      if (flat) {
        on.add(id);
      } else {
        on.add(Json.object("id", id, "type", "user"));
      }
    }
    return Answer.json(200, Json.object().set(flat ? "onCallUsers" : "onCallParticipants", on));
  }

  /** The address is there only if the profile shows it. */
  private Answer user(Request request) {
    String id = request.query().getOrDefault("accountId", "");
    if (!allowed(request)) {
      return Answer.empty(401);
    }
    return tool.person(Integer.parseInt(id.replaceFirst(".*-", "")))
        .map(who -> Answer.json(200, user(id, who)))
        .orElseGet(() -> Answer.json(404, Json.object("errorMessages", Json.array())));
  }

  private static ObjectNode user(String id, Responder who) {
    return Json.object(
        "accountId",
        id,
        "displayName",
        who.name(),
        "emailAddress",
        who.email().isEmpty() ? null : who.email());
  }

  private static boolean allowed(Request request) {
    String credentials = OnCallStandIn.USER + ":" + OnCallStandIn.TOKEN;
    String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    return ("Basic " + basic).equals(request.header("Authorization"));
  }
}
