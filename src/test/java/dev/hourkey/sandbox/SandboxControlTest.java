package dev.hourkey.sandbox;

import static dev.hourkey.sandbox.Wire.ANA;
import static dev.hourkey.sandbox.Wire.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxControlTest {
  private static final String NAME = "\"ana@example.com";

  private final Sandbox sandbox = new Sandbox(0);
  private final Wire wire = new Wire(sandbox);

  @AfterEach
  void close() {
    sandbox.reset();
    wire.close();
    sandbox.close();
  }

  @Test
  void a_member_is_added_by_hand_time_passes_and_aws_shows_them() throws Exception {
    var added =
        post(
            "/sandbox/entra/members",
            "{'group':'aws-prod-admin','user':'ana@example.com','member':true}");
    assertThat(group(added.json(), "aws-prod-admin").get("members").get(0).asText()).isEqualTo(ANA);
    assertThat(group(wire.get("/sandbox/aws").json(), "aws-prod-admin").get("members")).isEmpty();

    post("/sandbox/time", "{'advance':'PT41M'}");
    var aws = wire.get("/sandbox/aws").json();
    assertThat(group(aws, "aws-prod-admin").get("members")).hasSize(1);
    assertThat(aws.get("assignments")).hasSize(4);
    assertThat(aws.get("accounts")).hasSize(3);
  }

  @Test
  void the_job_shows_its_next_cycle_and_can_be_steered() throws Exception {
    var job = wire.get("/sandbox/entra").json().get("job");
    assertThat(Instant.parse(job.get("nextCycleAt").asText()))
        .isAfter(Instant.parse(wire.get("/sandbox/time").json().get("now").asText()));
    job = post("/sandbox/entra/job", "{'state':'PAUSED','interval':'PT5M'}").json().get("job");
    assertThat(job.get("state").asText()).isEqualTo("PAUSED");
    assertThat(job.get("interval").asText()).isEqualTo("PT5M");
    job = post("/sandbox/entra/job", "{'start':true}").json().get("job");
    assertThat(job.get("state").asText()).isEqualTo("ACTIVE");
  }

  @Test
  void faults_and_switches_are_set_and_reset_undoes_them() throws Exception {
    post(
        "/sandbox/faults",
        "{'of':'entra','kind':'throttle','calls':'GET */users*','times':9,'duration':'PT3S'}");
    post("/sandbox/faults", "{'of':'aws','kind':'deny'}");
    post(
        "/sandbox/entra/switches",
        "{'readLag':'PT5S','onDemandReadLag':'PT5S','onDemandIgnoresRemovals':true}");
    post("/sandbox/entra/switches", "{'writeQuota':{'capacity':1,'per':'PT1H'}}");
    post("/sandbox/aws/switches", "{'readLag':'PT5S','pageSize':1,'emptyFirst':true,'limit':1}");
    wire.removeMember(Wire.PROD_READONLY, ANA);
    assertThat(wire.removeMember(Wire.PROD_READONLY, ANA).status()).isEqualTo(429);
    assertThat(wire.get("/v1.0/users").header("Retry-After")).isEqualTo("3");
    assertThat(wire.get("/sandbox/entra").json().at("/calls/0/status").asInt()).isEqualTo(429);
    post("/sandbox/reset", "{}");
    assertThat(wire.get("/v1.0/users").status()).isEqualTo(200);
    assertThat(wire.removeMember(Wire.PROD_READONLY, ANA).status()).isEqualTo(404);
  }

  @Test
  void each_bad_day_breaks_one_vendor_and_can_be_undone() throws Exception {
    assertThat(seen()).isEqualTo("Graph 200, job ACTIVE, Slack 200, AWS 200");
    assertThat(on("entra-throttles")).isEqualTo("Graph 429, job ACTIVE, Slack 200, AWS 200");
    assertThat(on("job-quarantined")).isEqualTo("Graph 200, job QUARANTINED, Slack 200, AWS 200");
    assertThat(on("slack-away")).isEqualTo("Graph 200, job ACTIVE, Slack 500, AWS 200");
    assertThat(on("aws-away")).isEqualTo("Graph 200, job ACTIVE, Slack 200, AWS 500");
    assertThat(post("/sandbox/bad-days", "{'id':'flood','on':true}").status()).isEqualTo(400);
    assertThat(wire.get("/sandbox/bad-days").json()).hasSize(4);
  }

  /** What the vendors answer on this bad day; afterwards all must be well again. */
  private String on(String day) throws Exception {
    JsonNode days = post("/sandbox/bad-days", "{'id':'" + day + "','on':true}").json();
    assertThat(days.valueStream().filter(one -> one.path("on").asBoolean()))
        .singleElement()
        .satisfies(one -> assertThat(one.path("id").asText()).isEqualTo(day));
    String then = seen();
    days = post("/sandbox/bad-days", "{'id':'" + day + "','on':false}").json();
    assertThat(days.valueStream()).noneMatch(one -> one.path("on").asBoolean());
    assertThat(seen()).isEqualTo("Graph 200, job ACTIVE, Slack 200, AWS 200");
    return then;
  }

  private String seen() throws Exception {
    return "Graph %d, job %s, Slack %d, AWS %d"
        .formatted(
            wire.get("/v1.0/users").status(),
            wire.get("/sandbox/entra").json().at("/job/state").asText(),
            wire.post("/api/auth.test", "{}").status(),
            wire.send(
                    "POST",
                    "/",
                    "{}",
                    Map.of(
                        "X-Amz-Target",
                        "SWBExternalService.ListInstances",
                        "Content-Type",
                        "application/x-amz-json-1.1",
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=x"))
                .status());
  }

  @Test
  void a_reset_forgets_bad_days() throws Exception {
    post("/sandbox/bad-days", "{'id':'entra-throttles','on':true}");
    post("/sandbox/start-over", "{}");
    assertThat(wire.get("/sandbox/bad-days").json().valueStream())
        .noneMatch(one -> one.path("on").asBoolean());
    assertThat(wire.get("/v1.0/users").status()).isEqualTo(200);
  }

  @Test
  void the_pages_descriptions_of_people_follow_from_their_groups_and_the_policy() throws Exception {
    String policy = Files.readString(Path.of("deploy/policy.example.yaml"));
    JsonNode entra = wire.get("/sandbox/entra").json();
    JsonNode slack = wire.get("/sandbox/slack").json();
    for (JsonNode person : slack.path("people")) {
      if (person.path("bot").asBoolean()) {
        continue;
      }
      String mail = person.path("email").asText();
      String about = slack.path("about").path(person.path("id").asText()).asText();
      String id =
          entra
              .path("users")
              .valueStream()
              .filter(user -> user.path("mail").asText().equals(mail))
              .map(user -> user.path("id").asText())
              .findFirst()
              .orElse("");
      assertThat(about).isNotEmpty();
      assertThat(about.contains("Requests"))
          .as(about)
          .isEqualTo(group(entra, "engineering").get("members").toString().contains(mark(id)));
      assertThat(about.toLowerCase(Locale.ROOT).contains("approves"))
          .as(about)
          .isEqualTo(group(entra, "sre-leads").get("members").toString().contains(mark(id)));
      assertThat(about.contains("is the operator"))
          .as(about)
          .isEqualTo(policy.contains("operators: ['person:" + mail + "']"));
    }
  }

  private static String mark(String id) {
    return '"' + id + '"';
  }

  @Test
  void a_cycle_that_is_under_way_is_shown_and_exports_when_it_is_told_to() throws Exception {
    post("/sandbox/entra/job", "{'cycleDuration':'PT5M'}");
    post("/sandbox/entra/members", "{'group':'aws-prod-admin','user':'" + ANA + "','member':true}");
    var job = post("/sandbox/entra/job", "{'start':true}").json().get("job");
    assertThat(job.hasNonNull("runningSince")).isTrue();
    assertThat(group(wire.get("/sandbox/aws").json(), "aws-prod-admin").get("members")).isEmpty();
    job = post("/sandbox/entra/job", "{'finish':true}").json().get("job");
    assertThat(job.hasNonNull("runningSince")).isFalse();
    assertThat(group(wire.get("/sandbox/aws").json(), "aws-prod-admin").get("members")).hasSize(1);
  }

  @Test
  void people_are_disabled_deleted_and_created_anew() throws Exception {
    var user = post("/sandbox/aws/users", "{'user':'ana@example.com','active':false}").json();
    assertThat(user.at("/users/0/active").asBoolean(true)).isFalse();
    String before = user.at("/users/0/id").asText();
    post("/sandbox/entra/users", "{'user':'ana@example.com','recreated':true}");
    assertThat(wire.get("/sandbox/aws").text()).doesNotContain(before).contains(NAME);
    post("/sandbox/entra/users", "{'user':'ana@example.com','nameOf':'" + NOBODY + "'}");
    assertThat(wire.get("/sandbox/aws").text()).contains(NOBODY);
    post("/sandbox/aws/users", "{'user':'ana@example.com','deleted':true}");
    assertThat(wire.get("/sandbox/aws").text()).doesNotContain(NAME);
    post("/sandbox/entra/job", "{'initialCycleTakes':'PT5M','restart':true}");
    assertThat(wire.get("/sandbox/aws").text()).doesNotContain(NAME);
    post("/sandbox/entra/job", "{'finish':true}");
    assertThat(wire.get("/sandbox/aws").text()).contains(NAME);
  }

  @Test
  void tests_can_set_which_changes_entra_does_not_carry() throws Exception {
    String assigned = "'group':'aws-prod-admin','assigned':";
    post("/sandbox/entra/groups", "{" + assigned + "false}");
    assertThat(
            group(wire.get("/sandbox/entra").json(), "aws-prod-admin").get("assigned").asBoolean())
        .isFalse();
    post("/sandbox/entra/groups", "{" + assigned + "'true','nestedIn':'aws-everyone'}");
    post("/sandbox/entra/groups", "{" + assigned + "'default access'}");
    assertThat(
            group(wire.get("/sandbox/entra").json(), "aws-prod-admin").get("assigned").asBoolean())
        .isFalse(); // Nothing of it is provisioned.
    post(
        "/sandbox/entra/groups",
        "{'group':'aws-prod-admin','properties':{'isAssignableToRole':true}}");
    assertThat(wire.addMember("22222222-0000-4000-8000-000000000005", ANA).status()).isEqualTo(403);
    post("/sandbox/entra/users", "{'user':'ana@example.com','properties':{'surname':null}}");
    assertThat(wire.get("/v1.0/users/" + ANA).json().hasNonNull("surname")).isFalse();
  }

  @Test
  void tests_can_set_wrong_answers() throws Exception {
    assertThat(
            post(
                    "/sandbox/aws/answers",
                    "{'group':'aws-prod-admin','user':'ana@example.com','exists':[true,false]}")
                .status())
        .isEqualTo(200);
    assertThat(post("/sandbox/aws/switches", "{'staleReads':1}").status()).isEqualTo(200);
    post("/sandbox/entra/switches", "{'missPerson':1,'missMembership':1,'writeLag':'PT5S'}");
    assertThat(wire.addMember(Wire.PROD_READONLY, ANA).status()).isEqualTo(404);
    assertThat(wire.addMember(Wire.PROD_READONLY, ANA).status()).isEqualTo(204);
    assertThat(wire.removeMember(Wire.PROD_READONLY, ANA).status()).isEqualTo(404);
  }

  @Test
  void an_impossible_command_is_answered_with_a_sentence() throws Exception {
    var reply =
        post("/sandbox/entra/members", "{'group':'no-such-group','user':'ana@example.com'}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("error").asText()).contains("no-such-group");
    assertThat(post("/sandbox/faults", "{'of':'slack'}").status()).isEqualTo(400);
    assertThat(post("/sandbox/time", "{'advance':'soon'}").status()).isEqualTo(400);
  }

  private Wire.Reply post(String path, String body) throws Exception {
    return wire.post(path, body.replace('\'', '"'));
  }

  private static JsonNode group(JsonNode view, String name) {
    return view.get("groups")
        .valueStream()
        .filter(group -> group.get("displayName").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
