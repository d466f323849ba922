package dev.hourkey.bench;

import static org.awaitility.Awaitility.await;

import dev.hourkey.support.FreePort;
import dev.hourkey.support.PackagedJar;
import dev.hourkey.support.WebVisitor;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Console, exports and verification over a million grants of three years, and whether Slack is
 * acknowledged as fast meanwhile. {@code -Damounts.grants} is how many, {@code -Damounts.times} how
 * often each page is opened; {@code -Damounts.pages} is a part of the names of those to open;
 * {@code -Damounts.days} is in how many days the grants were opened; with {@code
 * -Damounts.directory} the filled database is kept there, and used again. {@code -Damounts.parts}
 * is what to measure, separated by commas; with {@code none} the database is only filled. {@code
 * -Damounts.formats} are the formats of the exports, separated by commas.
 */
@Tag("bench")
class MillionGrantsTest {
  private static final int GRANTS = Integer.getInteger("amounts.grants", 1_000_000);
  private static final String KEPT = System.getProperty("amounts.directory", "");
  private static final List<String> PARTS =
      List.of(
          System.getProperty("amounts.parts", "pages,verification,exports,acknowledgement")
              .split(","));
  private static final Duration SPAN = Duration.ofDays(Integer.getInteger("amounts.days", 3 * 365));
  private static final String PAGES = System.getProperty("amounts.pages", "");
  private static final int MEASURED = Integer.getInteger("amounts.times", 40);
  private static final int WARM_UP = MEASURED / 4;
  private static final List<String> FORMATS =
      List.of(
          System.getProperty("amounts.formats", "entries,events-csv,ocsf,grants-csv").split(","));
  private static final String TOKEN = "auditors-token-of-the-bench-0123456789";

  /** An export that is broken off closes its connection, which the next one must not share. */
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Path data = Path.of("");

  @Test
  void the_pages_of_a_company_with_a_long_history() throws Exception {
    Path directory = KEPT.isEmpty() ? Files.createTempDirectory("hourkey-amounts-") : Path.of(KEPT);
    Path noted = Files.createDirectories(directory).resolve("newest-request");
    boolean filled = Files.exists(noted);
    Instant last = filled ? Instant.parse(Files.readString(noted).strip()) : Instant.now();
    ManyGrants many = new ManyGrants(GRANTS, SPAN, last);
    data = directory.resolve("data");
    if (!filled) {
      try (EmbeddedPostgres postgres = careless(postgres(data)).start()) {
        fill(many, postgres);
      }
      Files.writeString(noted, last.toString());
    }
    if (PARTS.contains("none")) {
      return;
    }
    cool();
    try (var environment = new BenchmarkEnvironment(postgres(data).start())) {
      int port = FreePort.take();
      Map<String, String> settings =
          new HashMap<>(
              environment.sandbox().consoleSettings(URI.create("http://localhost:" + port)));
      settings.put(PackagedJar.PORT, Integer.toString(port));
      settings.put("hourkey.api.token", TOKEN);
      // The sandbox's collector would keep the whole trail in memory.
      settings.put("hourkey.audit.export-url", "");
      settings.put("hourkey.audit.export-secret", "");
      try (PackagedJar hourkey = environment.start(settings, PackagedJar.optionsWithoutCache())) {
        System.out.printf("%,d grants, %,d audit events%n", GRANTS, entries(environment));
        await() // A service that is new to the database verifies the trail, in the background.
            .atMost(Duration.ofMinutes(10))
            .until(() -> environment.number("select count(checked_at) from audit_check") > 0);
        if (PARTS.contains("pages")) {
          pages(many, URI.create("http://localhost:" + port));
        }
        if (PARTS.contains("verification")) {
          verification(environment, settings, hourkey);
        }
        if (PARTS.contains("exports")) {
          exports(many, hourkey);
        }
        if (PARTS.contains("acknowledgement")) {
          acknowledgement(many, environment, hourkey);
        }
      }
    } finally {
      if (KEPT.isEmpty()) {
        try (Stream<Path> files = Files.walk(directory)) {
          files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
      }
    }
  }

  /** Drops the database's files from the page cache. */
  private void cool() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(data)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      int status =
          new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("dd cannot read " + file);
      }
    }
  }

  private static EmbeddedPostgres.Builder postgres(Path data) {
    return EmbeddedPostgres.builder()
        .setPort(FreePort.take())
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPGStartupWait(Duration.ofMinutes(5))
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("shared_buffers", "512MB")
        .setServerConfig("max_wal_size", "8GB")
        .setServerConfig("maintenance_work_mem", "512MB");
  }

  /** While it is filled, nothing is worth keeping. */
  private static EmbeddedPostgres.Builder careless(EmbeddedPostgres.Builder postgres) {
    return postgres
        .setServerConfig("fsync", "off")
        .setServerConfig("full_page_writes", "off")
        .setServerConfig("wal_level", "minimal")
        .setServerConfig("max_wal_senders", "0")
        .setServerConfig("autovacuum", "off");
  }

  private static void fill(ManyGrants many, EmbeddedPostgres postgres) throws Exception {
    long begun = System.nanoTime();
    Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
    many.fill(postgres.getPostgresDatabase());
    System.out.printf("filled in %d s%n", Duration.ofNanos(System.nanoTime() - begun).toSeconds());
  }

  private static long entries(BenchmarkEnvironment environment) throws Exception {
    return environment.number("select seq from audit_head");
  }

  private void pages(ManyGrants many, URI site) throws Exception {
    WebVisitor auditor = new WebVisitor(site);
    String start = auditor.signIn("/console/now", "Chloé Martin").body();
    String cookies =
        auditor.cookies().entrySet().stream()
            .map(one -> one.getKey() + "=" + one.getValue())
            .collect(Collectors.joining("; "));
    Map<String, String> pages = new LinkedHashMap<>();
    menu(start).forEach(path -> pages.put(path, path));
    pages.putAll(of(many));
    pages.keySet().removeIf(name -> !name.contains(PAGES));
    for (Map.Entry<String, String> page : pages.entrySet()) {
      HttpRequest request =
          HttpRequest.newBuilder(site.resolve(page.getValue())).header("Cookie", cookies).build();
      List<Duration> took = new ArrayList<>();
      String first = "unavailable";
      for (int i = 0; i < WARM_UP + MEASURED; i++) {
        Optional<Duration> one = firstByte(request);
        if (i == 0 && one.isPresent()) {
          first = "%.1f ms".formatted(one.get().toNanos() / 1e6);
        }
        if (one.isEmpty()) { // PostgreSQL did not answer in time, perhaps because it is cold.
          System.out.println(page.getKey() + " answered that it is not available");
        } else if (i >= WARM_UP) {
          took.add(one.get());
        }
      }
      if (!took.isEmpty()) {
        Latencies.of(took).printPage(page.getKey() + ", first " + first);
      }
    }
  }

  /** Every page in the menu, including pages that are newer than this class. */
  private static List<String> menu(String page) {
    return Pattern.compile("<li><a href=\"(/console/[^\"]+)\"")
        .matcher(page)
        .results()
        .map((MatchResult link) -> link.group(1))
        .distinct()
        .toList();
  }

  private static Map<String, String> of(ManyGrants many) {
    OldRequest middle = many.at(0.5);
    OldRequest old = many.at(0.01);
    String busy = OldRequest.person(OldRequest.APPROVERS).principalName();
    String idle = OldRequest.person(OldRequest.PEOPLE - 1).principalName();
    String often = OldRequest.entitlementId(0);
    String seldom = OldRequest.entitlementId(OldRequest.ENTITLEMENTS - 1);
    Map<String, String> filters = new LinkedHashMap<>();
    filters.put("by a person with many", "person=" + busy);
    filters.put("by a person with few", "person=" + idle);
    filters.put("by part of a name", "person=Number+7");
    filters.put("by a person who is not known", "person=nobody@example.com");
    filters.put("by an entitlement with many", "entitlement=" + often);
    filters.put("by an entitlement with few", "entitlement=" + seldom);
    filters.put("by an account with many", "account=" + OldRequest.accountId(0));
    filters.put("by an account with few", "account=" + OldRequest.accountId(299));
    filters.put("by an account's name", "account=Account+150");
    filters.put("by an account that is unknown", "account=999999999999");
    filters.put("by an approver with many", "approver=" + OldRequest.person(0).principalName());
    filters.put("by an approver with few", "approver=" + OldRequest.person(39).principalName());
    filters.put("by somebody who approved nothing", "approver=" + idle);
    filters.put("by a month long ago", "from=%s&to=%s".formatted(day(old, 0), day(old, 30)));
    filters.put("by a day in the middle", "from=%1$s&to=%1$s".formatted(day(middle, 0)));
    filters.put("by person and entitlement", "person=" + busy + "&entitlement=" + seldom);
    filters.put("by approver and account", "approver=person.39@example.com&account=Account+299");
    filters.put(
        "by person and month",
        "person=%s&from=%s&to=%s".formatted(busy, day(old, 0), day(old, 30)));
    Map<String, String> pages = new LinkedHashMap<>();
    filters.forEach(
        (name, filter) -> {
          pages.put("grants " + name, "/console/grants?" + filter);
          pages.put("requests " + name, "/console/requests?" + filter);
        });
    Stream.of("OPEN", "ACTIVE", "ARRIVING", "SCHEDULED", "ENDING", "ENDED")
        .forEach(state -> pages.put("grants " + state, "/console/grants?state=" + state));
    Stream.of("PENDING", "APPROVED", "DENIED", "CANCELLED", "EXPIRED")
        .forEach(state -> pages.put("requests " + state, "/console/requests?state=" + state));
    pages.put(
        "requests DENIED of one entitlement",
        "/console/requests?state=DENIED&entitlement=" + seldom);
    pages.put("grants, a deep page", "/console/grants?after=" + old.grant());
    pages.put(
        "grants of one person, a deep page",
        "/console/grants?person=%s&after=%s".formatted(busy, old.grant()));
    pages.put(
        "grants of one account, a deep page",
        "/console/grants?account=%s&after=%s".formatted(OldRequest.accountId(0), old.grant()));
    pages.put("requests, a deep page", "/console/requests?after=" + old.request());
    pages.put("one grant", "/console/grants/" + middle.grant());
    pages.put("one request", "/console/requests/" + middle.request());
    pages.put("a person", "/console/people/" + OldRequest.person(OldRequest.APPROVERS).id());
    pages.put("entitlements", "/console/entitlements");
    pages.put("an entitlement", "/console/entitlements/" + often);
    pages.put("an account", "/console/accounts/" + OldRequest.accountId(0));
    pages.put("an audit event", "/console/audit-trail/" + many.grants() * 4L);
    pages.put("at a moment, a month ago", moment(many.last().minus(Duration.ofDays(30))));
    pages.put("at a moment, in the middle", moment(middle.activeAt()));
    pages.put("at a moment, long ago", moment(old.activeAt()));
    pages.put("service levels of one entitlement", "/console/service-levels?entitlement=" + often);
    pages.put(
        "service levels of one approver",
        "/console/service-levels?approver=" + OldRequest.person(0).principalName());
    return pages;
  }

  private static String day(OldRequest one, int later) {
    return one.requestedAt().plus(Duration.ofDays(later)).toString().substring(0, 10);
  }

  private static String moment(Instant at) {
    return "/console/moment?time=" + at.toString().substring(0, 19);
  }

  /** Nothing for a page that is not available. */
  private Optional<Duration> firstByte(HttpRequest request) throws Exception {
    long begun = System.nanoTime();
    HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      int first = body.read();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      if ((answer.statusCode() != 503 && answer.statusCode() != 200) || first < 0) {
        throw new IllegalStateException(request.uri() + " answered " + answer.statusCode());
      }
      var _ = body.readAllBytes();
      return answer.statusCode() == 200 ? Optional.of(took) : Optional.empty();
    }
  }

  /** In the service, and by the command as {@code deploy/hourkey.sh} starts it. */
  private void verification(
      BenchmarkEnvironment environment, Map<String, String> settings, PackagedJar hourkey)
      throws Exception {
    long entries = entries(environment);
    printLoad("before the verification");
    Work done = work(hourkey, "api/v1/audit/verification");
    System.out.printf(
        "verification: %.1f s for %,d entries; %s; %,.0f a second and core of Hourkey%n",
        done.seconds(), entries, done.words(), entries / (done.hourkey().toMillis() / 1e3));
    long begun = System.nanoTime();
    PackagedJar.Finished verified = environment.runLong(settings, "audit", "verify");
    System.out.printf(
        "audit verify: %.1f s; Hourkey computed %.1f s; %,.0f a second and core of Hourkey; %s%n",
        (System.nanoTime() - begun) / 1e9,
        verified.computed().toMillis() / 1e3,
        entries / (verified.computed().toMillis() / 1e3),
        verified.output().strip());
  }

  private void exports(ManyGrants many, PackagedJar hourkey) throws Exception {
    for (String format : FORMATS) {
      printLoad("before the export");
      Work done = work(hourkey, export(many, format));
      System.out.printf(
          "export of a year, %-10s: %.1f s, %,d bytes; %s; at most %d MB resident%n",
          format,
          done.seconds(),
          done.bytes(),
          done.words(),
          MemoryTest.megabytes(hourkey, "VmHWM"));
    }
  }

  private static String export(ManyGrants many, String format) {
    return "api/v1/audit/export?format=%s&from=%s&to=%s"
        .formatted(
            format,
            many.last().minus(Duration.ofDays(365)).toString().substring(0, 10),
            many.last().toString().substring(0, 10));
  }

  /** While a year is exported again and again, in each format. */
  private void acknowledgement(
      ManyGrants many, BenchmarkEnvironment environment, PackagedJar hourkey) throws Exception {
    SlackRequests slack = environment.requests(hourkey);
    try (var load = new OpenLoop()) {
      var _ = load.run(50, Duration.ofSeconds(60), slack::command); // To warm up.
      printLoad("before the acknowledgements");
      load.run(50, Duration.ofSeconds(30), slack::command).print("acknowledge /aws-access, alone");
      for (String format : FORMATS) {
        AtomicBoolean over = new AtomicBoolean();
        var exporting = CompletableFuture.runAsync(() -> exportUntil(over, many, hourkey, format));
        load.run(50, Duration.ofSeconds(30), slack::command)
            .print("acknowledge /aws-access, during " + format);
        over.set(true);
        exporting.join();
      }
    }
  }

  /** Breaks the last one off. */
  private void exportUntil(
      AtomicBoolean over, ManyGrants many, PackagedJar hourkey, String format) {
    byte[] buffer = new byte[1 << 16];
    while (!over.get()) {
      try {
        HttpResponse<InputStream> answer =
            http.send(request(hourkey, export(many, format)), BodyHandlers.ofInputStream());
        if (answer.statusCode() == 429) { // The one that was broken off before is not over yet.
          Thread.sleep(Duration.ofMillis(50));
          continue;
        }
        if (answer.statusCode() != 200) {
          throw new IllegalStateException(format + " answered " + answer.statusCode());
        }
        try (InputStream body = answer.body()) {
          int read = 0;
          while (!over.get() && read >= 0) {
            read = body.read(buffer);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  private static void printLoad(String when) throws IOException {
    System.out.println(
        when + ", the load is " + Files.readString(Path.of("/proc/loadavg")).strip());
  }

  /** What an answer took: the time, and what Hourkey and PostgreSQL computed. */
  private record Work(double seconds, long bytes, Duration hourkey, Duration postgres) {
    String words() {
      return "Hourkey computed %.1f s, PostgreSQL %.1f s"
          .formatted(hourkey.toMillis() / 1e3, postgres.toMillis() / 1e3);
    }
  }

  private Work work(PackagedJar hourkey, String path) throws Exception {
    Duration before = computed(Stream.of(hourkey.process().toHandle()));
    Duration beforeInDatabase = computed(postgresProcesses());
    long begun = System.nanoTime();
    HttpResponse<InputStream> answer =
        http.send(request(hourkey, path), BodyHandlers.ofInputStream());
    long bytes = 0;
    try (InputStream body = answer.body()) {
      byte[] buffer = new byte[1 << 16];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        bytes += read;
      }
    }
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + " answered " + answer.statusCode());
    }
    return new Work(
        (System.nanoTime() - begun) / 1e9,
        bytes,
        computed(Stream.of(hourkey.process().toHandle())).minus(before),
        computed(postgresProcesses()).minus(beforeInDatabase));
  }

  private static HttpRequest request(PackagedJar hourkey, String path) {
    return HttpRequest.newBuilder(hourkey.at(path))
        .header("Authorization", "Bearer " + TOKEN)
        .build();
  }

  private Stream<ProcessHandle> postgresProcesses() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
    return ProcessHandle.of(pid).orElseThrow().descendants();
  }

  private static Duration computed(Stream<ProcessHandle> processes) {
    return processes
        .flatMap(one -> one.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }
}
