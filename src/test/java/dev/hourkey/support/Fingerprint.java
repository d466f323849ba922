package dev.hourkey.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.slack.UserProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of the database and of the stand-ins at one moment, to see whether something changes
 * them.
 *
 * @param tables for each table the number of its rows, and a hash of them with the transactions
 *     that wrote them, so that writing the same values again is a change as well
 * @param standIns what the page shows of Entra, AWS and each person's Slack
 */
public record Fingerprint(Map<String, String> tables, Map<String, JsonNode> standIns) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String TABLES =
      """
      select string_agg(format(
        'select %1$L, count(*) || '' rows '' || md5(coalesce(string_agg(concat(xmin, r), '','' order by r::text), '''')) from %1$I r',
        relname), ' union all ')
      from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'
      """;

  /** Reads both now, with a role that may read all tables. */
  public static Fingerprint of(Connection database, Sandbox sandbox) throws SQLException {
    Map<String, String> tables = new TreeMap<>();
    try (var sql = database.createStatement()) {
      String all;
      try (var row = sql.executeQuery(TABLES)) {
        row.next();
        all = row.getString(1);
      }
      try (var rows = sql.executeQuery(all)) {
        while (rows.next()) {
          tables.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    Map<String, JsonNode> standIns = new TreeMap<>();
    for (String vendor : new String[] {"entra", "aws"}) {
      ObjectNode shown = (ObjectNode) read(sandbox, vendor);
      shown.remove("calls"); // Calls that only read are there as well.
      standIns.put(vendor, shown);
    }
    sandbox.slack().people().stream()
        .map(UserProfile::id)
        .filter(person -> !person.equals(sandbox.slack().botId()))
        .forEach(person -> standIns.put(person, read(sandbox, "slack/people/" + person)));
    return new Fingerprint(tables, standIns);
  }

  private static JsonNode read(Sandbox sandbox, String view) {
    try (InputStream shown = sandbox.uri().resolve("/sandbox/" + view).toURL().openStream()) {
      return JSON.readTree(shown);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
