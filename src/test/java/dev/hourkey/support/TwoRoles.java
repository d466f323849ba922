package dev.hourkey.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PostgreSQL with the roles that {@code deploy/postgres-init.sh} creates. */
public final class TwoRoles implements AutoCloseable {
  public static final String OWNER = "hourkey_owner";
  public static final String WORKER = "hourkey";
  public static final String PASSWORD = "secret";

  private static final Pattern SQL = Pattern.compile("<<'SQL'\\n(.*)\\nSQL", Pattern.DOTALL);

  private final EmbeddedPostgres postgres;

  public TwoRoles() throws IOException, SQLException {
    postgres =
        EmbeddedPostgres.builder()
            .setPort(FreePort.take())
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    Matcher script = SQL.matcher(Files.readString(Path.of("deploy/postgres-init.sh")));
    if (!script.find()) {
      throw new IllegalStateException("deploy/postgres-init.sh has no SQL");
    }
    String[] parts =
        script
            .group(1)
            .replace(":'owner_password'", "'" + PASSWORD + "'")
            .replace(":'password'", "'" + PASSWORD + "'")
            .split("\\\\connect hourkey\n", -1);
    execute("postgres", parts[0]);
    execute(WORKER, parts[1]);
  }

  public String url() {
    return postgres.getJdbcUrl("postgres", WORKER).replaceAll("\\?.*", "");
  }

  /** A session of the running program, of the tables' owner, or of the superuser. */
  public Connection as(String role) throws SQLException {
    return DriverManager.getConnection(url(), role, PASSWORD);
  }

  private void execute(String database, String script) throws SQLException {
    try (var connection = postgres.getDatabase("postgres", database).getConnection();
        var sql = connection.createStatement()) {
      for (String statement : script.split(";\n?", -1)) {
        if (!statement.isBlank()) {
          sql.execute(statement);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
