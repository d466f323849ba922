package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The step of Workflow Builder that requests access. */
@QuarkusTest
class WorkflowTest extends JourneyTest {
  @Test
  void a_workflow_proposes_a_request_and_the_person_it_names_submits_it() {
    String execution = sandbox.slack().runWorkflow(inputs());
    eventually(
        () ->
            assertThat(sandbox.slack().endOfWorkflow(execution))
                .contains("success {\"outcome\":\"proposed\"}"));
    PostedMessage proposal = alerted(ana, "A workflow proposes");
    assertThat(proposal.words()).contains(REASON, "Nothing is requested until");
    assertThat(bruno.messages(APPROVALS)).as("nothing is requested yet").isEmpty();

    ana.click(proposal, "request_proposed");
    eventually(
        () -> assertThat(ana.form().map(form -> form.json().hasNonNull("submit"))).contains(true));
    assertThat(form(ana).json().toString()).contains("Production, read only", REASON, "\"3600\"");
    assertThat(ana.submit(Map.of()).answer()).as("all of it is filled in").isEmpty();
    assertThat(card().words()).contains("Ana Lima requests Production, read only", REASON);
  }

  @Test
  void an_impossible_request_ends_the_step_with_a_sentence() {
    refused("entitlement", "prod-everything", "'prod-everything' is not the id");
    refused("duration", "soon", "The duration must look like 30m, 1h or 2d.");
    refused("justification", "x".repeat(501), "at most 500 characters");
    refused("person", "U0GONE", "Slack does not let Hourkey write to this person.");
    assertThat(ana.directMessages()).isEmpty();
  }

  @Test
  void workflows_that_name_somebody_take_nothing_from_what_that_person_may_do() {
    Map<String, String> inputs = new HashMap<>(inputs());
    inputs.put("person", bruno.id());
    List<String> executions =
        IntStream.range(0, 45).mapToObj(_ -> sandbox.slack().runWorkflow(inputs)).toList();
    eventually(
        () ->
            assertThat(executions)
                .allMatch(execution -> sandbox.slack().endOfWorkflow(execution).isPresent()));
    assertThat(executions)
        .filteredOn(
            execution ->
                sandbox.slack().endOfWorkflow(execution).orElseThrow().startsWith("error "))
        .hasSizeGreaterThan(25);

    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    bruno.click(card(), "approve");
    alerted(ana, "is ready");
  }

  private void refused(String input, String value, String why) {
    Map<String, String> inputs = new HashMap<>(inputs());
    inputs.put(input, value);
    String execution = sandbox.slack().runWorkflow(inputs);
    eventually(
        () ->
            assertThat(sandbox.slack().endOfWorkflow(execution).orElse(""))
                .startsWith("error ")
                .contains(why));
  }

  @Test
  void a_step_that_could_not_be_ended_is_sent_again_and_still_proposes_once() {
    sandbox.slack().fail(new Fault("functions.completeSuccess", Fault.Kind.HTML, 1, ""));
    String execution = sandbox.slack().runWorkflow(inputs());
    assertThat(sandbox.slack().deliveries())
        .filteredOn(one -> one.parcel().kind().equals("events_api"))
        .extracting(Delivery::acknowledged)
        .containsExactly(false, true);
    assertThat(sandbox.slack().endOfWorkflow(execution).orElse("")).startsWith("success");
    assertThat(ana.directMessages())
        .filteredOn(one -> one.words().contains("A workflow proposes"))
        .hasSize(1);
  }

  private static Map<String, String> inputs() {
    return Map.of(
        "person", "U0ANA",
        "entitlement", "prod-readonly",
        "duration", "1h",
        "justification", REASON);
  }
}
