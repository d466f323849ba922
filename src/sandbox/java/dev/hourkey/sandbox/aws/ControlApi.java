package dev.hourkey.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import java.time.Duration;

/** AWS as the page shows it: who is in which group there, and what that group opens. */
final class ControlApi {
  private final IdentityCenterStandIn aws;
  private final Runnable tick;

  ControlApi(IdentityCenterStandIn aws, Runnable tick) {
    this.aws = aws;
    this.tick = tick;
  }

  void addTo(LoopbackServer http) {
    http.view("/sandbox/aws", this::view);
    http.action("/sandbox/aws/members", this::setMember);
    http.action("/sandbox/aws/users", this::changeUser);
    http.action("/sandbox/aws/answers", this::answer);
    http.action("/sandbox/aws/permissions", this::permit);
    http.action("/sandbox/aws/assignments", this::setAssignment);
    http.action("/sandbox/aws/accounts", this::setAccount);
    http.action("/sandbox/aws/switches", this::turn);
  }

  private ObjectNode view() {
    tick.run();
    return Json.object()
        .putPOJO("users", aws.store().users())
        .putPOJO("groups", aws.store().groups().stream().map(this::group).toList())
        .putPOJO("accounts", aws.seed().accounts().stream().map(this::account).toList())
        .putPOJO("permissionSets", aws.seed().permissionSets())
        .putPOJO("assignments", aws.assignments().all())
        .putPOJO("calls", aws.recentCalls());
  }

  private ObjectNode group(StoreGroup group) {
    return Json.object()
        .put("id", group.id())
        .put("displayName", group.displayName())
        .putPOJO("members", aws.store().members(group.id()));
  }

  private ObjectNode account(OrganizationSeed.Account account) {
    return Json.object()
        .put("id", account.id())
        .put("name", account.name())
        .put("email", account.email())
        .put("state", aws.organizations().state(account.id()));
  }

  private ObjectNode setAssignment(JsonNode wanted) {
    String group = wanted.path("group").asText();
    String account = wanted.path("account").asText();
    String permissionSet = wanted.path("permissionSet").asText();
    if (wanted.path("assigned").asBoolean()) {
      aws.assign(group, account, permissionSet);
    } else {
      aws.unassign(group, account, permissionSet);
    }
    return view();
  }

  private ObjectNode setAccount(JsonNode wanted) {
    aws.accountState(wanted.path("account").asText(), wanted.path("state").asText());
    return view();
  }

  private ObjectNode setMember(JsonNode wanted) {
    aws.setMember(
        wanted.path("group").asText(),
        wanted.path("user").asText(),
        wanted.path("member").asBoolean());
    return view();
  }

  private ObjectNode changeUser(JsonNode wanted) {
    String user = wanted.path("user").asText();
    if (wanted.has("active")) {
      aws.setActive(user, wanted.get("active").asBoolean());
    }
    if (wanted.path("deleted").asBoolean()) {
      aws.deleteUser(user);
    }
    return view();
  }

  private ObjectNode permit(JsonNode wanted) {
    aws.permit(wanted.path("action").asText(), wanted.path("granted").asBoolean());
    return Json.object();
  }

  private ObjectNode answer(JsonNode wanted) {
    aws.answerMembership(
        wanted.path("group").asText(),
        wanted.path("user").asText(),
        wanted.path("exists").valueStream().map(JsonNode::asBoolean).toArray(Boolean[]::new));
    return Json.object();
  }

  private ObjectNode turn(JsonNode wanted) {
    if (wanted.has("readLag")) {
      aws.readLag(Duration.parse(wanted.get("readLag").asText()));
    }
    if (wanted.has("staleReads")) {
      aws.staleReads(wanted.get("staleReads").asInt());
    }
    if (wanted.has("pageSize")) {
      aws.pages(wanted.get("pageSize").asInt(), wanted.path("emptyFirst").asBoolean());
    }
    if (wanted.has("delegatedAdministrator")) {
      aws.delegatedAdministrator(wanted.get("delegatedAdministrator").asBoolean());
    }
    if (wanted.has("limit")) {
      aws.limit(wanted.get("limit").asInt());
    }
    return Json.object();
  }
}
