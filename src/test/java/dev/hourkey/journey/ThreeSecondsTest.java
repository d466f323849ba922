package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.retry.UrgentWork;
import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slack waits three seconds, also while a migration or a dump has locked a table. */
@QuarkusTest
class ThreeSecondsTest extends JourneyTest {
  private static final Duration IN_TIME = Duration.ofMillis(2700);
  private static final Duration AN_INSTANT = Duration.ofMillis(10);
  private static final String NOT_RECORDED = "couldn't save that";

  @Inject UrgentWork urgent;

  @ParameterizedTest
  @ValueSource(strings = {"delivery", "submission"})
  void with_a_locked_table_clicks_and_forms_are_answered_in_time_and_in_a_sentence(String table)
      throws Exception {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    PostedMessage card = card();
    WorkspaceUser dana = sandbox.slack().person("U0DANA");
    openForm(dana, "prod-readonly");
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("set local idle_in_transaction_session_timeout = '60s'");
      sql.execute("lock table " + table + " in access exclusive mode");

      Delivery click = bruno.click(card, "approve");
      assertThat(click.acknowledged()).isTrue();
      assertThat(click.took()).isLessThan(IN_TIME);
      readsThere(bruno, NOT_RECORDED);

      Delivery form = dana.submit(Map.of("how_long", "3600", "why", REASON));
      assertThat(form.took()).isLessThan(IN_TIME);
      assertThat(form.json().at("/errors/why").asText()).contains(NOT_RECORDED);
      connection.rollback();
    }
    assertThat(dana.form()).as("nothing that was typed is lost").isPresent();
    assertThat(dana.submit().answer()).isEmpty();
    bruno.click(card, "approve");
    alerted(ana, "is ready");
  }

  @Test
  void while_other_work_computes_on_all_carriers_of_virtual_threads_a_click_is_stored_in_time()
      throws Exception {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    PostedMessage card = card();
    AtomicBoolean over = new AtomicBoolean();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread.startVirtualThread(() -> computeUntil(over));
    }
    try {
      Delivery click = bruno.click(card, "approve");
      assertThat(click.acknowledged()).isTrue();
      assertThat(click.took()).isLessThan(IN_TIME);
    } finally {
      over.set(true);
    }
    alerted(ana, "is ready");
  }

  @Test
  void while_slack_waits_for_an_answer_an_export_pauses() throws Exception {
    CompletableFuture<Delivery> answer;
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("set local idle_in_transaction_session_timeout = '60s'");
      sql.execute("lock table delivery in access exclusive mode");
      answer = CompletableFuture.supplyAsync(() -> ana.run("general", "/aws-access help"));
      eventually(
          () -> {
            long begun = System.nanoTime();
            urgent.giveWay();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(AN_INSTANT);
          });
      connection.rollback();
    }
    assertThat(answer.get().took()).isLessThan(IN_TIME);
  }

  private static void computeUntil(AtomicBoolean over) {
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"person", "access_grant", "access_request"})
  void with_a_locked_table_commands_are_answered_in_time(String table) throws SQLException {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    card();
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("set local idle_in_transaction_session_timeout = '60s'");
      sql.execute("lock table " + table + " in access exclusive mode");
      for (String command : new String[] {"status", "return", "revoke prod-readonly leaked key"}) {
        Delivery answer = ana.run("general", "/aws-access " + command);
        assertThat(answer.acknowledged()).as(command).isTrue();
        assertThat(answer.took()).as(command).isLessThan(IN_TIME);
        eventually(
            () ->
                assertThat(!answer.answer().isBlank() || ana.form().isPresent())
                    .as(command)
                    .isTrue());
      }
      connection.rollback();
    }
  }
}
