package dev.hourkey.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.ticket.Issue;
import dev.hourkey.sandbox.ticket.JiraStandIn;
import dev.hourkey.support.MovableClock;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketsTest {
  private static final Set<String> PROJECTS = Set.of("OPS", "INC");

  private final MovableClock clock = new MovableClock();
  private final LoopbackServer http = new LoopbackServer(0);
  private final JiraStandIn jira = new JiraStandIn(http);
  private final Tickets tickets = tickets(JiraStandIn.TOKEN);

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void an_open_ticket_has_its_title_and_status() {
    assertThat(tickets.in("INC-42: disk full", PROJECTS))
        .contains(new Ticket.Open("INC-42", "Disk full on db-1", "In Progress"));
  }

  @Test
  void a_ticket_whose_status_is_of_the_category_done_is_closed() {
    assertThat(tickets.in("see OPS-7", PROJECTS)).contains(new Ticket.Closed("OPS-7", "Done"));
    jira.put(new Issue("OPS-7", "Rotate", "Erledigt", "done"));
    assertThat(tickets.in("see OPS-7", PROJECTS)).contains(new Ticket.Closed("OPS-7", "Erledigt"));
  }

  @Test
  void a_ticket_that_does_not_exist_is_missing_only_if_its_project_is_shown() {
    assertThat(tickets.in("OPS-999", PROJECTS)).contains(new Ticket.Missing("OPS-999"));
    jira.hide("OPS");
    assertThat(failure("OPS-999").forLog()).contains("404", "not allowed to see it");
    assertThat(failure("OPS-7").lasting()).isTrue();
  }

  @Test
  void with_a_wrong_token_a_ticket_is_unknown_though_jira_answers_404() {
    DirectoryFailure failure =
        catchThrowableOfType(DirectoryFailure.class, () -> tickets("wrong").in("INC-42", PROJECTS));
    assertThat(failure.forLog()).contains("hourkey.ticket.jira-token").doesNotContain("wrong");
    assertThat(failure.userSentenceStart()).isEqualTo("Jira refuses Hourkey (404)");
  }

  @Test
  void a_ticket_that_was_moved_counts_by_where_it_is_now() {
    jira.move("INC-42", "OPS-50");
    assertThat(tickets.in("INC-42", PROJECTS))
        .contains(new Ticket.Open("OPS-50", "Disk full on db-1", "In Progress"));
    jira.move("INC-42", "FUN-1");
    assertThat(tickets.in("INC-42", PROJECTS)).contains(new Ticket.WrongProject("FUN-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no ticket here",
        "UTF-8 is broken",
        "FUN-3: for fun",
        "ops-7",
        "OPS-07",
        "OPS-0",
        "OPS 7",
        "XOPS-7 and OPS-7x and OPS-7-1 and A_OPS-7",
        "OPS-12345678901",
        "OPS-../../secret"
      })
  void text_without_a_key_of_these_projects_names_no_ticket(String text) {
    assertThat(tickets.in(text, PROJECTS)).isEmpty();
    assertThat(jira.paths()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INC-42/../../../admin | /jira/rest/api/3/issue/INC-42",
        "INC-42?fields=* | /jira/rest/api/3/issue/INC-42",
        "(INC-42) | /jira/rest/api/3/issue/INC-42",
        "UTF-8 in INC-42 and OPS-7 | /jira/rest/api/3/issue/INC-42",
      })
  void nothing_but_the_key_gets_into_the_address(String text, String path) {
    assertThat(tickets.in(text, PROJECTS)).isPresent();
    assertThat(jira.paths()).containsExactly(path);
  }

  @ParameterizedTest
  @CsvSource({"500", "401", "403", "302", "429"})
  void any_other_answer_is_unknown(int status) {
    jira.faults().answer(Answer.empty(status).header("Location", "/elsewhere"), 1);
    assertThat(failure("INC-42").userSentenceStart()).startsWith("Jira ");
    assertThat(jira.paths()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "<html>",
        "{\"key\":\"INC-42\",\"fields\":{\"project\":{\"key\":\"INC\"}}}",
      })
  void an_answer_of_another_shape_is_unknown(String odd) {
    jira.faults().answer(Answer.text(200, odd), 1);
    assertThat(failure("INC-42").lasting()).isFalse();
  }

  @Test
  void a_status_without_category_is_unknown() {
    jira.put(new Issue("INC-42", "Disk full", "?", "undefined"));
    assertThat(failure("INC-42").forLog()).contains("category");
  }

  @Test
  void a_jira_that_is_slow_is_given_up_after_five_seconds() {
    jira.faults().delay(Duration.ofSeconds(7));
    assertThat(failure("INC-42").userSentenceStart()).isEqualTo("Jira does not answer");
  }

  private DirectoryFailure failure(String text) {
    return catchThrowableOfType(DirectoryFailure.class, () -> tickets.in(text, PROJECTS));
  }

  private Tickets tickets(String token) {
    return new Tickets(
        new Jira(
            new TicketConfig() {
              @Override
              public Optional<URI> jiraUrl() {
                return Optional.of(URI.create(http.uri() + "/jira"));
              }

              @Override
              public Optional<String> jiraUser() {
                return Optional.of(JiraStandIn.USER);
              }

              @Override
              public Optional<String> jiraToken() {
                return Optional.of(token);
              }
            },
            clock));
  }
}
