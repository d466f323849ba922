package dev.hourkey.app;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Checks the database before Quarkus starts, because Quarkus would print pages of stack trace if
 * the database cannot be reached.
 */
final class DatabaseStartCheck {
  private static final String SECONDS = "5";

  /** What the service asks of its sessions. */
  private static final String OPTIONS = ofService(Settings.DATABASE_OPTIONS);

  private final Map<String, String> settings;

  DatabaseStartCheck(Map<String, String> settings) {
    this.settings = settings;
  }

  /** Why the database cannot be used, in a sentence; empty when it can. */
  Optional<String> problem() {
    if (settings.containsKey(Settings.DATABASE_CREDENTIALS_PROVIDER)) {
      return Optional.empty(); // Only Quarkus can ask the provider for the password.
    }
    try (Connection _ = connect()) {
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(sentence(e));
    }
  }

  /**
   * Which settings don't match the environment that the database belongs to.
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
      return true; // Unknown here. Without a valid file, the catalog grants nothing.
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

  /** The default value of a setting. */
  static String ofService(String key) {
    Properties properties = new Properties();
    try (InputStream file =
        DatabaseStartCheck.class.getResourceAsStream("/application.properties")) {
      properties.load(requireNonNull(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return requireNonNull(properties.getProperty(key));
  }

  /** A connection as the service's, which a pooler may refuse, but one that gives up soon. */
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

  private String url() {
    return settings.getOrDefault(Settings.DATABASE, "");
  }

  /** Omits the parameters of the URL, because they may contain a password. */
  String sentence(SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    return "The database %s cannot be used (%s: %s); see docs/%s#database."
        .formatted(
            url().replaceFirst("\\?.*", ""),
            e.getSQLState(),
            message,
            message.contains("startup parameter") ? "configuration.md" : "install.md");
  }
}
