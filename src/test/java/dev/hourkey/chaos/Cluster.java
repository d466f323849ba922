package dev.hourkey.chaos;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.support.PackagedJar;
import dev.hourkey.support.ScriptedSlack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Replicas of the packaged jar on one PostgreSQL, with the vendors' stand-ins beside them. */
public final class Cluster implements AutoCloseable {
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
      """;

  private final Postgres postgres = new Postgres();
  private final Sandbox sandbox = new Sandbox(0);
  private final ScriptedSlack slack = new ScriptedSlack();
  private final Path policy = Files.writeString(Files.createTempFile("hourkey-", ".yaml"), POLICY);
  private final List<PackagedJar> replicas = new ArrayList<>();

  public Cluster() throws IOException {}

  public Postgres postgres() {
    return postgres;
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  /** A replica that runs; number 0 is the oldest. */
  public PackagedJar replica(int number) {
    forgetTheDead();
    return replicas.get(number);
  }

  /** Starts replicas until this many run, and waits until all are ready. */
  public void replicas(int number) throws IOException, InterruptedException {
    forgetTheDead();
    Map<String, String> settings = settings();
    while (replicas.size() < number) {
      replicas.add(PackagedJar.start(settings));
    }
    for (PackagedJar replica : replicas) {
      replica.ready();
    }
  }

  /** Starts a replica of another version, and waits until it is ready. */
  PackagedJar replicaOf(Path jar) throws IOException, InterruptedException {
    PackagedJar other = PackagedJar.start(jar, settings(), PackagedJar.optionsWithoutCache());
    replicas.add(other);
    return other.ready();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = PackagedJar.settings(sandbox, postgres.url(), policy);
    settings.put("hourkey.slack.api-url", slack.url());
    return settings;
  }

  /** Runs a command of the jar without Slack and without the policy file. */
  PackagedJar.Finished command(String... arguments) throws IOException, InterruptedException {
    Map<String, String> settings = settings();
    settings
        .keySet()
        .removeIf(key -> key.startsWith("hourkey.slack") || key.startsWith("hourkey.policy"));
    return PackagedJar.run(settings, arguments);
  }

  /** Ends all of them at once. */
  public void killAll() throws InterruptedException {
    for (PackagedJar replica : replicas) {
      replica.kill();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      killAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    forgetTheDead();
    slack.close();
    sandbox.close();
    postgres.close();
    Files.delete(policy);
  }

  private void forgetTheDead() {
    replicas.stream().filter(one -> !one.process().isAlive()).forEach(PackagedJar::close);
    replicas.removeIf(one -> !one.process().isAlive());
  }
}
