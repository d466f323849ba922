package dev.hourkey.chaos;

import static org.awaitility.Awaitility.await;

import dev.hourkey.sandbox.Sandbox;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Many grants that end at one instant. Their memberships are there, in Entra and in AWS; beside
 * them are memberships that must stay: of people who were in the group before, and of people whose
 * second grant of the same group continues.
 *
 * @param ending people whose only grant ends
 * @param going people whose second grant continues
 * @param standing people with a standing membership
 */
public record Storm(
    Cluster cluster,
    Instant endsAt,
    List<String> ending,
    List<String> going,
    List<String> standing) {
  static final String GROUP = "22222222-0000-4000-8000-000000000004";
  private static final String GROUP_NAME = "aws-prod-readonly";

  private static final AtomicInteger STORMS = new AtomicInteger();

  /** How many grants there are for one membership that must stay, of either kind. */
  private static final int TO_ONE_THAT_STAYS = 20;

  /** Writing the rows takes a while. */
  private static final int WRITTEN_PER_SECOND = 400;

  private static final Duration SOON = Duration.ofSeconds(5);

  /** Provisioning on demand carries no removals, so each waits for the second cycle at most. */
  private static final Duration BETWEEN_CYCLES = Duration.ofSeconds(2);

  /** Lets this many grants end soon. */
  public static Storm of(int grants, Cluster cluster) throws SQLException {
    return of(grants, cluster, SOON);
  }

  /** Lets this many grants end, this long after their rows are written. */
  static Storm of(int grants, Cluster cluster, Duration in) throws SQLException {
    String name = "%04x".formatted(STORMS.incrementAndGet());
    int stay = Math.max(grants / TO_ONE_THAT_STAYS, 1);
    List<String> ending = people(name, "4000", grants);
    List<String> going = people(name, "4001", stay);
    List<String> standing = people(name, "4002", stay);
    arrive(cluster.sandbox(), Stream.of(ending, going, standing).flatMap(List::stream));
    Instant endsAt =
        Instant.now()
            .truncatedTo(ChronoUnit.MILLIS)
            .plus(in)
            .plusSeconds((grants + 2 * stay) / WRITTEN_PER_SECOND);
    try (var database = cluster.postgres().connect()) {
      var seed = new Seed(database);
      seed.people(Stream.concat(ending.stream(), going.stream()).toList());
      seed.live("prod-readonly", ending, endsAt);
      seed.live("prod-readonly", going, endsAt);
      seed.live("another-of-the-group", going, endsAt.plus(Duration.ofHours(4)));
    }
    if (Instant.now().isAfter(endsAt)) {
      throw new IllegalStateException("this machine is too slow: the storm began too early");
    }
    return new Storm(cluster, endsAt, ending, going, standing);
  }

  /** Moves the end of the storm's grants to now; all other grants go on. */
  void endsNow() throws SQLException {
    try (var database = cluster.postgres().connect();
        var sql =
            database.prepareStatement(
                """
                update access_grant set ends_at = now(), due_at = now(), next_check_at = now()
                where ends_at = ?
                """)) {
      sql.setObject(1, endsAt.atOffset(ZoneOffset.UTC));
      sql.execute();
    }
  }

  /** Waits until the first removals are done and most are not. */
  void isUnderWay() {
    await()
        .atMost(Duration.between(Instant.now(), endsAt).plusSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> ending.stream().anyMatch(person -> !isInEntra(person)));
  }

  boolean isInEntra(String person) {
    return cluster.sandbox().entra().isMember(GROUP, person);
  }

  boolean isInAws(String person) {
    return cluster.sandbox().aws().isMember(GROUP_NAME, inAws(person));
  }

  /** How many of the grants that end here have not ended yet. */
  public int open() throws SQLException {
    try (var database = cluster.postgres().connect();
        var query =
            database.prepareStatement(
                "select count(*) from access_grant where ends_at = ? and ended_at is null")) {
      query.setObject(1, endsAt.atOffset(ZoneOffset.UTC));
      var rows = query.executeQuery();
      rows.next();
      return rows.getInt(1);
    }
  }

  /** A person's user name in the Identity Store. */
  static String inAws(String person) {
    return "99999999" + person.substring(8);
  }

  private static List<String> people(String storm, String kind, int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "77777777-%s-%s-8000-%012x".formatted(storm, kind, i))
        .toList();
  }

  /** Puts them into the group, on both sides. */
  private static void arrive(Sandbox sandbox, Stream<String> people) {
    people.forEach(
        id -> {
          String name = id + "@example.com";
          sandbox.entra().putUser(Map.of("id", id, "displayName", id, "userPrincipalName", name));
          sandbox.entra().setMember(GROUP, id, true);
          sandbox.aws().putUser(inAws(id), id, name);
          sandbox.aws().setMember(GROUP_NAME, inAws(id), true);
        });
    sandbox.entra().inStep();
    sandbox.entra().job().interval(BETWEEN_CYCLES);
  }
}
