package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.app.DatabaseStartCheck.Use;
import dev.hourkey.support.TwoRoles;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What is said before the start about the tables and the rights of a role. */
class DatabaseStartCheckTest {
  @Test
  void tables_and_rights_that_are_missing_are_one_sentence_each() throws Exception {
    try (TwoRoles roles = new TwoRoles()) {
      assertThat(problem(roles, TwoRoles.WORKER, Use.MIGRATION))
          .hasValue(
              roles.url()
                  + ": The role hourkey is not allowed to create the tables. Run 'hourkey migrate' as"
                  + " their owner; see docs/install.md#database.");
      assertThat(problem(roles, TwoRoles.WORKER, Use.SERVICE))
          .hasValueSatisfying(
              why ->
                  assertThat(why)
                      .contains("has no Hourkey tables. Run 'hourkey migrate' as their owner"));
      assertThat(problem(roles, TwoRoles.OWNER, Use.COMMAND)).isPresent();
      assertThat(problem(roles, TwoRoles.OWNER, Use.MIGRATION)).isEmpty();

      Flyway.configure()
          .dataSource(roles.url(), TwoRoles.OWNER, TwoRoles.PASSWORD)
          .load()
          .migrate();
      for (Use use : Use.values()) {
        assertThat(problem(roles, TwoRoles.WORKER, use)).isEmpty();
      }

      revoke(roles, "update on access_grant");
      assertThat(problem(roles, TwoRoles.WORKER, Use.COMMAND)).isEmpty();
      assertThat(problem(roles, TwoRoles.WORKER, Use.SERVICE))
          .hasValueSatisfying(
              why ->
                  assertThat(why)
                      .contains("The role hourkey is not allowed to use access_grant. Grant"));
      revoke(roles, "all on environment");
      assertThat(problem(roles, TwoRoles.WORKER, Use.SERVICE))
          .hasValueSatisfying(why -> assertThat(why).contains("access_grant, environment"));
    }
  }

  private static Optional<String> problem(TwoRoles roles, String role, Use use) {
    return new DatabaseStartCheck(
            Map.of(
                Settings.DATABASE,
                roles.url(),
                Settings.DATABASE_USER,
                role,
                Settings.DATABASE_PASSWORD,
                TwoRoles.PASSWORD,
                Settings.MIGRATE_AT_START,
                "false"))
        .problem(use);
  }

  private static void revoke(TwoRoles roles, String rights) throws SQLException {
    try (Connection owner = roles.as(TwoRoles.OWNER);
        var sql = owner.createStatement()) {
      sql.execute("revoke " + rights + " from " + TwoRoles.WORKER);
    }
  }
}
