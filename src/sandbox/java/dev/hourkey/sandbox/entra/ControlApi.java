package dev.hourkey.sandbox.entra;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.directory.Memberships.Pair;
import dev.hourkey.sandbox.entra.DirectoryObject.Kind;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entra as the page shows it: who is in which group, and the state of the provisioning job. */
final class ControlApi {
  private final EntraStandIn entra;
  private final Directory directory;

  ControlApi(EntraStandIn entra) {
    this.entra = entra;
    this.directory = entra.directory();
  }

  void addTo(LoopbackServer http) {
    http.view("/sandbox/entra", this::view);
    http.action("/sandbox/entra/members", this::setMember);
    http.action("/sandbox/entra/job", this::steerJob);
    http.action("/sandbox/entra/users", this::changeUser);
    http.action("/sandbox/entra/groups", this::changeGroup);
    http.action("/sandbox/entra/permissions", this::grant);
    http.action("/sandbox/entra/switches", this::turn);
  }

  private ObjectNode view() {
    entra.tick();
    List<String> assigned = directory.assigned().stream().map(DirectoryObject::id).toList();
    Map<String, List<String>> members =
        directory.pairs().stream()
            .collect(groupingBy(Pair::group, mapping(Pair::member, toList())));
    return Json.object()
        .putPOJO("users", directory.all(Kind.USER).stream().map(ControlApi::user).toList())
        .putPOJO(
            "groups",
            directory.all(Kind.GROUP).stream()
                .map(group -> group(group, assigned.contains(group.id()), members))
                .toList())
        .putPOJO("job", job())
        .putPOJO("calls", entra.recentCalls());
  }

  private static ObjectNode user(DirectoryObject user) {
    return Json.object()
        .put("id", user.id())
        .put("displayName", user.text("displayName"))
        .put("userPrincipalName", user.text("userPrincipalName"))
        .put("mail", user.text("mail"))
        .put("accountEnabled", user.is("accountEnabled"));
  }

  private static ObjectNode group(
      DirectoryObject group, boolean assigned, Map<String, List<String>> members) {
    return Json.object()
        .put("id", group.id())
        .put("displayName", group.text("displayName"))
        .put("assigned", assigned)
        .putPOJO("members", members.getOrDefault(group.id(), List.of()));
  }

  private ObjectNode job() {
    ProvisioningJob job = entra.job();
    return Json.object()
        .putPOJO("state", job.state())
        .putPOJO("interval", job.interval())
        .putPOJO("lastCycleAt", job.last().began())
        .putPOJO("runningSince", job.runningSince().orElse(null))
        .putPOJO("nextCycleAt", job.nextCycleAt())
        .put("complete", job.last().result() == ProvisioningJob.Result.SUCCEEDED);
  }

  private ObjectNode setMember(JsonNode wanted) {
    entra.setMember(
        wanted.path("group").asText(),
        wanted.path("user").asText(),
        wanted.path("member").asBoolean());
    return view();
  }

  private ObjectNode steerJob(JsonNode wanted) {
    if (wanted.has("state")) {
      entra.job().state(ProvisioningJob.State.valueOf(wanted.get("state").asText()));
    }
    if (wanted.has("interval")) {
      entra.job().interval(Duration.parse(wanted.get("interval").asText()));
    }
    if (wanted.has("cycleDuration")) {
      entra.job().cycleDuration(Duration.parse(wanted.get("cycleDuration").asText()));
    }
    if (wanted.has("initialCycleTakes")) {
      entra.job().initialCycleTakes(Duration.parse(wanted.get("initialCycleTakes").asText()));
    }
    if (wanted.path("inStep").asBoolean()) {
      entra.inStep();
    }
    if (wanted.path("start").asBoolean()) {
      entra.job().start();
    }
    if (wanted.path("begin").asBoolean()) {
      entra.job().beginCycle();
    }
    if (wanted.path("finish").asBoolean()) {
      entra.job().finishCycle();
    }
    if (wanted.path("restart").asBoolean()) {
      entra.job().restart(true);
    }
    return view();
  }

  private ObjectNode grant(JsonNode wanted) {
    if (wanted.has("permission")) {
      entra.grant(wanted.get("permission").asText(), wanted.path("granted").asBoolean());
    }
    if (wanted.has("group")) {
      entra.inUnit(wanted.get("group").asText(), wanted.path("inUnit").asBoolean());
    }
    return Json.object();
  }

  private ObjectNode changeUser(JsonNode wanted) {
    String user = wanted.path("user").asText();
    if (wanted.path("recreated").asBoolean()) {
      entra.recreateUser(user);
    }
    if (wanted.has("statusHidden")) {
      entra.hideStatus(user, wanted.get("statusHidden").asBoolean());
    }
    if (wanted.has("nameOf")) {
      entra.recycleName(user, wanted.get("nameOf").asText());
    }
    if (wanted.has("properties")) {
      entra.changeUser(user, properties(wanted));
    }
    return view();
  }

  private ObjectNode changeGroup(JsonNode wanted) {
    String group = wanted.path("group").asText();
    switch (wanted.path("assigned").asText()) {
      case "true" -> entra.assign(group);
      case "false" -> entra.unassign(group);
      case "default access" -> entra.assignInDefaultAccess(group);
      default -> {}
    }
    if (wanted.has("nestedIn")) {
      entra.nest(wanted.get("nestedIn").asText(), group);
    }
    entra.changeGroup(group, properties(wanted));
    return view();
  }

  /** Properties as Graph names them; null removes one. */
  private static Map<String, @Nullable Object> properties(JsonNode wanted) {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    wanted
        .path("properties")
        .properties()
        .forEach(one -> properties.put(one.getKey(), Json.value(one.getValue())));
    return properties;
  }

  private ObjectNode turn(JsonNode wanted) {
    if (wanted.has("readLag")) {
      entra.readLag(
          Duration.parse(wanted.get("readLag").asText()),
          wanted.path("reads").asInt(DirectoryStandIn.ALWAYS));
    }
    if (wanted.has("writeLag")) {
      entra.writeLag(Duration.parse(wanted.get("writeLag").asText()));
    }
    if (wanted.has("missGroup")) {
      entra.missGroup(wanted.get("missGroup").asInt());
    }
    if (wanted.has("missPerson")) {
      entra.missPerson(wanted.get("missPerson").asInt());
    }
    if (wanted.has("missMembership")) {
      entra.missMembership(wanted.get("missMembership").asInt());
    }
    if (wanted.has("onDemandBelievesItself")) {
      entra.onDemandBelievesItself(wanted.get("onDemandBelievesItself").asBoolean());
    }
    if (wanted.has("onDemandReadLag")) {
      entra.onDemandReadLag(Duration.parse(wanted.get("onDemandReadLag").asText()));
    }
    if (wanted.has("onDemandIgnoresRemovals")) {
      entra.onDemandIgnoresRemovals(wanted.get("onDemandIgnoresRemovals").asBoolean());
    }
    if (wanted.has("writeQuota")) {
      JsonNode quota = wanted.get("writeQuota");
      entra.writeQuota(
          quota.path("capacity").asInt(), Duration.parse(quota.path("per").asText("PT150S")));
    }
    return Json.object();
  }
}
