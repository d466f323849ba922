package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.hourkey.support.FreePort;
import dev.hourkey.support.MovableClock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class DatabaseClockTest {
  private static EmbeddedPostgres postgres;

  private final MovableClock machine = new MovableClock();
  private final DatabaseClock clock = new DatabaseClock(machine);

  @BeforeAll
  static void aDatabase() throws IOException {
    postgres = EmbeddedPostgres.builder().setPort(FreePort.take()).start();
  }

  @AfterAll
  static void gone() throws IOException {
    postgres.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT7S", "PT-7S", "PT-1H"})
  void a_wrong_clock_is_replaced_by_the_databases(String by) throws SQLException {
    Duration ahead = Duration.parse(by);
    clock.synchronize(ahead(ahead));
    assertThat(clock.ahead()).isCloseTo(ahead, Duration.ofMillis(200));
    assertThat(clock.instant())
        .isCloseTo(machine.instant().plus(ahead), within(200, ChronoUnit.MILLIS));

    Instant before = clock.instant();
    machine.advance(Duration.ofMinutes(1));
    assertThat(clock.instant()).as("in between it goes on").isEqualTo(before.plusSeconds(60));
  }

  @Test
  void a_clock_that_was_corrected_is_followed() throws SQLException {
    clock.synchronize(ahead(Duration.ofHours(1)));
    clock.synchronize(ahead(Duration.ZERO));
    assertThat(clock.ahead()).isCloseTo(Duration.ZERO, Duration.ofMillis(200));
  }

  @Test
  void a_clock_that_was_set_back_is_noticed_until_that_is_handled() throws SQLException {
    clock.synchronize(ahead(Duration.ofHours(-1)));
    assertThat(clock.wasSetBack()).as("only this machine was wrong").isFalse();
    clock.synchronize(ahead(Duration.ofHours(-2)));
    clock.synchronize(ahead(Duration.ofHours(-2)));
    assertThat(clock.wasSetBack()).isTrue();
    clock.setBackHandled();
    clock.synchronize(ahead(Duration.ofHours(2)));
    assertThat(clock.wasSetBack()).isFalse();
  }

  @Test
  void a_suspended_machine_is_noticed_and_only_the_database_is_believed() throws SQLException {
    MovableClock wall = new MovableClock();
    DatabaseClock suspended = new DatabaseClock(machine, machine::instant, wall::instant);
    wall.advance(Duration.ofDays(-3)); // A wrong clock of the machine does not matter.
    suspended.synchronize(ahead(Duration.ZERO));
    Duration before = suspended.ahead();
    for (int second = 0; second < 10; second++) {
      machine.advance(Duration.ofSeconds(1));
      wall.advance(Duration.ofSeconds(2)); // It is being adjusted.
      assertThat(suspended.jumped()).isFalse();
    }

    wall.advance(Duration.ofHours(8));
    Instant behind = suspended.instant();
    assertThat(suspended.jumped()).isTrue();
    assertThat(suspended.instant()).as("the wall clock may be wrong").isEqualTo(behind);
    assertThat(suspended.jumped()).as("until the database was asked").isTrue();
    suspended.synchronize(ahead(Duration.ofHours(7)));
    assertThat(suspended.jumped()).isFalse();
    assertThat(suspended.ahead().minus(before))
        .isCloseTo(Duration.ofHours(7), Duration.ofMinutes(1));
  }

  @Test
  void the_time_that_the_query_takes_is_ignored() throws SQLException {
    clock.synchronize(ahead(Duration.ofMillis(20)));
    assertThat(clock.ahead()).isZero();
  }

  @Test
  void while_the_database_is_down_the_last_comparison_stays() throws SQLException {
    clock.synchronize(ahead(Duration.ofHours(1)));
    Duration before = clock.ahead();
    PGSimpleDataSource nobody = new PGSimpleDataSource();
    nobody.setPortNumbers(new int[] {1});
    assertThatIllegalStateException().isThrownBy(() -> clock.synchronize(nobody));
    assertThat(clock.ahead()).isEqualTo(before);
  }

  /** A PostgreSQL that answers with another time than this machine's. */
  private static DataSource ahead(Duration by) throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var sql = connection.createStatement()) {
      sql.execute("create schema if not exists wrong");
      sql.execute(
          """
          create or replace function wrong.clock_timestamp() returns timestamptz language sql
          as $$ select pg_catalog.clock_timestamp() + interval '%d ms' $$
          """
              .formatted(by.toMillis()));
    }
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(postgres.getJdbcUrl("postgres", "postgres"));
    database.setCurrentSchema("wrong,pg_catalog");
    return database;
  }
}
