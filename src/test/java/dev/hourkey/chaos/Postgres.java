package dev.hourkey.chaos;

import dev.hourkey.support.FreePort;
import dev.hourkey.support.Signal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL that can be killed, frozen, and started again with the same files. */
public final class Postgres implements AutoCloseable {
  private static final File LOG = new File("target/postgres.log");

  private static final String HELD =
      """
      select count(*) from pg_locks join pg_stat_activity using (pid)
      where relation = ?::regclass and mode = 'RowExclusiveLock' and state = 'idle in transaction'""";

  private final Path data = Files.createTempDirectory("hourkey-data-");
  private final int port = FreePort.take();
  private EmbeddedPostgres server;

  public Postgres() throws IOException {
    server = start();
  }

  /** Where it listens, now and after a restart. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&password=postgres";
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }

  /** Ends it and all its backends at once, as {@code kill -9} does. */
  public void kill() throws IOException, InterruptedException {
    List<ProcessHandle> processes = processes();
    Signal.KILL.to(processes);
    processes.forEach(process -> process.onExit().join());
  }

  /** Starts it on the same port and directory; returns when it has recovered. */
  public void restart() throws IOException {
    server.close();
    server = start();
  }

  /** Freezes it: it answers no query, but keeps every connection open. */
  public void freeze() throws IOException, InterruptedException {
    Signal.STOP.to(processes());
  }

  public void thaw() throws IOException, InterruptedException {
    Signal.CONT.to(processes());
  }

  /** Whether an idle transaction holds row locks on a table. */
  static boolean isHeld(String table, Connection asking) throws SQLException {
    try (var sql = asking.prepareStatement(HELD)) {
      sql.setString(1, table);
      var rows = sql.executeQuery();
      rows.next();
      return rows.getInt(1) > 0;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .setPGStartupWait(Duration.ofSeconds(60))
        .setOutputRedirector(ProcessBuilder.Redirect.appendTo(LOG))
        .setErrorRedirector(ProcessBuilder.Redirect.appendTo(LOG))
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  /** The postmaster first, so that it starts no more while its children are dealt with. */
  private List<ProcessHandle> processes() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
    ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
  }
}
