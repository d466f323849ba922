package dev.hourkey.entra;

import static dev.hourkey.entra.TestPeople.ANA;
import static dev.hourkey.entra.TestPeople.DANA;
import static dev.hourkey.entra.TestPeople.ELI;
import static dev.hourkey.entra.TestPeople.FRANK;
import static dev.hourkey.entra.TestPeople.NOBODY;
import static dev.hourkey.entra.TestPeople.OPS;
import static dev.hourkey.entra.TestPeople.PROD_READONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.entra.ProvisioningJob.State;
import dev.hourkey.scim.ScimProvisioner.Job;
import dev.hourkey.scim.ScimProvisioner.OnDemandResult;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphProvisioningTest {
  private static final String PUSH = "POST */provisionOnDemand";
  private static final String RULE = "33333333-0000-4000-8000-000000000004#V2";

  private final Sandbox sandbox = new Sandbox(0);
  private final EntraAt settings = EntraAt.sandbox(sandbox.uri());
  private final Graph graph = new Graph(settings);
  private final GraphGroupMembers membership = new GraphGroupMembers(graph, settings);
  private final GraphProvisioning provisioning = at(settings);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void an_added_and_a_removed_member_are_carried_to_aws() {
    sandbox.entra().onDemandIgnoresRemovals(false);
    membership.add(PROD_READONLY, ANA);
    assertThat(provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA)))
        .isEqualTo(new OnDemandResult.Done());
    assertThat(inAws()).isTrue();

    membership.remove(PROD_READONLY, ANA);
    assertThat(provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA)))
        .isEqualTo(new OnDemandResult.Done());
    assertThat(inAws()).isFalse();
  }

  @Test
  void five_people_of_a_group_are_named_in_one_call_of_the_documented_shape() throws Exception {
    membership.add(PROD_READONLY, ANA);
    assertThat(provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA, OPS, DANA, ELI, FRANK)))
        .isEqualTo(new OnDemandResult.Done());
    assertThat(sandbox.entra().calls())
        .filteredOn(call -> call.name().endsWith("/provisionOnDemand"))
        .singleElement()
        .satisfies(
            call ->
                assertThat(new ObjectMapper().readTree(call.body()))
                    .isEqualTo(
                        new ObjectMapper()
                            .readTree(
                                """
                                {"parameters": [{
                                  "ruleId": "%s",
                                  "subjects": [{
                                    "objectId": "22222222-0000-4000-8000-000000000004",
                                    "objectTypeName": "Group",
                                    "links": {"members": [
                                      {"objectId": "11111111-0000-4000-8000-000000000001", "objectTypeName": "User"},
                                      {"objectId": "11111111-0000-4000-8000-000000000003", "objectTypeName": "User"},
                                      {"objectId": "11111111-0000-4000-8000-000000000004", "objectTypeName": "User"},
                                      {"objectId": "11111111-0000-4000-8000-000000000005", "objectTypeName": "User"},
                                      {"objectId": "11111111-0000-4000-8000-000000000006", "objectTypeName": "User"}
                                    ]}
                                  }]
                                }]}
                                """
                                    .formatted(RULE))));
  }

  @Test
  void six_people_at_once_are_refused() {
    assertThat(
            provisioning.provisionOnDemand(
                PROD_READONLY, List.of(ANA, OPS, DANA, ELI, FRANK, NOBODY)))
        .isInstanceOfSatisfying(
            OnDemandResult.NotDone.class,
            notDone -> assertThat(notDone.why()).contains("up to 5 members"));
  }

  @Test
  void a_job_with_cycles_runs() {
    assertThat(provisioning.job()).isInstanceOf(Job.Running.class);
  }

  @Test
  void a_job_shows_its_last_cycle_once_that_is_over() {
    assertThat(provisioning.job())
        .isInstanceOfSatisfying(
            Job.Running.class,
            running ->
                assertThat(running.last())
                    .hasValueSatisfying(last -> assertThat(last.ended()).isEqualTo(last.began())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'state':'Failed','timeBegan':'2026-03-02T12:00:00Z','timeEnded':'2026-03-02T12:09:00Z'",
        "'timeBegan':'2026-03-02T12:00:00Z','timeEnded':'2026-03-02T12:09:00Z'",
        "'state':'Succeeded','timeBegan':'2026-03-02T12:00:00Z','timeEnded':null",
        "'state':'Succeeded','timeBegan':'2026-03-02T12:00:00Z','timeEnded':'0001-01-01T00:00:00Z'",
        "'state':'Succeeded'",
      })
  void a_cycle_that_failed_or_is_not_over_does_not_count(String execution) {
    String status = "{'status':{'code':'Active','lastExecution':{" + execution + "}}}";
    try (ScriptedGraph odd = found(new ScriptedGraph()).then(200, status.replace('\'', '"'))) {
      assertThat(at(odd.settings()).job()).isEqualTo(new Job.Running(Optional.empty()));
    }
  }

  @Test
  void a_job_that_was_paused_carries_nothing() {
    sandbox.entra().job().state(State.PAUSED);
    assertThat(provisioning.job())
        .isEqualTo(new Job.Stopped("the provisioning job is switched off in Entra"));
    sandbox.entra().job().state(State.ACTIVE);
    assertThat(provisioning.job()).isInstanceOf(Job.Running.class);
  }

  @Test
  void a_quarantine_is_reported_with_its_reason() {
    sandbox.entra().job().state(State.QUARANTINED);
    assertThat(provisioning.job())
        .isEqualTo(
            new Job.Stopped(
                "Entra has the provisioning job in quarantine (EncounteredQuarantineException): The"
                    + " credentials of the target system are not valid"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'schedule':{'state':'Disabled'},'status':{'code':'NotConfigured'}}|the provisioning job"
            + " is switched off in Entra",
        "{'schedule':{'state':'Paused'},'status':{'code':'Active'}}|the provisioning job is"
            + " switched off in Entra",
        "{'status':{'code':'Quarantine'}}|Entra has the provisioning job in quarantine",
        "{'schedule':{'state':'Active'},'status':{'code':'Active','quarantine':{'reason':'TooManyDeletes'}}}|Entra"
            + " has the provisioning job in quarantine (TooManyDeletes)",
      })
  void a_job_that_does_not_run_says_what_entra_says(String answer, String why) {
    try (ScriptedGraph odd = found(new ScriptedGraph()).then(200, answer.replace('\'', '"'))) {
      assertThat(at(odd.settings()).job()).isEqualTo(new Job.Stopped(why));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'schedule':{'state':'Active'},'status':{'code':'NotRun'}}",
        "{'schedule':{'state':'Active'},'status':{'code':'SomethingNew'}}",
        "{}",
      })
  void an_unknown_state_of_the_job_is_no_alarm(String answer) {
    try (ScriptedGraph odd = found(new ScriptedGraph()).then(200, answer.replace('\'', '"'))) {
      assertThat(at(odd.settings()).job()).isInstanceOf(Job.Running.class);
    }
  }

  @Test
  void a_job_that_was_deleted_is_missed_and_found_again_once_there_is_one() {
    provisioning.job();
    sandbox.entra().job().state(State.MISSING);
    assertThat(provisioning.job())
        .isInstanceOfSatisfying(
            Job.Stopped.class,
            stopped ->
                assertThat(stopped.why()).startsWith("Entra no longer has the provisioning job "));
    assertThat(provisioning.job())
        .isInstanceOfSatisfying(
            Job.Stopped.class,
            stopped -> assertThat(stopped.why()).startsWith("Entra has no provisioning jobs for "));
    sandbox.entra().job().state(State.ACTIVE);
    assertThat(provisioning.job()).isInstanceOf(Job.Running.class);
  }

  @Test
  void a_job_that_could_not_be_asked_has_not_stopped() {
    sandbox.entra().fail("GET */jobs/*", 10, 503);
    assertThatExceptionOfType(DirectoryFailure.class).isThrownBy(provisioning::job);
  }

  @Test
  void a_start_provisions_what_waits_for_a_cycle() {
    membership.add(PROD_READONLY, ANA);
    assertThat(inAws()).isFalse();
    provisioning.start();
    assertThat(inAws()).isTrue();

    membership.remove(PROD_READONLY, ANA);
    provisioning.start();
    assertThat(inAws()).isFalse();
    assertThat(sandbox.entra().calls())
        .filteredOn(call -> call.name().startsWith("POST") && call.name().endsWith("/start"))
        .hasSize(2);
  }

  @Test
  void a_start_that_fails_is_a_failure() {
    sandbox.entra().fail("POST */start", 10, 503);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(provisioning::start)
        .returns(false, DirectoryFailure::lasting);
  }

  @Test
  void the_job_is_looked_for_once() {
    provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA));
    provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA));
    assertThat(sandbox.entra().calls())
        .extracting(call -> call.name().replaceAll("/[0-9a-z.]*[0-9]{8}[^/]*", ""))
        .containsExactly(
            "GET /v1.0/servicePrincipals",
            "GET /v1.0/servicePrincipals/synchronization/jobs",
            "GET /v1.0/servicePrincipals/synchronization/jobs/schema",
            "POST /v1.0/servicePrincipals/synchronization/jobs/provisionOnDemand",
            "POST /v1.0/servicePrincipals/synchronization/jobs/provisionOnDemand");
  }

  @Test
  void nothing_to_provision_counts_as_done() {
    sandbox.entra().onDemandAnswers("Skipped", 1);
    assertThat(provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA)))
        .isEqualTo(new OnDemandResult.Done());
  }

  @Test
  void a_success_status_around_a_failure_is_a_failure() {
    sandbox.entra().onDemandAnswers("Failure", 1);
    assertThat(provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA)))
        .isInstanceOfSatisfying(
            OnDemandResult.NotDone.class,
            notDone -> assertThat(notDone.why()).startsWith("Failure ").contains("credentials"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'key':'{\\'result\\':\\'Skipped\\',\\'details\\':{\\'errorCode\\':\\'NotEffectivelyEntitled\\'}}'}|Skipped"
            + " NotEffectivelyEntitled",
        "{'key':'{\\'result\\':\\'Brandnew\\'}'}|Brandnew",
        "{'key':'out of order'}|out of order",
        "{'value':'{}'}|``",
      })
  void an_unknown_result_counts_as_not_done(String answer, String why) {
    try (ScriptedGraph odd = found(new ScriptedGraph()).then(200, answer.replace('\'', '"'))) {
      assertThat(at(odd.settings()).provisionOnDemand(PROD_READONLY, List.of(ANA)))
          .isEqualTo(new OnDemandResult.NotDone(why));
    }
  }

  @Test
  void the_sixth_call_in_ten_seconds_is_told_to_wait() {
    for (int call = 0; call < 5; call++) {
      provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA));
    }
    assertThat(provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA)))
        .isInstanceOfSatisfying(
            OnDemandResult.NotNow.class,
            notNow -> assertThat(notNow.retryAfter()).isBetween(seconds(1), seconds(10)));
  }

  @Test
  void a_busy_job_without_retry_after_is_left_alone_for_its_window() {
    try (ScriptedGraph odd =
        found(new ScriptedGraph()).thenError(429, "TooManyRequests", "Too many requests.")) {
      assertThat(at(odd.settings()).provisionOnDemand(PROD_READONLY, List.of(ANA)))
          .isEqualTo(new OnDemandResult.NotNow(seconds(10)));
    }
  }

  @Test
  void a_missing_permission_shows_as_401_and_is_no_answer() {
    sandbox.entra().fail(PUSH, 1, 401);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA)))
        .returns(false, DirectoryFailure::lasting);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404})
  void a_job_that_was_set_up_anew_is_found_again(int status) {
    try (ScriptedGraph odd = found(new ScriptedGraph())) {
      odd.thenError(status, "RequestParameterInvalid", "the job does not include the rule.");
      found(odd).then(200, "{\"key\":\"{\\\"result\\\":\\\"Success\\\"}\"}");
      GraphProvisioning provisioning = at(odd.settings());
      assertThat(provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA)))
          .isEqualTo(new OnDemandResult.NotDone("the job does not include the rule."));
      assertThat(provisioning.provisionOnDemand(PROD_READONLY, List.of(ANA)))
          .isEqualTo(new OnDemandResult.Done());
    }
  }

  @Test
  void an_application_is_found_by_its_template_whatever_it_is_called() {
    try (ScriptedGraph odd = found(new ScriptedGraph()).then(200, "{}")) {
      assertThat(at(odd.settings()).job()).isInstanceOf(Job.Running.class);
      assertThat(odd.queries.getFirst())
          .contains("applicationTemplateId eq '21ed01d2-ec13-4e9e-86c1-cd546719ebc4'");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400})
  void an_application_without_a_template_is_found_by_one_of_its_names(int status) {
    try (ScriptedGraph odd = new ScriptedGraph()) {
      odd.then(
          status,
          status == 200
              ? "{\"value\":[]}"
              : "{\"error\":{\"code\":\"Request_UnsupportedQuery\",\"message\":\"Unsupported\"}}");
      found(odd).then(200, "{}");
      assertThat(at(odd.settings()).job()).isInstanceOf(Job.Running.class);
      assertThat(odd.queries.get(1))
          .contains(
              "displayName eq 'AWS IAM Identity Center' or displayName eq 'AWS IAM Identity Center"
                  + " (successor to AWS Single Sign-On)'");
    }
  }

  @Test
  void an_application_of_another_name_must_be_set() {
    try (ScriptedGraph odd = new ScriptedGraph().then(200, "{\"value\":[]}")) {
      assertThat(at(odd.settings()).provisionOnDemand(PROD_READONLY, List.of(ANA)))
          .isInstanceOfSatisfying(
              OnDemandResult.NotDone.class,
              notDone ->
                  assertThat(notDone.why())
                      .startsWith("Entra has no enterprise application ")
                      .endsWith("set hourkey.entra.provisioning.service-principal-id"));
      assertThat(at(odd.settings()).job()).isInstanceOf(Job.Unclear.class);
    }
  }

  @Test
  void a_search_that_graph_refuses_has_not_found_that_there_is_none() {
    try (ScriptedGraph odd = new ScriptedGraph()) {
      odd.thenError(400, "Request_UnsupportedQuery", "Unsupported");
      assertThatExceptionOfType(DirectoryFailure.class)
          .isThrownBy(() -> at(odd.settings()).job())
          .withMessage("find the enterprise application of AWS");
    }
  }

  @Test
  void one_of_several_applications_must_be_set() {
    String two =
        "{\"value\":[{\"id\":\"sp1\",\"displayName\":\"AWS\"},{\"id\":\"sp2\",\"displayName\":\"AWS"
            + " old\"}]}";
    try (ScriptedGraph odd = new ScriptedGraph().then(200, two)) {
      assertThat(at(odd.settings()).job())
          .isEqualTo(
              new Job.Unclear(
                  "Entra has several enterprise applications for AWS IAM Identity Center (AWS sp1,"
                      + " AWS old sp2); set hourkey.entra.provisioning.service-principal-id"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /v1.0/servicePrincipals|403|look for the AWS enterprise application (403"
            + " Authorization_RequestDenied); grant the permission of docs/install.md#groups",
        "GET */synchronization/jobs|401|read provisioning jobs (401 UnknownError); grant the"
            + " permission of docs/install.md#provisioning",
        "GET */schema|403|read provisioning jobs (403 Authorization_RequestDenied); grant the"
            + " permission of docs/install.md#provisioning",
        "GET */synchronization/jobs/*|401|read provisioning jobs (401 UnknownError); grant the"
            + " permission of docs/install.md#provisioning"
      })
  void a_missing_permission_is_named(String calls, int status, String why) {
    sandbox.entra().fail(calls, DirectoryStandIn.ALWAYS, status);
    assertThat(provisioning.job())
        .isInstanceOfSatisfying(
            Job.Unclear.class,
            unclear -> assertThat(unclear.why()).startsWith("Entra does not let Hourkey " + why));
  }

  @Test
  void a_configured_application_that_is_missing_says_nothing_about_its_job() {
    var wrong =
        new EntraAt(URI.create(sandbox.uri() + "/v1.0"), Optional.of("nobody"), Optional.empty());
    assertThat(at(wrong).job())
        .isEqualTo(
            new Job.Unclear(
                "Entra has no enterprise application nobody; check"
                    + " hourkey.entra.provisioning.service-principal-id"));
  }

  @Test
  void a_job_that_is_not_found_is_not_started() {
    sandbox.entra().fail("GET */synchronization/jobs", DirectoryStandIn.ALWAYS, 401);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(provisioning::start)
        .returns(false, DirectoryFailure::lasting);
  }

  @Test
  void a_configured_application_is_not_searched_for() {
    try (ScriptedGraph odd = new ScriptedGraph()) {
      odd.then(200, SCHEMA).then(200, "{\"key\":\"{\\\"result\\\":\\\"Success\\\"}\"}");
      var set =
          new EntraAt(URI.create(odd.uri() + "/v1.0"), Optional.of("sp"), Optional.of("job.1"));
      assertThat(at(set).provisionOnDemand(PROD_READONLY, List.of(ANA)))
          .isEqualTo(new OnDemandResult.Done());
      assertThat(odd.calls)
          .containsExactly(
              "GET /v1.0/servicePrincipals/sp/synchronization/jobs/job.1/schema",
              "POST /v1.0/servicePrincipals/sp/synchronization/jobs/job.1/provisionOnDemand");
    }
  }

  private static final String SCHEMA =
      "{\"synchronizationRules\":[{\"id\":\"u#V2\",\"objectMappings\":[{\"sourceObjectName\":\"User\"}]},"
          + "{\"id\":\"g#V2\",\"objectMappings\":[{\"sourceObjectName\":\"Group\"}]}]}";

  private static ScriptedGraph found(ScriptedGraph graph) {
    return graph
        .then(200, "{\"value\":[{\"id\":\"sp\"}]}")
        .then(200, "{\"value\":[{\"id\":\"job.1\"}]}")
        .then(200, SCHEMA);
  }

  private static GraphProvisioning at(EntraAt settings) {
    Graph graph = new Graph(settings);
    return new GraphProvisioning(graph, new ScimJobs(graph, settings));
  }

  private boolean inAws() {
    return sandbox.aws().isMember("aws-prod-readonly", "ana@example.com");
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
