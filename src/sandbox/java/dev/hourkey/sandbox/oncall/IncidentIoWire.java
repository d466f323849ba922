package dev.hourkey.sandbox.oncall;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;

/** The schedules of incident.io. */
final class IncidentIoWire {
  private final OnCallStandIn tool;

  IncidentIoWire(OnCallStandIn tool) {
    this.tool = tool;
  }

  void addTo(LoopbackServer http) {
    tool.on(http, "/incident-io/v2/schedules/{id}", this::schedule);
  }

  private Answer schedule(Request request) {
    if (!("Bearer " + OnCallStandIn.TOKEN).equals(request.header("Authorization"))) {
      return Answer.json(401, Json.object("type", "authentication_error", "status", 401));
    }
    return tool.rota(request.parameter("id"))
        .map(rota -> Answer.json(200, Json.object("schedule", schedule(rota))))
        .orElseGet(() -> Answer.json(404, Json.object("type", "not_found", "status", 404)));
  }

  private ObjectNode schedule(Rota rota) {
    ArrayNode shifts = Json.array();
    rota.at(tool.now()).forEach(duty -> shifts.add(shift(duty)));
    return Json.object("id", rota.id(), "name", "Platform", "timezone", "Europe/Berlin")
        .set("current_shifts", shifts);
  }

  private static ObjectNode shift(Duty duty) {
    ObjectNode user =
        Json.object(
            "id",
            "01USER" + duty.who().number(),
            "name",
            duty.who().name(),
            "email",
            duty.who().email(),
            "role",
            "responder");
    return Json.object("rotation_id", "R1", "start_at", duty.start(), "end_at", duty.end())
        .set("user", user);
  }
}
