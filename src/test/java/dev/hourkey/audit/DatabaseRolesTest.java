package dev.hourkey.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.support.FreePort;
import dev.hourkey.support.InstallGuide;
import dev.hourkey.support.TwoRoles;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What the running program's role may do to the audit trail, on a real PostgreSQL. */
class DatabaseRolesTest {
  private static final String NOT_ALLOWED = "42501";
  private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  private static TwoRoles roles;

  @BeforeAll
  static void migrated() throws Exception {
    roles = new TwoRoles();
    Flyway.configure().dataSource(roles.url(), TwoRoles.OWNER, TwoRoles.PASSWORD).load().migrate();
    try (Connection hourkey = roles.as(TwoRoles.WORKER)) {
      append(hourkey);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    roles.close();
  }

  @Test
  void the_service_role_appends_entries_with_the_function_and_reads_them() throws SQLException {
    try (Connection hourkey = roles.as(TwoRoles.WORKER)) {
      long before = number(hourkey, "select seq from audit_head");
      append(hourkey);
      assertThat(number(hourkey, "select max(seq) from audit_event")).isEqualTo(before + 1);
      assertThat(number(hourkey, "select audit_append('{\"type\":\"t\",\"subject\":\"s\"}')"))
          .isEqualTo(before + 2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit_event set payload = '{}'",
        "delete from audit_event",
        "truncate audit_event",
        "insert into audit_event (seq, payload, prev_hash, hash) values (99,"
            + " '{\"type\":\"t\",\"subject\":\"s\"}', '', 'x')",
        "update audit_head set seq = 0",
        "delete from audit_head",
        "insert into audit_head values (2, 0, '')",
        "update flyway_schema_history set checksum = 0",
        "insert into flyway_schema_history select 2, '2', description, type, script, checksum,"
            + " installed_by, installed_on, execution_time, success from flyway_schema_history"
            + " where installed_rank = 1",
        "delete from flyway_schema_history",
        "alter table audit_event disable trigger all",
        "drop trigger audit_event_append_only on audit_event",
        "drop trigger audit_head_stays on audit_head",
        "drop table audit_event",
        "alter table audit_event rename to gone",
        "alter table audit_event owner to hourkey",
        "update audit_checkpoint set tree_size = 1",
        "delete from audit_checkpoint",
        "truncate audit_checkpoint_copy",
        "alter table audit_checkpoint disable trigger all",
        "create or replace function audit_is_append_only() returns trigger language plpgsql as"
            + " 'begin return null; end'",
        "create or replace function audit_append_all(new_payloads text[]) returns bigint language"
            + " sql as 'select 1::bigint'",
        "drop function audit_append_all(text[]) cascade",
        "create trigger another before insert on audit_event for each row execute function"
            + " audit_is_append_only()",
        "set session_replication_role = replica",
        "set role hourkey_owner",
        "create table public.mine (id int)",
        "create schema mine"
      })
  void the_service_role_has_no_other_rights(String statement) throws SQLException {
    refused(roles, statement);
  }

  @Test
  void the_function_writes_into_the_trail_whatever_the_callers_search_path_says()
      throws SQLException {
    try (Connection hourkey = roles.as(TwoRoles.WORKER)) {
      long before = number(hourkey, "select seq from audit_head");
      execute(hourkey, "set search_path = pg_catalog");
      execute(
          hourkey, "select public.audit_append_all(array['{\"type\":\"t\",\"subject\":\"s\"}'])");
      assertThat(number(hourkey, "select seq from public.audit_head")).isEqualTo(before + 1);
    }
  }

  @Test
  void the_service_role_reads_and_writes_the_other_tables() throws SQLException {
    try (Connection hourkey = roles.as(TwoRoles.WORKER)) {
      List<String> tables =
          List.of(
              "access_grant",
              "access_request",
              "audit_check",
              "notification",
              "person",
              "submission");
      for (String table : tables) {
        assertThat(
                number(
                    hourkey,
                    "select count(*) from unnest('{select,insert,update,delete}'::text[]) what"
                        + " where has_table_privilege('"
                        + table
                        + "', what)"))
            .as(table)
            .isEqualTo(4);
      }
    }
  }

  /** The statements of docs/install.md, on a database that one role has owned so far. */
  @Test
  void one_role_becomes_two_as_the_installation_guide_says() throws Exception {
    List<String> scripts =
        SQL.matcher(InstallGuide.text()).results().map((MatchResult r) -> r.group(1)).toList();
    String change =
        scripts.stream().filter(sql -> sql.contains("REASSIGN OWNED")).findFirst().orElseThrow();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setPort(FreePort.take()).start()) {
      try (Connection superuser = postgres.getPostgresDatabase().getConnection()) {
        execute(superuser, "create role hourkey login password 'secret'");
        execute(superuser, "create database hourkey owner hourkey");
      }
      String url = postgres.getJdbcUrl("postgres", "hourkey").replaceAll("\\?.*", "");
      Flyway.configure().dataSource(url, "hourkey", "secret").load().migrate();
      try (Connection superuser = postgres.getDatabase("postgres", "hourkey").getConnection()) {
        for (String statement : change.replace("'…'", "'secret'").split(";\n", 0)) {
          execute(superuser, statement);
        }
      }
      try (Connection hourkey = DriverManager.getConnection(url, "hourkey", "secret")) {
        append(hourkey);
        assertThatThrownBy(() -> execute(hourkey, "alter table audit_event disable trigger all"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(NOT_ALLOWED));
        assertThatThrownBy(() -> execute(hourkey, "update audit_head set seq = 0"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(NOT_ALLOWED));
      }
    }
  }

  @Test
  void the_compose_file_gives_each_role_what_it_needs_and_no_more() throws IOException {
    JsonNode services =
        new ObjectMapper()
            .valueToTree(new Yaml().load(Files.readString(Path.of("deploy/compose.yaml"))))
            .get("services");
    JsonNode postgres = services.at("/postgres/environment");
    Pattern.compile("\\$([A-Z_]+)")
        .matcher(Files.readString(Path.of("deploy/postgres-init.sh")))
        .results()
        .forEach(variable -> assertThat(postgres.has(variable.group(1))).isTrue());
    assertThat(postgres.at("/OWNER_PASSWORD").asText()).isEqualTo("${DATABASE_OWNER_PASSWORD}");
    assertThat(postgres.at("/HOURKEY_PASSWORD").asText())
        .startsWith("${QUARKUS_DATASOURCE_PASSWORD:?");

    assertThat(services.at("/migrate/command").toString()).isEqualTo("[\"migrate\"]");
    JsonNode migrate = services.at("/migrate/environment");
    assertThat(migrate.at("/QUARKUS_DATASOURCE_USERNAME").asText()).isEqualTo(TwoRoles.OWNER);
    assertThat(migrate.at("/QUARKUS_DATASOURCE_PASSWORD").asText())
        .isEqualTo("${DATABASE_OWNER_PASSWORD}");

    JsonNode hourkey = services.at("/hourkey/environment");
    assertThat(hourkey.at("/QUARKUS_DATASOURCE_USERNAME").asText()).isEqualTo(TwoRoles.WORKER);
    assertThat(hourkey.at("/QUARKUS_FLYWAY_MIGRATE_AT_START").asText()).isEqualTo("false");
    assertThat(hourkey.has("DATABASE_OWNER_PASSWORD")).isTrue();
    assertThat(hourkey.at("/DATABASE_OWNER_PASSWORD").asText()).isEmpty();
    assertThat(services.at("/hourkey/depends_on/migrate/condition").asText())
        .isEqualTo("service_completed_successfully");
    assertThat(services.at("/hourkey/ports").toString())
        .isEqualTo("[\"127.0.0.1:8080:8080\",\"127.0.0.1:9000:9000\"]");
  }

  private static void refused(TwoRoles roles, String statement) throws SQLException {
    try (Connection hourkey = roles.as(TwoRoles.WORKER)) {
      assertThatThrownBy(() -> execute(hourkey, statement))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(NOT_ALLOWED));
    }
  }

  private static void append(Connection connection) throws SQLException {
    execute(connection, "select audit_append_all(array['{\"type\":\"t\",\"subject\":\"s\"}'])");
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (var sql = connection.createStatement();
        var rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void execute(Connection connection, String statement) throws SQLException {
    try (var sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }
}
