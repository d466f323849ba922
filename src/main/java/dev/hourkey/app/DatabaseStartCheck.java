package dev.hourkey.app;

import static java.util.Objects.requireNonNull;

import dev.hourkey.doctor.ConnectionFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.Driver;

/**
 * Checks the database before Quarkus starts, because Quarkus would print pages of stack trace if it
 * could not reach the database.
 */
public final class DatabaseStartCheck {
  private static final String SECONDS = "5";

  /** The options that the service needs for its sessions. */
  private static final String OPTIONS = defaultOf(Settings.DATABASE_OPTIONS);

  private static final String MIGRATE = "Run 'hourkey migrate' as their owner";
  private static final String GRANT = "Grant it the rights that all work needs";

  /**
   * Lists what all work needs but the role is not allowed to use; null if nothing is missing. The
   * readiness check of the running service uses the same query.
   */
  static final String NOT_USABLE =
      """
      select string_agg(name, ', ') from (
        select name from unnest(array['%s']) name
          where not (has_table_privilege(to_regclass(name), 'SELECT')
            and has_table_privilege(to_regclass(name), 'INSERT')
            and has_table_privilege(to_regclass(name), 'UPDATE'))
        union all
        select 'audit_append_all' where not
          has_function_privilege(to_regprocedure('audit_append_all(text[])'), 'EXECUTE')) missing
      """
          .formatted(
              Stream.concat(
                      Stream.of(WorkQueue.values()).map(queue -> queue.table),
                      Stream.of("environment", "membership", "replica", "work_claim"))
                  .distinct()
                  .sorted()
                  .collect(Collectors.joining("', '")));

  private static final String TABLES =
      """
      select current_user::text as role, to_regclass('access_grant') is not null as exist,
        coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as may_create,
        (%s) as not_usable
      """
          .formatted(NOT_USABLE);

  private final Map<String, String> settings;

  DatabaseStartCheck(Map<String, String> settings) {
    this.settings = settings;
  }

  /** What a process needs from the tables. */
  public enum Use {
    /** The process creates or updates them. */
    MIGRATION,
    /** They must exist. */
    COMMAND,
    /**
     * They must exist, or the process must be allowed to create them. It needs the rights without
     * which no access ends.
     */
    SERVICE
  }

  /** Why the database cannot be used for this, in a sentence; empty if it can. */
  Optional<String> problem(Use use) {
    if (settings.containsKey(Settings.DATABASE_CREDENTIALS_PROVIDER)) {
      return Optional.empty(); // Only Quarkus can ask the provider for the password.
    }
    try (Connection connection = connect();
        var sql = connection.createStatement();
        var row = DatabaseDiagnostics.only(sql, TABLES)) {
      String role = row.getString("role");
      boolean makesTables =
          use == Use.MIGRATION || (use == Use.SERVICE && Settings.migratesAtStart(settings));
      if (!row.getBoolean("exist")) {
        return makesTables
            ? row.getBoolean("may_create")
                ? Optional.empty()
                : Optional.of(
                    advice("The role " + role + " is not allowed to create the tables", MIGRATE))
            : Optional.of(advice("The database has no Hourkey tables", MIGRATE));
      }
      return Optional.ofNullable(row.getString("not_usable"))
          .filter(_ -> use == Use.SERVICE)
          .map(tables -> advice("The role " + role + " is not allowed to use " + tables, GRANT));
    } catch (SQLException e) {
      return Optional.of(sentence(e));
    }
  }

  private String advice(String problem, String advice) {
    return "%s: %s. %s; see docs/install.md#database.".formatted(address(), problem, advice);
  }

  /**
   * The settings that don't match the environment that the database belongs to.
   *
   * @throws SQLException if it can't be read
   */
  List<String> environmentProblems() throws SQLException {
    if (settings.containsKey(Settings.DATABASE_CREDENTIALS_PROVIDER)) {
      return List.of(); // The service checks it again when it starts.
    }
    try (Connection connection = connect()) {
      return Environment.problems(connection, settings);
    }
  }

  /**
   * Whether Hourkey starts although its policy file has mistakes: an earlier version can stay in
   * force, or there is access that has to end.
   */
  boolean canStartWithoutPolicyFile() {
    if (settings.containsKey(Settings.DATABASE_CREDENTIALS_PROVIDER)) {
      return true; // Unknown, but harmless: without a valid file, the catalog grants nothing.
    }
    return any("select 1 from policy_version where content is not null")
        || any("select 1 from access_grant where phase <> 'ENDED' limit 1");
  }

  /** Whether there are rows; false while the table does not exist yet. */
  private boolean any(String query) {
    try (Connection connection = connect();
        var sql = connection.createStatement();
        var rows = sql.executeQuery(query)) {
      return rows.next();
    } catch (SQLException e) {
      return false;
    }
  }

  /** The service's default value of a setting. */
  static String defaultOf(String key) {
    Properties properties = new Properties();
    try (InputStream file =
        DatabaseStartCheck.class.getResourceAsStream("/application.properties")) {
      properties.load(requireNonNull(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return requireNonNull(properties.getProperty(key));
  }

  /**
   * A connection with the service's options, which a pooler may refuse, and with a short timeout.
   */
  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", SECONDS);
    properties.setProperty("socketTimeout", SECONDS);
    properties.setProperty("options", settings.getOrDefault(Settings.DATABASE_OPTIONS, OPTIONS));
    Optional.ofNullable(settings.get(Settings.DATABASE_USER))
        .ifPresent(user -> properties.setProperty("user", user));
    Optional.ofNullable(settings.get(Settings.DATABASE_PASSWORD))
        .ifPresent(password -> properties.setProperty("password", password));
    Connection connection = new Driver().connect(url(), properties);
    if (connection == null) {
      throw new SQLException("the driver does not accept this URL", "08001");
    }
    return connection;
  }

  private String address() {
    return url().replaceFirst("\\?.*", "");
  }

  private String url() {
    return settings.getOrDefault(Settings.DATABASE, "");
  }

  /**
   * The failure as a sentence, without the parameters of the URL, because they may contain a
   * password.
   */
  String sentence(SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    return "The database %s cannot be used (%s: %s%s); see docs/%s#database."
        .formatted(
            address(),
            e.getSQLState(),
            message,
            ConnectionFailure.hint(e).replaceFirst("\\.$", ""),
            message.contains("startup parameter") ? "configuration.md" : "install.md");
  }
}
