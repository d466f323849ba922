package dev.hourkey.sandbox.entra;

import static dev.hourkey.sandbox.Wire.ANA;
import static dev.hourkey.sandbox.Wire.DANA;
import static dev.hourkey.sandbox.Wire.NOBODY;
import static dev.hourkey.sandbox.Wire.NOOR;
import static dev.hourkey.sandbox.Wire.PROD_READONLY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.SandboxClock;
import dev.hourkey.sandbox.Wire;
import dev.hourkey.sandbox.aws.IdentityCenterStandIn;
import dev.hourkey.sandbox.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProvisioningTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String PERSON = "ana@example.com";
  private static final String JOBS =
      "/v1.0/servicePrincipals/33333333-0000-4000-8000-000000000001/synchronization/jobs";

  private final Sandbox sandbox = new Sandbox(0);
  private final EntraStandIn entra = sandbox.entra();
  private final IdentityCenterStandIn aws = sandbox.aws();
  private final Wire wire = new Wire(sandbox);

  @AfterEach
  void close() {
    sandbox.reset();
    wire.close();
    sandbox.close();
  }

  @Test
  void a_member_arrives_with_the_next_cycle_and_leaves_with_another() {
    entra.setMember(GROUP, PERSON, true);
    pass(Duration.ofMinutes(39));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
    pass(Duration.ofMinutes(2));
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();

    entra.setMember(GROUP, PERSON, false);
    pass(Duration.ofMinutes(30));
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
    pass(Duration.ofMinutes(10));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
  }

  @Test
  void provisioning_on_demand_carries_adds_and_if_switched_on_removals() throws Exception {
    entra.onDemandIgnoresRemovals(false);
    wire.addMember(PROD_READONLY, ANA);
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Success");
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();

    wire.removeMember(PROD_READONLY, ANA);
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Success");
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
  }

  @Test
  void provisioning_on_demand_skips_changes_that_are_already_there() throws Exception {
    var answer = onDemand(List.of(ANA)).json();
    JsonNode key = Json.read(answer.get("key").asText());
    assertThat(key.get("result").asText()).isEqualTo("Skipped");
    assertThat(key.at("/details/errorCode").asText()).isEqualTo("RedundantExport");
    assertThat(answer.get("value").asText()).isEqualTo("{}");
  }

  @Test
  void provisioning_on_demand_answers_success_to_a_removal_and_leaves_it_to_the_cycle()
      throws Exception {
    wire.addMember(PROD_READONLY, ANA);
    onDemand(List.of(ANA));
    wire.removeMember(PROD_READONLY, ANA);
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Success");
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
  }

  @Test
  void provisioning_on_demand_can_see_an_earlier_state_of_the_group() throws Exception {
    entra.onDemandReadLag(Duration.ofSeconds(5));
    wire.addMember(PROD_READONLY, ANA);
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Skipped");
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
    pass(Duration.ofSeconds(6));
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Success");
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
  }

  @Test
  void provisioning_on_demand_can_answer_anything_and_do_nothing() throws Exception {
    wire.addMember(PROD_READONLY, ANA);
    entra.onDemandAnswers("Success", 1);
    entra.onDemandAnswers("Failure", 1);
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Success");
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Failure");
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Success");
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
  }

  @Test
  void provisioning_on_demand_allows_five_calls_in_ten_seconds() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(onDemand(List.of(ANA)).status()).isEqualTo(200);
    }
    var sixth = onDemand(List.of(ANA));
    assertThat(sixth.status()).isEqualTo(429);
    assertThat(Integer.parseInt(sixth.header("Retry-After"))).isBetween(1, 10);
    pass(Duration.ofSeconds(11));
    assertThat(onDemand(List.of(ANA)).status()).isEqualTo(200);
  }

  @Test
  void provisioning_on_demand_accepts_five_people_of_one_group_and_the_right_rule()
      throws Exception {
    assertThat(onDemand(Collections.nCopies(6, ANA)).status()).isEqualTo(400);
    var wrong =
        wire.post(
            JOBS + "/" + job() + "/provisionOnDemand", body("wrong", PROD_READONLY, List.of(ANA)));
    assertThat(wrong.message()).contains("the job does not include the rule");
    assertThat(wire.post(JOBS + "/" + job() + "/provisionOnDemand", "{}").status()).isEqualTo(400);
  }

  @Test
  void aws_accepts_nobody_without_all_names_or_with_a_refused_character() throws Exception {
    for (String name : List.of("", " ", "Haddad; Ltd", "Had\ndad")) {
      sandbox.entra().changeUser("noor@example.com", Map.of("surname", name));
      wire.addMember(PROD_READONLY, NOOR);
      pass(Duration.ofMinutes(40));
      assertThat(aws.isActive("noor@example.com")).isFalse();
      wire.removeMember(PROD_READONLY, NOOR);
    }
    sandbox.entra().changeUser("noor@example.com", Map.of("surname", "Haddad"));
    wire.addMember(PROD_READONLY, NOOR);
    pass(Duration.ofMinutes(40));
    assertThat(aws.isActive("noor@example.com")).isTrue();
  }

  @Test
  void only_a_group_that_is_assigned_itself_as_a_user_is_carried() throws Exception {
    entra.nest("aws-everyone", GROUP);
    for (Runnable change :
        List.<Runnable>of(() -> entra.unassign(GROUP), () -> entra.assignInDefaultAccess(GROUP))) {
      change.run();
      wire.addMember(PROD_READONLY, ANA);
      assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Skipped");
      pass(Duration.ofMinutes(40));
      assertThat(aws.isMember(GROUP, "ana@example.com")).isFalse();
      wire.removeMember(PROD_READONLY, ANA);
    }
  }

  @Test
  void someone_new_is_created_by_the_cycle_and_disabled_when_nothing_is_left() throws Exception {
    wire.addMember(PROD_READONLY, NOOR);
    onDemand(List.of(NOOR));
    assertThat(aws.isActive("noor@example.com")).isFalse();
    pass(Duration.ofMinutes(40));
    assertThat(aws.isActive("noor@example.com")).isTrue();
    assertThat(aws.isMember(GROUP, "noor@example.com")).isTrue();

    wire.removeMember(PROD_READONLY, NOOR);
    pass(Duration.ofMinutes(40));
    assertThat(aws.isActive("noor@example.com")).isFalse();
  }

  @Test
  void a_guest_arrives_by_the_name_they_have_at_home_and_who_lacks_a_name_does_not() {
    entra.putUser(guest("kim", Map.of("givenName", "Kim", "surname", "Ito")));
    entra.putUser(guest("lou", Map.of()));
    entra.setMember(GROUP, "Kim", true);
    entra.setMember(GROUP, "lou", true);
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember(GROUP, "kim@partner.example")).isTrue();
    assertThat(aws.isActive("lou@partner.example")).isFalse();
  }

  @Test
  void a_group_that_is_not_assigned_is_not_carried() throws Exception {
    entra.setMember("sre-leads", PERSON, true);
    var answer = onDemand("22222222-0000-4000-8000-000000000002", List.of(ANA)).json();
    assertThat(answer.get("key").asText()).contains("NotEffectivelyEntitled");

    entra.assign("sre-leads");
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember("sre-leads", PERSON)).isTrue();
  }

  @Test
  void a_cycle_does_not_notice_what_was_done_behind_its_back() {
    entra.setMember(GROUP, PERSON, true);
    pass(Duration.ofMinutes(40));
    entra.setMember(GROUP, PERSON, false);
    aws.setMember(GROUP, PERSON, false);
    entra.setMember(GROUP, PERSON, true);
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
  }

  @Test
  void a_cycle_exports_an_add_that_was_removed_since_it_was_read() throws Exception {
    entra.onDemandIgnoresRemovals(false);
    entra.job().cycleDuration(Duration.ofMinutes(2));
    wire.addMember(PROD_READONLY, ANA);
    pass(Duration.ofMinutes(39));
    assertThat(aws.isMember(GROUP, PERSON)).as("read, not yet exported").isFalse();

    wire.removeMember(PROD_READONLY, ANA);
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Skipped");
    pass(Duration.ofMinutes(1));
    assertThat(entra.isMember(GROUP, PERSON)).isFalse();
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
  }

  @Test
  void changes_in_the_half_minute_before_a_cycle_wait_for_the_next_one() {
    pass(Duration.ofMinutes(39).plusSeconds(45));
    entra.setMember(GROUP, PERSON, true);
    pass(Duration.ofSeconds(30));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
  }

  @Test
  void a_cycle_exports_a_removal_although_the_member_is_back_since_it_was_read() throws Exception {
    wire.addMember(PROD_READONLY, ANA);
    entra.job().start();
    wire.removeMember(PROD_READONLY, ANA);
    entra.job().beginCycle();
    wire.addMember(PROD_READONLY, ANA);
    onDemand(List.of(ANA));
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
    entra.job().finishCycle();
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
    entra.job().start();
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
  }

  @Test
  void a_cycle_shows_when_it_began_and_ended_once_it_is_over() throws Exception {
    entra.job().cycleDuration(Duration.ofMinutes(2));
    pass(Duration.ofMinutes(39));
    var before = wire.get(JOBS + "/" + job()).json().at("/status/lastExecution");
    assertThat(before.get("timeBegan")).isEqualTo(before.get("timeEnded"));
    pass(Duration.ofMinutes(1));
    var last = wire.get(JOBS + "/" + job()).json().at("/status/lastExecution");
    assertThat(
            Duration.between(
                Instant.parse(last.get("timeBegan").asText()),
                Instant.parse(last.get("timeEnded").asText())))
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void provisioning_on_demand_can_mistake_its_record_for_the_state_of_aws() throws Exception {
    entra.onDemandBelievesItself(true);
    wire.addMember(PROD_READONLY, ANA);
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Success");
    aws.setMember(GROUP, PERSON, false);
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Skipped");
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();

    aws.setMember(GROUP, "dnovak", true);
    assertThat(result(onDemand(List.of(DANA)))).isEqualTo("Skipped");
    assertThat(aws.isMember(GROUP, "dnovak")).isTrue();
  }

  @Test
  void a_user_who_is_deleted_and_created_anew_has_another_id_and_the_same_groups() {
    entra.setMember(GROUP, PERSON, true);
    entra.job().start();
    String before = aws.store().userNamed(PERSON).orElseThrow().id();
    entra.recreateUser(PERSON);
    assertThat(aws.store().user(before)).isEmpty();
    assertThat(aws.store().userOf(ANA)).isEqualTo(aws.store().userNamed(PERSON)).isPresent();
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
    assertThat(aws.isMember("aws-everyone", PERSON)).isTrue();

    entra.setMember(GROUP, PERSON, false);
    entra.job().start();
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
  }

  @Test
  void a_user_name_of_somebody_who_left_is_made_theirs_by_the_next_cycle() throws Exception {
    entra.recycleName(PERSON, NOBODY);
    assertThat(aws.store().userNamed(PERSON).orElseThrow().externalId()).isEqualTo(NOBODY);
    assertThat(aws.store().userOf(ANA)).isEmpty();
    wire.addMember(PROD_READONLY, ANA);
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Skipped");
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();

    entra.job().start();
    assertThat(aws.store().userNamed(PERSON).orElseThrow().externalId()).isEqualTo(ANA);
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
  }

  @Test
  void a_user_disabled_in_aws_by_hand_stays_disabled() {
    aws.setActive(PERSON, false);
    pass(Duration.ofMinutes(40));
    assertThat(aws.isActive(PERSON)).isFalse();
  }

  @Test
  void a_job_that_is_told_that_both_sides_are_in_step_sends_only_what_changes_then() {
    entra.setMember(GROUP, PERSON, true);
    entra.inStep();
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();

    aws.setMember(GROUP, PERSON, true);
    entra.setMember(GROUP, PERSON, false);
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
  }

  @Test
  void a_deleted_group_loses_its_members_at_aws_and_restored_has_them_again() {
    entra.setMember(GROUP, PERSON, true);
    pass(Duration.ofMinutes(40));
    entra.deleteGroup(GROUP);
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
    entra.restoreGroup(GROUP);
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
  }

  @Test
  void a_group_created_anew_is_found_by_a_full_restart_only() throws Exception {
    entra.setMember(GROUP, PERSON, true);
    aws.recreateGroup(GROUP);
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Failure");
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
    assertThat(wire.get(JOBS + "/" + job()).json().at("/status/lastExecution/state").asText())
        .isEqualTo("EntryLevelErrors");

    restart();
    entra.job().finishCycle();
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
  }

  @Test
  void a_restart_takes_its_time_for_each_object_and_exports_what_it_read_at_its_beginning()
      throws Exception {
    entra.setMember(GROUP, PERSON, true);
    entra.job().initialCycleTakes(Duration.ofMinutes(5));
    restart();
    entra.setMember(GROUP, PERSON, false);
    entra.job().start();
    pass(Duration.ofHours(1));
    assertThat(aws.isMember(GROUP, PERSON)).as("the initial cycle is under way").isFalse();

    entra.job().finishCycle();
    assertThat(aws.isMember(GROUP, PERSON)).as("as it was an hour ago").isTrue();
    pass(Duration.ofMinutes(40));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
  }

  @Test
  void a_restart_of_a_small_tenant_is_over_within_minutes() throws Exception {
    entra.setMember(GROUP, PERSON, true);
    restart();
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
    pass(Duration.ofMinutes(10));
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
  }

  @Test
  void the_next_cycle_sends_again_what_aws_refused_as_it_was_first_read() throws Exception {
    entra.setMember(GROUP, PERSON, true);
    entra.job().beginCycle();
    entra.setMember(GROUP, PERSON, false);
    entra.job().state(ProvisioningJob.State.QUARANTINED);
    entra.job().finishCycle();
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
    assertThat(wire.get(JOBS + "/" + job()).json().at("/status/lastExecution/state").asText())
        .isEqualTo("Failed");

    entra.job().state(ProvisioningJob.State.ACTIVE);
    entra.job().start();
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
    entra.job().start();
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
  }

  private void restart() throws Exception {
    wire.post(JOBS + "/" + job() + "/restart", "{\"criteria\":{\"resetScope\":\"Full\"}}");
  }

  @Test
  void a_paused_job_carries_nothing_until_it_is_started() throws Exception {
    assertThat(wire.post(JOBS + "/" + job() + "/pause", "").status()).isEqualTo(204);
    entra.setMember(GROUP, PERSON, true);
    pass(Duration.ofHours(2));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
    assertThat(wire.get(JOBS).json().at("/value/0/schedule/state").asText()).isEqualTo("Paused");

    assertThat(wire.post(JOBS + "/" + job() + "/start", "").status()).isEqualTo(204);
    assertThat(aws.isMember(GROUP, PERSON)).isTrue();
  }

  @Test
  void a_job_in_quarantine_shows_it_and_carries_nothing() throws Exception {
    entra.job().state(ProvisioningJob.State.QUARANTINED);
    var status = wire.get(JOBS + "/" + job()).json().get("status");
    assertThat(status.get("code").asText()).isEqualTo("Quarantine");
    assertThat(status.at("/quarantine/reason").asText())
        .isEqualTo("EncounteredQuarantineException");
    wire.addMember(PROD_READONLY, ANA);
    assertThat(result(onDemand(List.of(ANA)))).isEqualTo("Failure");
    pass(Duration.ofHours(2));
    assertThat(aws.isMember(GROUP, PERSON)).isFalse();
  }

  @Test
  void a_missing_job_is_in_no_list() throws Exception {
    String id = job();
    entra.job().state(ProvisioningJob.State.MISSING);
    assertThat(wire.get(JOBS).json().get("value")).isEmpty();
    assertThat(wire.post(JOBS + "/" + id + "/start", "").status()).isEqualTo(404);
  }

  @Test
  void the_application_is_found_by_its_template_and_knows_its_groups() throws Exception {
    var found =
        wire.get(
            "/v1.0/servicePrincipals?$filter=applicationTemplateId eq '21ed01d2-ec13-4e9e-86c1-cd546719ebc4'");
    String id = found.json().at("/value/0/id").asText();
    var assigned = wire.get("/v1.0/servicePrincipals/" + id + "/appRoleAssignedTo").json();
    assertThat(assigned.get("value")).hasSize(5);
  }

  private void pass(Duration time) {
    SandboxClock.advance(time);
    sandbox.tick();
  }

  private String job() throws Exception {
    return wire.get(JOBS).json().at("/value/0/id").asText();
  }

  private static Map<String, Object> guest(String name, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("id", UUID.randomUUID().toString());
    properties.put("displayName", name);
    properties.put("userType", "Guest");
    properties.put("userPrincipalName", name + "_partner.example#EXT#@example.onmicrosoft.com");
    return properties;
  }

  private Wire.Reply onDemand(List<String> users) throws Exception {
    return onDemand(PROD_READONLY, users);
  }

  private Wire.Reply onDemand(String group, List<String> users) throws Exception {
    var schema = wire.get(JOBS + "/" + job() + "/schema").json();
    String rule = schema.at("/synchronizationRules/0/id").asText();
    return wire.post(JOBS + "/" + job() + "/provisionOnDemand", body(rule, group, users));
  }

  private static String body(String rule, String group, List<String> users) {
    var members =
        users.stream().map(id -> Map.of("objectId", id, "objectTypeName", "User")).toList();
    var subject =
        Json.object(
            "objectId", group, "objectTypeName", "Group", "links", Map.of("members", members));
    var parameters = List.of(Map.of("ruleId", rule, "subjects", List.of(subject)));
    return Json.object("parameters", parameters).toString();
  }

  private static String result(Wire.Reply reply) {
    return Json.read(reply.json().get("key").asText()).get("result").asText();
  }
}
