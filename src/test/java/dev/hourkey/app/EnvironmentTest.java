package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MarkdownPage;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that is used with the settings of another environment. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class EnvironmentTest {
  private static final String TENANT = "hourkey.entra.tenant-id";
  private static final String TEAM = "hourkey.slack.team-id";

  private static final String FIRST_PERSON =
      """
      insert into person (id, name, principal_name, linked_at)
        values ('first', 'First', 'first@example.com', now())
      """;

  @Inject DataSource database;
  @Inject Config config;

  @BeforeEach
  void aDatabaseThatPeopleHaveUsed() throws SQLException {
    Sql.execute(database, "delete from environment");
    Sql.execute(database, FIRST_PERSON);
    started(TENANT, "t-production", TEAM, "T0PRODUCTION");
  }

  @AfterEach
  void notUsed() throws SQLException {
    Sql.execute(database, "delete from environment; delete from person where id = 'first'");
  }

  @Test
  void a_replica_with_the_same_settings_starts_however_they_are_written() {
    assertThatNoException()
        .isThrownBy(() -> started(TENANT, " T-PRODUCTION", TEAM, "T0PRODUCTION"));
  }

  @Test
  void a_replica_with_another_tenant_does_not_start_and_nothing_is_noted() throws SQLException {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                started(
                    TENANT, "t-staging", TEAM, "T0STAGING", "hourkey.aws.identity-store-id", "d-1"))
        .withMessageContaining(
            "hourkey.entra.tenant-id is t-staging, but this database belongs to t-production; see"
                + " docs/operations.md#the-environment-of-a-database.")
        .withMessageContaining("hourkey.slack.team-id is T0STAGING");
    assertThat(Sql.number(database, "select count(*) from environment")).isEqualTo(2);
  }

  /** Before anything starts, with a sentence and without a stack trace. */
  @Test
  void the_program_says_so_and_exits_with_78() {
    Map<String, String> settings = new HashMap<>();
    for (String key : Settings.OF_THE_DATABASE) {
      config.getOptionalValue(key, String.class).ifPresent(value -> settings.put(key, value));
    }
    settings.put(TENANT, "t-production");
    assertThat(Main.refuseEnvironment(settings)).isZero();
    settings.put(TENANT, "t-staging");
    assertThat(Main.refuseEnvironment(settings)).isEqualTo(78);
  }

  @Test
  void an_identity_store_that_is_found_later_is_noted_and_another_is_not_used()
      throws SQLException {
    Environment environment = environment(TENANT, "t-production");
    environment.check("d-production");
    environment.check("d-production");
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> environment.check("d-staging"))
        .withMessageContaining("d-staging, but this database belongs to d-production")
        .returns(true, DirectoryFailure::lasting);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> started("hourkey.aws.identity-store-id", "d-staging"));
  }

  @Test
  void a_mistake_can_be_corrected_until_somebody_has_used_hourkey() throws SQLException {
    Sql.empty(database, "environment, person");
    started(TENANT, "t-misspelt");
    started(TENANT, "t-right");
    Sql.execute(database, FIRST_PERSON);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> started(TENANT, "t-misspelt"));
  }

  @Test
  void a_wrong_setting_that_was_taken_out_in_time_is_forgotten() throws SQLException {
    Sql.empty(database, "environment, person");
    started(TENANT, "t-right", TEAM, "T0WRONG");
    started(TENANT, "t-right");
    Sql.execute(database, FIRST_PERSON);
    assertThatNoException().isThrownBy(() -> started(TENANT, "t-right", TEAM, "T0RIGHT"));
  }

  @Test
  void after_a_move_the_statement_of_the_documentation_lets_it_start() throws SQLException {
    String statement =
        MarkdownPage.of("docs/operations.md")
            .section("the-environment-of-a-database")
            .lines()
            .filter(line -> line.startsWith("DELETE FROM"))
            .findFirst()
            .orElseThrow();
    Sql.execute(database, statement);
    started(TENANT, "t-new", TEAM, "T0NEW");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> started(TENANT, "t-production"));
  }

  private void started(String... settings) {
    environment(settings).note();
  }

  private Environment environment(String... settings) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    return new Environment(database, new SmallRyeConfigBuilder().withDefaultValues(values).build());
  }
}
