package dev.hourkey.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.CountingHistory;
import dev.hourkey.bench.ManyGrants;
import dev.hourkey.chaos.Postgres;
import dev.hourkey.retry.UrgentWork;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How long the export of a year takes, and whether memory grows with it: {@code -Dbench.grants} is
 * how many grants the year has, eight events each.
 */
@Tag("bench")
class ExportScaleTest {
  /** Those that have more rows the more is granted. */
  private static final List<ExportFormat> GROWING =
      List.of(
          ExportFormat.GRANTS_CSV,
          ExportFormat.EVENTS_CSV,
          ExportFormat.ENTRIES,
          ExportFormat.OCSF);

  private static final int GRANTS = Integer.getInteger("bench.grants", 1_000_000);
  private static final Instant FROM = Instant.parse("2025-03-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void a_year_is_exported_within_a_minute_and_in_constant_memory() throws Exception {
    try (var postgres = new Postgres()) {
      Flyway.configure().dataSource(postgres.url(), "postgres", "postgres").load().migrate();
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(postgres.url());
      new ManyGrants(GRANTS, Duration.between(FROM, TO), TO).fill(source);
      try (var connection = source.getConnection()) {
        for (ExportFormat format : GROWING) {
          export(format, connection);
        }
      }
    }
  }

  /** Always the same connection, like a pool. */
  private static DataSource pool(Connection connection) {
    Object kept =
        Proxy.newProxyInstance(
            ExportScaleTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, values) ->
                method.getName().equals("close") ? null : method.invoke(connection, values));
    return (DataSource)
        Proxy.newProxyInstance(
            ExportScaleTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, _, _) -> kept);
  }

  /** What this process and PostgreSQL's for the connection have computed so far. */
  private static Duration computed(Connection connection) throws SQLException {
    int backend = connection.unwrap(PGConnection.class).getBackendPID();
    return ProcessHandle.of(backend)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO)
        .plus(ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
  }

  private static void export(ExportFormat format, Connection connection) throws Exception {
    DataSource database = pool(connection);
    long head = entries(connection);
    ExportHeader header =
        new ExportHeader(
            UUID.randomUUID(),
            new ExportSpec(format, Optional.of(FROM), Optional.of(TO), 0),
            "bench",
            TO,
            0,
            head,
            new ChainHead(head, new byte[32]));
    Measured out = new Measured();
    long[] rows = new long[1];
    Duration before = computed(connection);
    long begun = System.nanoTime();
    new Export(
            header,
            lines(format),
            content(format, header, database),
            (_, totals) -> rows[0] = totals.rows(),
            Clock.systemUTC())
        .writeTo(out);
    Duration took = Duration.ofNanos(System.nanoTime() - begun - out.collecting);
    Duration cpu = computed(connection).minus(before);
    assertThat(rows[0]).isGreaterThan(GRANTS * 99L / 100);
    assertThat(out.mostAlive).isLessThan(64_000_000);
    System.out.printf(
        "%-10s %,9d rows, %,13d bytes: %5.1f s, of which one core computed %5.1f s; %d MB alive%n",
        format.word(),
        rows[0],
        out.bytes,
        took.toMillis() / 1000.0,
        cpu.toMillis() / 1000.0,
        out.mostAlive >> 20);
  }

  private static long entries(Connection connection) throws SQLException {
    try (var sql = connection.createStatement();
        var rows = sql.executeQuery("select seq from audit_head")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static ExportLines lines(ExportFormat format) {
    return switch (format) {
      case GRANTS_CSV -> new CsvLines(GrantRecord.COLUMNS);
      case EVENTS_CSV -> new EventCsvLines();
      case ENTRIES -> new AuditEntryLines();
      case OCSF -> new OcsfLines();
      case ELIGIBLE_CSV, APPROVERS_CSV, ENTITLEMENTS_CSV, POLICIES_CSV ->
          throw new IllegalArgumentException(format + " does not grow with the grants");
    };
  }

  private static Export.Content content(
      ExportFormat format, ExportHeader header, DataSource database) throws Exception {
    if (format == ExportFormat.GRANTS_CSV) {
      GrantPopulation grants = population(database);
      return (_, rows) -> grants.read(header, rows::write);
    }
    AuditReader reader = reader(database);
    ExportLines.OfEntries lines = (ExportLines.OfEntries) lines(format);
    return (out, rows) ->
        reader.read(
            header.after(),
            header.through(),
            entry -> rows.count(lines.write(entry, header.spec()::contains, out)));
  }

  @SuppressWarnings("NullAway") // No question that it is asked needs the trail's head.
  private static GrantPopulation population(DataSource database) throws Exception {
    AuditReader reader = reader(database);
    return new GrantPopulation(
        database, reader, new CountingHistory(database, reader, null), new UrgentWork());
  }

  /** Its constructor is for its own package. */
  private static AuditReader reader(DataSource database) throws ReflectiveOperationException {
    Constructor<AuditReader> constructor =
        AuditReader.class.getDeclaredConstructor(DataSource.class, UrgentWork.class);
    constructor.setAccessible(true);
    return constructor.newInstance(database, new UrgentWork());
  }

  /** Counts bytes and, now and then, what is alive; that takes time which is not counted. */
  private static final class Measured extends OutputStream {
    private static final long EVERY = 256 << 20; // Collecting garbage counts as computing.

    long bytes;
    long mostAlive;
    long collecting;

    @Override
    public void write(int one) {
      bytes++;
    }

    @Override
    public void write(byte[] some, int offset, int length) throws IOException {
      if ((bytes + length) / EVERY > bytes / EVERY) {
        long begun = System.nanoTime();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        mostAlive = Math.max(mostAlive, runtime.totalMemory() - runtime.freeMemory());
        collecting += System.nanoTime() - begun;
      }
      bytes += length;
    }
  }
}
