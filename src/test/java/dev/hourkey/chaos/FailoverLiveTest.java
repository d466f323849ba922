package dev.hourkey.chaos;

import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.support.HourkeySandbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL goes away, or comes back without accepting writes. */
@QuarkusTest
@QuarkusTestResource(value = HourkeySandbox.class, restrictToAnnotatedClass = true)
class FailoverLiveTest {
  private static final String GROUP_NAME = "aws-prod-readonly";

  private static final String END_THE_OTHERS =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()
      """;

  @TestHTTPResource("/q/health/")
  URI health;

  @Inject DataSource database;

  private final HttpClient http = HttpClient.newHttpClient();
  private Connection operator;
  private Sandbox sandbox;

  /** A session that may write, although all others are read-only. */
  @BeforeEach
  void anOperator() throws SQLException {
    sandbox = HourkeySandbox.get();
    String url;
    try (var connection = database.getConnection()) {
      url = connection.getMetaData().getURL();
    }
    operator =
        DriverManager.getConnection(
            url
                + (url.contains("?") ? "&" : "?")
                + "user=postgres&password=postgres&options=-c%20default_transaction_read_only=off");
    await().until(() -> get("ready").statusCode() == 200);
  }

  @AfterEach
  void asItWas() throws SQLException {
    execute("alter role postgres reset default_transaction_read_only");
    execute("alter system reset default_transaction_read_only");
    execute("select pg_reload_conf()");
    operator.close();
    http.close();
  }

  /**
   * What a failover leaves behind: every connection of the pool was made while the server was
   * read-only and stays so, while new ones may write.
   */
  @Test
  void connections_that_stay_read_only_hold_up_no_removal() throws Exception {
    String person = holds(Instant.now().plusSeconds(8));
    execute("alter role postgres set default_transaction_read_only = on");
    execute(END_THE_OTHERS);
    await().until(() -> sql("select now() > ends_at from access_grant where holder = ?", person));
    assertThat(get("ready").statusCode()).isEqualTo(503);
    assertThat(inEntra(person)).isTrue();

    execute("alter role postgres reset default_transaction_read_only");
    await().until(() -> !inEntra(person));
    await().until(() -> sql("select phase = 'ENDED' from access_grant where holder = ?", person));
  }

  @Test
  void ready_says_that_postgresql_is_read_only_and_when_it_is_over() throws Exception {
    execute("alter system set default_transaction_read_only = on");
    execute("select pg_reload_conf()");
    await()
        .until(
            () -> get("ready"),
            answer ->
                answer.statusCode() == 503 && answer.body().contains("PostgreSQL is read-only"));
    assertThat(get("live").statusCode()).as("a restart would not help").isEqualTo(200);
    execute("alter system reset default_transaction_read_only");
    execute("select pg_reload_conf()");
    await().until(() -> get("ready").statusCode() == 200);
  }

  /** The claim of a replica that was killed in the middle of a removal. */
  @Test
  void a_removal_that_a_dead_replica_was_at_is_begun_again_within_seconds() throws Exception {
    String person = holds(Instant.now().plusSeconds(3600));
    execute(
        """
        with dead as (
          update access_grant set ends_at = now() - interval '1 minute',
            due_at = now() - interval '1 minute', next_check_at = now() - interval '1 minute',
            attempt = 7
          where holder = '%1$s' returning id),
        at_work as (
          insert into work_claim (queue, item, replica)
          select 'ENDING', id::text, 'hourkey/dead' from dead
          on conflict (queue, item) do update set replica = excluded.replica)
        update membership set leased_by = (select id from dead), leased_attempt = 7,
          leased_until = now() + interval '29 seconds', leased_for_removal = true
        where person_id = '%1$s'
        """
            .formatted(person));
    await() // Half of the time after which its lease would be over.
        .atMost(Duration.ofSeconds(14))
        .until(() -> !inEntra(person));
  }

  /** A person whose grant is live until then. */
  private String holds(Instant until) throws SQLException {
    String person = "7777" + UUID.randomUUID().toString().substring(4);
    sandbox
        .entra()
        .putUser(
            Map.of(
                "id", person, "displayName", person, "userPrincipalName", person + "@example.com"));
    sandbox.entra().setMember(Storm.GROUP, person, true);
    sandbox.aws().putUser(Storm.inAws(person), person, person + "@example.com");
    sandbox.aws().setMember(GROUP_NAME, Storm.inAws(person), true);
    sandbox.entra().inStep();
    sandbox.entra().job().interval(Duration.ofSeconds(5));
    Seed seed = new Seed(operator);
    seed.people(List.of(person));
    seed.live("prod-readonly", List.of(person), until);
    return person;
  }

  private boolean inEntra(String person) {
    return sandbox.entra().isMember(Storm.GROUP, person);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(health.resolve(path)).timeout(Duration.ofSeconds(8)).build(),
        BodyHandlers.ofString());
  }

  private void execute(String statement) throws SQLException {
    try (var sql = operator.createStatement()) {
      sql.execute(statement);
    }
  }

  private boolean sql(String question, String about) throws SQLException {
    try (var sql = operator.prepareStatement(question)) {
      sql.setString(1, about);
      var rows = sql.executeQuery();
      return rows.next() && rows.getBoolean(1);
    }
  }
}
