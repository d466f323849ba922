package dev.hourkey.app;

import dev.hourkey.doctor.ReplicaFacts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Asks PostgreSQL how the live replicas differ. */
final class ReplicaDiagnostics {
  private static final String REPLICAS =
      """
      with live as (select * from replica where seen_at > now() - interval '5 seconds'),
        one as (select key, value from live, jsonb_each_text(settings))
      select (select count(*) from live),
        (select string_agg(distinct version, ',' order by version) from live),
        (select string_agg(key, ',' order by key) from (
          select key from one group by key
          having count(distinct value) > 1 or count(*) < (select count(*) from live)) differing),
        (select string_agg(distinct key, ',' order by key)
          from one join jsonb_each_text('%s') here using (key) where one.value <> here.value),
        (select extract(epoch from now() - max(started_at))::bigint from live),
        (select min(chat_connections_of_strangers) from live)
      """;

  private ReplicaDiagnostics() {}

  /**
   * @param here the settings of this process, as {@link SettingsDigests} writes them
   */
  static ReplicaFacts facts(Statement sql, String here) throws SQLException {
    try (ResultSet row = DatabaseDiagnostics.only(sql, REPLICAS.formatted(here))) {
      return new ReplicaFacts(
          row.getInt(1),
          split(row, 2),
          split(row, 3),
          split(row, 4),
          Duration.ofSeconds(row.getLong(5)),
          row.getInt(6));
    }
  }

  private static List<String> split(ResultSet row, int column) throws SQLException {
    return Stream.ofNullable(row.getString(column))
        .flatMap(all -> Stream.of(all.split(",")))
        .toList();
  }
}
