package dev.hourkey.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.support.PackagedJar;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A company: 2,000 entitlements, 300 groups that may request them, 1,000 people. */
@Tag("bench")
class CatalogScaleTest {
  private static final int ENTITLEMENTS = Integer.getInteger("catalog.entitlements", 2_000);
  private static final int AUDIENCES = 300;
  private static final int PEOPLE = 1_000;
  private static final int ACCOUNTS = 400;
  private static final int FORMS = 100;
  private static final int SEARCHES = 400;
  private static final int WARM_UP = 40;
  private static final Duration STEADY = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final String ANA = "11111111-0000-4000-8000-000000000001";
  private static final List<String> PERMISSION_SETS =
      List.of("Read", "Write", "Deploy", "Billing", "Admin");
  private static final String READ =
      "select count(*) from directory_answer where kind = 'ACCESS' and answer is not null";

  private final BlockingQueue<Long> filled = new ArrayBlockingQueue<>(1_000);

  @Test
  void the_pages_of_a_company() throws Exception {
    String[] image = PackagedJar.optionsWithoutCache();
    long small;
    try (var environment = new BenchmarkEnvironment()) {
      small = memory(environment, image);
    }
    try (var environment = new BenchmarkEnvironment(policy())) {
      people(environment.sandbox());
      entitlements(environment.sandbox());
      watch(environment);
      try (PackagedJar hourkey = environment.start(image)) {
        emptyDatabase(environment, hourkey);
      }
      try (PackagedJar hourkey = environment.start(image)) {
        print("form filled after ready, known database", form(environment, hourkey));
      }
      System.out.printf(
          "resident memory after %d forms: %d MB, with one entitlement %d MB%n",
          FORMS, memory(environment, image), small);
      steady(environment, image);
    }
  }

  private void emptyDatabase(BenchmarkEnvironment environment, PackagedJar hourkey)
      throws Exception {
    long ready = System.nanoTime();
    while (form(environment, hourkey).isNegative()) {
      Thread.sleep(500);
    }
    print("first form filled after ready, empty database", since(ready));
    long last = 0;
    while (last < ENTITLEMENTS && since(ready).compareTo(PATIENCE) < 0) {
      Thread.sleep(1_000);
      long read = environment.number(READ);
      if (read * 4 / ENTITLEMENTS > last * 4 / ENTITLEMENTS) {
        print(read + " of " + ENTITLEMENTS + " entitlements read, empty database", since(ready));
      }
      last = read;
    }
  }

  private long memory(BenchmarkEnvironment environment, String... image) throws Exception {
    try (PackagedJar hourkey = environment.start(image)) {
      watch(environment);
      for (int i = 0; i < 20; i++) { // The first ones load classes.
        form(environment, hourkey);
      }
      List<Duration> took = new ArrayList<>();
      for (int i = 0; i < FORMS; i++) {
        took.add(form(environment, hourkey));
      }
      Latencies.of(took).print("/aws-access to form filled");
      searches(environment, hourkey);
      return MemoryTest.residentMegabytes(hourkey);
    }
  }

  /** What is typed into the form, letter by letter, at the pace of somebody who types fast. */
  private static void searches(BenchmarkEnvironment environment, PackagedJar hourkey)
      throws Exception {
    SlackRequests slack = environment.requests(hourkey);
    List<Duration> took = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < WARM_UP + SEARCHES; i++) {
        String words = "Account " + i % ACCOUNTS;
        HttpRequest search = slack.search(words.substring(0, 1 + i % words.length()));
        long start = System.nanoTime();
        HttpResponse<String> found = http.send(search, BodyHandlers.ofString());
        if (i >= WARM_UP) {
          took.add(since(start));
        }
        if (found.statusCode() != 200 || !found.body().contains("\"options\"")) {
          throw new IllegalStateException(found.statusCode() + " " + found.body());
        }
        Thread.sleep(50);
      }
    }
    Latencies.of(took).print("typed to suggestions");
  }

  /** Three replicas, while nobody does anything. */
  private void steady(BenchmarkEnvironment environment, String... image) throws Exception {
    try (PackagedJar _ = environment.start(image);
        PackagedJar _ = environment.start(image);
        PackagedJar _ = environment.start(image)) {
      Thread.sleep(30_000);
      Sandbox sandbox = environment.sandbox();
      int aws = sandbox.aws().calls().size();
      int entra = sandbox.entra().calls().size();
      Thread.sleep(STEADY);
      System.out.printf(
          "steady state, three replicas: %.2f AWS and %.2f Graph calls a second%n",
          (sandbox.aws().calls().size() - aws) / (double) STEADY.toSeconds(),
          (sandbox.entra().calls().size() - entra) / (double) STEADY.toSeconds());
    }
  }

  /** Types the command and waits for the form; negative when there was nothing to request. */
  private Duration form(BenchmarkEnvironment environment, PackagedJar hourkey) throws Exception {
    filled.clear();
    HttpRequest command = environment.requests(hourkey).command();
    long start = System.nanoTime();
    try (HttpClient http = HttpClient.newHttpClient()) {
      var _ = http.send(command, BodyHandlers.discarding());
    }
    Long done = filled.poll(30, TimeUnit.SECONDS);
    return Duration.ofNanos(done == null || done < 0 ? -1 : done - start);
  }

  private void watch(BenchmarkEnvironment environment) {
    environment
        .slack()
        .watch(
            (method, body) -> {
              boolean form =
                  method.startsWith("views.")
                      && URLDecoder.decode(body, UTF_8).contains("\"submit\"");
              if (form || method.equals("views.update")) { // An open one may still be empty.
                boolean _ = filled.offer(form ? System.nanoTime() : -1L);
              }
            });
  }

  private static void print(String what, Duration took) {
    System.out.printf("%-60s %.1f s%n", what, took.toMillis() / 1e3);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static void people(Sandbox sandbox) {
    for (int i = 0; i < AUDIENCES; i++) {
      sandbox.entra().putGroup(Map.of("id", audienceId(i), "displayName", audience(i)));
      if (i % 5 == 0) {
        sandbox.entra().setMember(audience(i), ANA, true);
      }
    }
    for (int i = 0; i < PEOPLE; i++) {
      String id = "77777777-0000-4000-8000-%012d".formatted(i);
      String address = "person%d@example.com".formatted(i);
      sandbox
          .entra()
          .putUser(
              Map.of(
                  "id", id, "displayName", address, "userPrincipalName", address, "mail", address));
      sandbox.aws().putUser(id, id, address);
      for (int j = 0; j < 3; j++) {
        sandbox.entra().setMember(audience((i + j * 100) % AUDIENCES), id, true);
      }
    }
  }

  private static void entitlements(Sandbox sandbox) {
    PERMISSION_SETS.forEach(sandbox.aws()::putPermissionSet);
    for (int i = 0; i < ACCOUNTS; i++) {
      sandbox.aws().putAccount(account(i), "Account " + i);
    }
    for (int i = 0; i < ENTITLEMENTS; i++) {
      String entra = "88888888-0000-4000-8000-%012d".formatted(i);
      String aws = "99999999-0000-4000-8000-%012d".formatted(i);
      sandbox.entra().putGroup(Map.of("id", entra, "displayName", group(i)));
      sandbox.aws().putGroup(aws, entra, group(i));
      sandbox.aws().assign(group(i), account(i % ACCOUNTS), PERMISSION_SETS.get(i / ACCOUNTS % 5));
    }
  }

  private static String policy() {
    StringBuilder text =
        new StringBuilder(
            """
            version: 1
            channels: { approvals: aws-approvals, operations: aws-ops }
            entitlements:
            """);
    for (int i = 0; i < ENTITLEMENTS; i++) {
      text.append(
          """
            - id: access-%1$d
              name: Account %2$d, %3$s
              group: %4$s
              eligible: [group:%5$s]
              approvers: [group:%6$s]
          """
              .formatted(
                  i,
                  i % ACCOUNTS,
                  PERMISSION_SETS.get(i / ACCOUNTS % 5),
                  group(i),
                  audience(i % AUDIENCES),
                  audience((i + 1) % AUDIENCES)));
    }
    return text.toString();
  }

  private static String group(int i) {
    return "aws-access-" + i;
  }

  private static String account(int i) {
    return "%012d".formatted(200_000_000_000L + i);
  }

  private static String audience(int i) {
    return "team-" + i;
  }

  private static String audienceId(int i) {
    return "66666666-0000-4000-8000-%012d".formatted(i);
  }
}
