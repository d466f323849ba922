package dev.hourkey.bench;

import dev.hourkey.chaos.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The regular queries of the workers and the metrics, while the number of ended grants grows. */
@Tag("bench")
class RegularQueriesTest {
  private static final List<Integer> ROWS = List.of(1_000, 10_000, 100_000, 1_000_000);

  /** A thousand are open, every tenth of them due. */
  private static final int OPEN = 1_000;

  private static final Pattern SCAN =
      Pattern.compile("((?:Index|Bitmap|Seq|Parallel)[A-Za-z ]*Scan(?: using \\w+)?) on");

  /** As {@code WorkClaims} asks, and as Hibernate writes {@code Grants.overdue} and the ids. */
  private enum Question {
    DUE(
        "which ends are due",
        """
        select id::text from access_grant
        where next_check_at <= now() and phase in ('LIVE', 'REVOKING') and id::text <> all ('{}')
          and not exists (select from work_claim where queue = 'ENDING' and item = access_grant.id::text)
        order by next_check_at limit 96"""),
    OVERDUE(
        "how many are overdue",
        """
        select count(*), min(due_at) from access_grant where ended_at is null and due_at < now()"""),
    WHICH(
        "which are overdue",
        """
        select id from access_grant where ended_at is null and due_at < now()
        order by due_at fetch first 20000 rows only""");

    private final String says;
    private final String sql;

    Question(String says, String sql) {
      this.says = says;
      this.sql = sql;
    }
  }

  private static final String PERSON =
      """
      insert into person (id, team_id, chat_id, name, principal_name, linked_at)
        select 'p' || i, 'T', 'U' || i, 'p', 'p', now() from generate_series(1, 1000) i""";

  private static final String REQUESTS =
      """
      insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, opens, high_risk, duration_seconds, justification,
          requested_at, expires_at, remind_after_seconds, phase, decided_at)
        select lpad(to_hex(i), 32, '0')::uuid, 'p' || 1 + i %% 1000, 'e', 'e', 'g', 'g', '{"targets":[],"complete":false}',
          false, 3600, 'INC-42: disk full', now(), now(), '{}', 'APPROVED', now()
        from generate_series(%d, %d) i""";

  private static final String GRANTS =
      """
      insert into access_grant (id, request, holder, aws_user_id, entitlement, entitlement_name,
          group_id, group_name, opens, duration_seconds,
          warn_before_seconds, opened_at, deadline, phase, added_at, live_since, ends_at, due_at,
          next_check_at, cause, removed_at, ended_at)
        select lpad(to_hex(i), 32, '0')::uuid, lpad(to_hex(i), 32, '0')::uuid, 'p' || 1 + i %% 1000,
          'u', 'e', 'e', 'g', 'g', '{"targets":[],"complete":false}', 3600, 600, at - interval '1 hour',
          at + interval '2 hours', case when open then 'LIVE' else 'ENDED' end,
          at - interval '1 hour', at - interval '1 hour', at, at, case when open then at end,
          case when open then null else 'EXPIRED' end, case when open then null else at end,
          case when open then null else at end
        from generate_series(%d, %d) i,
          lateral (select i <= %d as open, case when i <= %3$d and i %% 10 > 0
            then now() + i * interval '1 second' else now() - i * interval '1 minute' end as at)""";

  @Test
  void the_regular_queries_as_the_table_grows() throws Exception {
    try (var postgres = new Postgres();
        var database = postgres.connect();
        var sql = database.createStatement()) {
      Flyway.configure().dataSource(postgres.url(), "postgres", "postgres").load().migrate();
      sql.execute(PERSON);
      int rows = 0;
      for (int more : ROWS) {
        sql.execute(REQUESTS.formatted(rows + 1, more));
        sql.execute(GRANTS.formatted(rows + 1, more, OPEN));
        sql.execute("vacuum analyze");
        rows = more;
        for (Question question : Question.values()) {
          print(rows, question, explain(database, question));
        }
      }
    }
  }

  /** The plan of the last of three runs, when the rows are in memory. */
  private static List<String> explain(Connection database, Question question) throws SQLException {
    try (var sql = database.createStatement()) {
      List<String> plan = List.of();
      for (int run = 0; run < 3; run++) {
        try (var lines = sql.executeQuery("explain (analyze, buffers) " + question.sql)) {
          List<String> read = new ArrayList<>();
          while (lines.next()) {
            read.add(lines.getString(1));
          }
          plan = List.copyOf(read);
        }
      }
      return plan;
    }
  }

  private static void print(int rows, Question question, List<String> plan) {
    String time =
        plan.stream().filter(line -> line.startsWith("Execution Time")).findFirst().orElseThrow();
    String scans =
        SCAN.matcher(String.join("\n", plan))
            .results()
            .map(found -> found.group(1))
            .distinct()
            .collect(Collectors.joining(", "));
    System.out.printf(
        "%-28s of %,9d grants  %8s   %s%n",
        question.says, rows, time.substring("Execution Time: ".length()), scans);
  }
}
