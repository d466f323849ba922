package dev.hourkey.support;

import dev.hourkey.sandbox.Sandbox;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The packaged application in the {@code prod} profile, as a process of its own. */
public final class PackagedJar implements AutoCloseable {
  private static final Path APPLICATION = Path.of("target/quarkus-app");

  private static final Path JAR = APPLICATION.resolve("quarkus-run.jar");

  /** The build writes it before the tests of the packaged jar. */
  private static final Path AOT_CACHE = Path.of("target/hourkey.aot");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The setting with the port; without it, any that is free. */
  public static final String PORT = "quarkus.http.port";

  private final Process process;
  private final int port;
  private final int managementPort;
  private final Path log;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private PackagedJar(Process process, int port, int managementPort, Path log) {
    this.process = process;
    this.port = port;
    this.managementPort = managementPort;
    this.log = log;
  }

  /** The settings of a jar that finds PostgreSQL and the vendors on this machine. */
  public static Map<String, String> settings(
      Sandbox sandbox, EmbeddedPostgres database, Path policyFile) {
    return settings(sandbox, database.getJdbcUrl("postgres", "postgres"), policyFile);
  }

  /** As above, of a PostgreSQL at this URL. */
  public static Map<String, String> settings(Sandbox sandbox, String database, Path policyFile) {
    Map<String, String> settings = new HashMap<>(sandbox.settings());
    settings.put("hourkey.policy.file", policyFile.toString());
    settings.put("quarkus.datasource.jdbc.url", database);
    settings.put("quarkus.datasource.username", "postgres");
    settings.put("quarkus.datasource.password", "postgres");
    return settings;
  }

  /** The options with which the image starts the JVM, except for the AOT cache. */
  public static String[] optionsWithoutCache() throws IOException {
    return options(Path.of("deploy/jvm.options"));
  }

  /** The options with which the image starts the JVM, with the AOT cache if there is one. */
  public static String[] optionsWithCache() throws IOException {
    String[] options = optionsWithoutCache();
    return Files.exists(AOT_CACHE) ? AotCache.with(AOT_CACHE, options) : options;
  }

  /** The options with which the image starts the JVM, with an AOT cache that is made now. */
  public static String[] optionsWithNewCache() throws Exception {
    AotCache.train(APPLICATION, AOT_CACHE, optionsWithoutCache());
    return optionsWithCache();
  }

  /** The options in a file that {@code java @file} reads. */
  public static String[] options(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("-"))
        .toArray(String[]::new);
  }

  /**
   * Starts it as the image does; settings become environment variables. It may not be ready yet.
   */
  public static PackagedJar start(Map<String, String> settings) throws IOException {
    return start(settings, optionsWithCache());
  }

  /** Starts it with these options of the JVM. */
  public static PackagedJar start(Map<String, String> settings, String... javaOptions)
      throws IOException {
    return start(JAR, settings, javaOptions);
  }

  /** Starts another version of it. */
  public static PackagedJar start(Path jar, Map<String, String> settings, String... javaOptions)
      throws IOException {
    int port = // The console has to know where a sign-in comes back to.
        settings.containsKey(PORT) ? Integer.parseInt(settings.get(PORT)) : FreePort.take();
    int managementPort = FreePort.take();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(javaOptions));
    command.addAll(
        List.of(
            "-Dquarkus.http.port=" + port,
            "-Dquarkus.management.port=" + managementPort,
            "-jar",
            jar.toString()));
    Path log = newLog();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    settings.forEach((key, value) -> builder.environment().put(variable(key), value));
    return new PackagedJar(builder.start(), port, managementPort, log);
  }

  /** Runs one of its commands to the end. */
  public static Finished run(Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    return run(PATIENCE, optionsWithCache(), settings, arguments);
  }

  /** Runs one that takes long, with the options that {@code deploy/hourkey.sh} has for it. */
  public static Finished runLong(Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    String[] options =
        Stream.concat(
                Stream.of(optionsWithCache()),
                Stream.of(
                    "-XX:TieredStopAtLevel=4",
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:-AOTReplayTraining"))
            .toArray(String[]::new);
    return run(Duration.ofHours(1), options, settings, arguments);
  }

  private static Finished run(
      Duration patience, String[] options, Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    Path log = newLog();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    settings.forEach((key, value) -> builder.environment().put(variable(key), value));
    Process process = builder.start();
    long giveUp = System.nanoTime() + patience.toNanos();
    Duration computed = Duration.ZERO;
    while (!process.waitFor(Duration.ofMillis(20))) {
      computed = process.info().totalCpuDuration().orElse(computed);
      if (System.nanoTime() > giveUp) {
        process.destroyForcibly();
        throw new IllegalStateException("the command does not end:\n" + Files.readString(log));
      }
    }
    return new Finished(process.exitValue(), Files.readString(log), computed);
  }

  /**
   * A command that has ended.
   *
   * @param computed its CPU time, except for the last moment
   */
  public record Finished(int exitCode, String output, Duration computed) {}

  /** Waits until it says that it is ready; returns itself. */
  public PackagedJar ready() throws IOException, InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (status(atManagement("q/health/ready")) != 200) {
      if (!process.isAlive() || System.nanoTime() > giveUp) {
        throw new IllegalStateException("the jar did not become ready:\n" + Files.readString(log));
      }
      Thread.sleep(20);
    }
    return this;
  }

  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + "/" + path);
  }

  /** The same for health and metrics, which have a port of their own. */
  public URI atManagement(String path) {
    return URI.create("http://127.0.0.1:" + managementPort + "/" + path);
  }

  /** The lines of its log that are errors. */
  public List<String> errors() throws IOException {
    return log().lines().filter(line -> line.contains("\"level\":\"ERROR\"")).toList();
  }

  public Process process() {
    return process;
  }

  /** Asks it to stop, as {@code SIGTERM} does; false when it still runs after this long. */
  public boolean stops(Duration within) throws InterruptedException {
    process.destroy();
    return process.waitFor(within);
  }

  /** Ends it in the middle of whatever it does, as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Freezes it until it is thawed; it does not notice. */
  public void freeze() throws IOException, InterruptedException {
    Signal.STOP.to(process.toHandle());
  }

  public void thaw() throws IOException, InterruptedException {
    Signal.CONT.to(process.toHandle());
  }

  /** Everything it has printed. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** The status of a GET; 0 when nobody answers. */
  public int status(URI address) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }

  private static Path newLog() throws IOException {
    return Files.createTempFile(Files.createDirectories(Path.of("target")), "hourkey-", ".log");
  }

  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
