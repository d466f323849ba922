package dev.hourkey.bench;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.support.FreePort;
import dev.hourkey.support.PackagedJar;
import dev.hourkey.support.ScriptedSlack;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;

/**
 * What the packaged jar is measured on: PostgreSQL with fsync on, the sandbox's Entra and AWS, and
 * a scripted Slack, all on this machine.
 */
final class BenchmarkEnvironment implements AutoCloseable {
  static final String BRUNO = "11111111-0000-4000-8000-000000000002";

  private static final String POLICY =
      """
      version: 1
      channels: { approvals: aws-approvals, operations: aws-ops }
      entitlements:
        - id: prod-readonly
          name: Production, read only
          group: aws-prod-readonly
          permission_set: ReadOnlyAccess
          eligible: [group:engineering]
          approvers: [group:sre-leads]
          approvals: 2
      """;

  private static final String REQUESTER = "77777777-0000-4000-8000-%012x";

  private static final String PERSON =
      """
      insert into person (id, team_id, chat_id, name, principal_name, linked_at)
        values (?, 'T0HOURKEY', ?, ?, ?, now()) on conflict do nothing\
      """;

  private static final String REQUEST =
      """
      insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, opens, high_risk, duration_seconds, justification,
          requested_at, expires_at, remind_after_seconds, next_wake_at, phase)
        values (?, ?, 'prod-readonly', 'Production, read only',
          '22222222-0000-4000-8000-000000000004', 'aws-prod-readonly', '{"targets":[],"complete":false}',
          false, 3600, 'INC-42: disk full', now(), now() + interval '4 hours', '{}',
          now() + interval '4 hours', 'PENDING')\
      """;

  private final EmbeddedPostgres database;
  private final Sandbox sandbox = new Sandbox(0);
  private final ScriptedSlack slack = new ScriptedSlack();
  private final Path policy;
  private int requesters;

  BenchmarkEnvironment() throws IOException {
    this(POLICY);
  }

  /** With another policy file. */
  BenchmarkEnvironment(String text) throws IOException {
    this(
        text,
        EmbeddedPostgres.builder()
            .setPort(FreePort.take())
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start());
  }

  /** On a database that is there; it is closed with the environment. */
  BenchmarkEnvironment(EmbeddedPostgres database) throws IOException {
    this(POLICY, database);
  }

  private BenchmarkEnvironment(String text, EmbeddedPostgres database) throws IOException {
    this.database = database;
    policy = Files.writeString(Files.createTempFile("hourkey-", ".yaml"), text);
  }

  Sandbox sandbox() {
    return sandbox;
  }

  ScriptedSlack slack() {
    return slack;
  }

  /** A number from the database. */
  long number(String query) throws SQLException {
    try (var connection = database.getPostgresDatabase().getConnection();
        var sql = connection.prepareStatement(query);
        var rows = sql.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Starts the jar and waits until it is ready. */
  PackagedJar start(String... javaOptions) throws IOException, InterruptedException {
    return start(Map.of(), javaOptions);
  }

  /** The same with more settings. */
  PackagedJar start(Map<String, String> more, String... javaOptions)
      throws IOException, InterruptedException {
    return PackagedJar.start(settings(more), javaOptions).ready();
  }

  /** Runs a command that takes long, with these settings more. */
  PackagedJar.Finished runLong(Map<String, String> more, String... arguments)
      throws IOException, InterruptedException {
    return PackagedJar.runLong(settings(more), arguments);
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = PackagedJar.settings(sandbox, database, policy);
    settings.put("hourkey.slack.api-url", slack.url());
    settings.putAll(more);
    settings.put("hourkey.slack.actions-per-minute", "1000000"); // One person has all roles.
    return settings;
  }

  /** What Slack sends to it. */
  SlackRequests requests(PackagedJar hourkey) {
    return new SlackRequests(hourkey.at("slack/events"), sandbox.slack().signingSecret());
  }

  /** Requests that wait for two approvals, each by another requester. */
  Queue<UUID> pendingRequests(int number) throws SQLException {
    Queue<UUID> pending = new ArrayDeque<>();
    try (var connection = database.getPostgresDatabase().getConnection();
        var person = connection.prepareStatement(PERSON);
        var request = connection.prepareStatement(REQUEST)) {
      for (int i = 0; i < number; i++) {
        String id = REQUESTER.formatted(++requesters);
        String address = "requester" + requesters + "@example.com";
        sandbox
            .entra()
            .putUser(
                Map.of("id", id, "displayName", id, "userPrincipalName", address, "mail", address));
        sandbox.entra().setMember("engineering", id, true);
        person.setString(1, id);
        person.setString(2, "U" + requesters);
        person.setString(3, id);
        person.setString(4, address);
        person.addBatch();
        UUID waiting = UUID.randomUUID();
        request.setObject(1, waiting);
        request.setString(2, id);
        request.addBatch();
        pending.add(waiting);
      }
      person.executeBatch();
      request.executeBatch();
    }
    return pending;
  }

  @Override
  public void close() throws IOException {
    slack.close();
    sandbox.close();
    database.close();
    Files.delete(policy);
  }
}
