package dev.hourkey.app;

import dev.hourkey.aws.IdentityStoreGuard;
import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * The environment that the database belongs to: the tenant, the workspace and the Identity Store
 * that its records are about. Until somebody has used Hourkey, each start records it anew. In
 * another environment, Hourkey would not find its groups, and would record that access has ended
 * although nobody has removed it.
 */
@ApplicationScoped
class Environment implements IdentityStoreGuard {
  private static final Logger LOG = Logger.getLogger(Environment.class);
  private static final String STORE = "hourkey.aws.identity-store-id";

  private static final List<String> KEYS =
      List.of("hourkey.entra.tenant-id", "hourkey.slack.team-id", STORE);

  private static final String NOTE =
      """
      insert into environment (key, value, noted_at) values (?, ?, now())
      on conflict (key) do update set value = excluded.value, noted_at = excluded.noted_at
      where environment.value <> excluded.value and not exists (select from person)
      """;

  /**
   * The recorded settings. They count once somebody has used Hourkey: until then, a mistake can be
   * corrected without loss.
   */
  private static final String NOTED =
      "select key, value from environment where exists (select from person)";

  private final DataSource database;
  private final Config config;

  Environment(DataSource database, Config config) {
    this.database = database;
    this.config = config;
  }

  /** Records these settings. Stops the start if the database belongs to another environment. */
  void note() {
    forgetUnused();
    List<String> problems = noted(Settings.of(config));
    if (!problems.isEmpty()) {
      throw new IllegalStateException(String.join(" ", problems));
    }
  }

  @Override
  public void check(String identityStoreId) {
    noted(Map.of(STORE, identityStoreId)).stream()
        .findFirst()
        .ifPresent(
            problem -> {
              throw DirectoryFailure.lasting(problem, new IllegalStateException(problem));
            });
  }

  /**
   * Deletes the recorded settings if nobody has used Hourkey yet, because the operator may have
   * removed a wrong one since.
   */
  private void forgetUnused() {
    try (Connection connection = database.getConnection();
        Statement sql = connection.createStatement()) {
      sql.executeUpdate("delete from environment where not exists (select from person)");
    } catch (SQLException e) {
      throw new IllegalStateException("remove the unused environment", e);
    }
  }

  private List<String> noted(Map<String, String> settings) {
    try (Connection connection = database.getConnection();
        PreparedStatement sql = connection.prepareStatement(NOTE)) {
      List<String> problems = problems(connection, settings);
      if (!problems.isEmpty()) {
        return problems;
      }
      for (String key : KEYS) {
        Optional<String> value = value(settings, key);
        if (value.isPresent()) {
          sql.setString(1, key);
          sql.setString(2, value.get());
          if (sql.executeUpdate() > 0) {
            LOG.infof("from now on, the database belongs to %s %s", key, value.get());
          }
        }
      }
      return problems(connection, settings); // Another replica may have recorded something else.
    } catch (SQLException e) {
      throw new IllegalStateException("compare the environment with that of the database", e);
    }
  }

  /** One sentence for each setting that differs; none while nothing is recorded. */
  static List<String> problems(Connection connection, Map<String, String> settings)
      throws SQLException {
    Map<String, String> noted = new HashMap<>();
    try (Statement sql = connection.createStatement()) {
      boolean exists;
      try (ResultSet row =
          DatabaseDiagnostics.only(sql, "select to_regclass('environment') is not null")) {
        exists = row.getBoolean(1);
      }
      if (exists) {
        try (ResultSet rows = sql.executeQuery(NOTED)) {
          while (rows.next()) {
            noted.put(rows.getString(1), rows.getString(2));
          }
        }
      }
    }
    return KEYS.stream().flatMap(key -> problem(key, noted, settings)).toList();
  }

  private static Stream<String> problem(
      String key, Map<String, String> noted, Map<String, String> settings) {
    Optional<String> before = Optional.ofNullable(noted.get(key));
    return value(settings, key)
        .filter(now -> before.filter(then -> !then.equalsIgnoreCase(now)).isPresent())
        .map(
            now ->
                "%s is %s, but this database belongs to %s; see docs/operations.md#the-environment-of-a-database."
                    .formatted(key, now, before.orElseThrow()))
        .stream();
  }

  private static Optional<String> value(Map<String, String> settings, String key) {
    return Optional.ofNullable(settings.get(key)).map(String::strip).filter(one -> !one.isEmpty());
  }
}
