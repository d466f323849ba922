package dev.hourkey.entra;

import static dev.hourkey.entra.Cast.ANA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.Sandbox;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphTest {
  private static final String USERS = "GET /v1.0/users/*";

  private final Sandbox sandbox = new Sandbox(0);
  private final GraphPeople people = new GraphPeople(new Graph(EntraAt.sandbox(sandbox.uri())));

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void a_busy_directory_says_when_to_come_again() {
    sandbox.entra().throttle(USERS, 1, Duration.ofSeconds(7));
    DirectoryFailure failure = failure(people);
    assertThat(failure.retryAfter()).hasValue(Duration.ofSeconds(7));
    assertThat(failure.lasting()).isFalse();
  }

  @Test
  void a_moments_wait_is_waited_for() {
    sandbox.entra().throttle(USERS, 1, Duration.ofSeconds(1));
    assertThat(people.account(ANA)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 409, 500, 502, 503, 504})
  void what_passes_by_itself_says_so(int status) {
    sandbox.entra().fail(USERS, 1, status);
    assertThat(failure(people).lasting()).isFalse();
    assertThat(people.account(ANA)).isPresent();
  }

  @Test
  void what_only_a_person_can_put_right_says_so() {
    sandbox.entra().fail(USERS, 1, 403);
    assertThat(failure(people).lasting()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 404, 429, 503})
  void a_page_of_somebody_in_between_says_nothing_about_the_directory(int status) {
    assertThat(failureOf(status, "<html>Sign in to the café's network</html>").lasting()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"error\":{}}", "{\"error\":\"broken\"}", "{\"message\":\"no\"}"})
  void a_refusal_that_is_not_graphs_is_survived(String body) {
    DirectoryFailure failure = failureOf(500, body);
    assertThat(failure).hasStackTraceContaining("read the account");
    assertThat(failure.lasting()).isFalse();
  }

  @Test
  void a_lost_connection_passes() {
    sandbox.close();
    assertThat(failure(people).lasting()).isFalse();
  }

  private static DirectoryFailure failureOf(int status, String body) {
    try (ScriptedGraph graph = new ScriptedGraph().then(status, body)) {
      return failure(new GraphPeople(new Graph(graph.settings())));
    }
  }

  private static DirectoryFailure failure(GraphPeople people) {
    DirectoryFailure failure =
        catchThrowableOfType(DirectoryFailure.class, () -> people.account(ANA));
    assertThat(failure).hasMessage("read the account " + ANA);
    return failure;
  }
}
