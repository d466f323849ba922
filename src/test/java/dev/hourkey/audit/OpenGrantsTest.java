package dev.hourkey.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a few entries between two that are remembered, instead of many thousands. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class OpenGrantsTest {
  private static final int ENTRIES = 150;

  @Inject AuditTrail trail;
  @Inject AuditReader reader;
  @Inject DataSource database;

  private final Random random = new Random(7);
  private long first;

  /** What is open after each entry from {@code first} on. */
  private final List<Set<String>> expected = new ArrayList<>();

  @BeforeEach
  void begin() {
    first = trail.head().seq();
    expected.add(Set.of());
  }

  @AfterEach
  void restore_the_trail() throws SQLException {
    cutOffAfter(first);
  }

  @Test
  void after_each_entry_the_open_grants_are_those_begun_and_not_ended() throws SQLException {
    tell();
    OpenGrants grants = new OpenGrants(database, 1);
    List<Long> entries = new ArrayList<>();
    for (int i = 0; i < 2 * ENTRIES; i++) {
      entries.add(first + random.nextInt(ENTRIES + 1));
    }
    for (long seq : entries) {
      assertOpen(grants, seq);
    }
  }

  @Test
  void grants_between_two_entries_include_those_that_began_there() throws SQLException {
    append("grant_opened", "a");
    append("grant_opened", "b");
    append("grant_ended", "b");
    append("grant_ended", "a");
    append("member_returned", "b");
    OpenGrants grants = new OpenGrants(database, 2);
    assertThat(ofThisTest(grants.between(first, first))).isEmpty();
    assertThat(ofThisTest(grants.between(first + 1, first + 3))).containsExactly("a", "b");
    assertThat(ofThisTest(grants.between(first + 3, first + 4))).containsExactly("a");
    assertThat(ofThisTest(grants.between(first + 4, first + 5))).containsExactly("b");
  }

  @Test
  void a_trail_that_was_replaced_from_an_entry_on_is_followed_again() throws SQLException {
    tell();
    OpenGrants grants = new OpenGrants(database, 7);
    assertOpen(grants, first + ENTRIES);
    int kept = ENTRIES / 2;
    cutOffAfter(first + kept);
    expected.subList(kept + 1, expected.size()).clear();
    tell();
    for (int i = 0; i < expected.size(); i++) {
      assertOpen(grants, first + i);
    }
  }

  @Test
  void the_trail_is_followed_once_in_the_background_and_queries_wait_for_that() throws Exception {
    tell();
    long head = trail.head().seq();
    int stretch = (int) head / 4;
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger followed = new AtomicInteger();
    OpenGrants grants =
        new OpenGrants(
            watched(
                () -> {
                  followed.incrementAndGet();
                  begun.countDown();
                  if (begun.getCount() == 0) {
                    goOn.await();
                  }
                }),
            stretch);
    AccessHistory history = new AccessHistory(database, reader, trail, grants, Clock.systemUTC());
    history.prepare();
    begun.await();
    history.prepare();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> question =
          pool.submit(
              () -> {
                assertOpen(grants, head);
                return head;
              });
      assertThat(question.isDone()).isFalse();
      goOn.countDown();
      question.get();
    }
    assertThat(followed).as("four stretches, and what follows them").hasValue(5);
    assertThat(grants.behind(head)).isFalse();
  }

  /** What happens before the trail is followed by a stretch. */
  private interface Before {
    void run() throws InterruptedException;
  }

  private DataSource watched(Before before) {
    return proxy(
        DataSource.class,
        (_, _, _) -> {
          Connection real = database.getConnection();
          return proxy(
              Connection.class,
              (_, method, arguments) -> {
                if (method.getName().equals("prepareStatement")
                    && String.valueOf(arguments[0]).contains("having")) {
                  before.run();
                }
                return method.invoke(real, arguments);
              });
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private void assertOpen(OpenGrants grants, long seq) throws SQLException {
    assertThat(ofThisTest(grants.between(seq, seq)))
        .as("after entry %d", seq - first)
        .isEqualTo(expected.get((int) (seq - first)));
  }

  private final Set<String> known = new HashSet<>();

  private Set<String> ofThisTest(Set<String> grants) {
    Set<String> found = new TreeSet<>(grants);
    found.retainAll(known);
    return found;
  }

  /** Grants begin, are active, end, and sometimes return, in any order among each other. */
  private void tell() throws SQLException {
    for (int i = 0; i < ENTRIES; i++) {
      List<String> open = List.copyOf(expected.getLast());
      List<String> ended = known.stream().filter(one -> !open.contains(one)).sorted().toList();
      int chance = random.nextInt(10);
      if (open.isEmpty() || chance < 4) {
        append("grant_opened", UUID.randomUUID().toString());
      } else if (chance < 5) {
        append("grant_active", any(open));
      } else if (chance < 6 && !ended.isEmpty()) {
        append("member_returned", any(ended));
      } else {
        append("grant_ended", any(open));
      }
    }
  }

  private String any(List<String> grants) {
    return grants.get(random.nextInt(grants.size()));
  }

  private void append(String type, String grant) throws SQLException {
    known.add(grant);
    Set<String> open = new TreeSet<>(expected.getLast());
    switch (type) {
      case "grant_opened", "member_returned" -> open.add(grant);
      case "grant_ended" -> open.remove(grant);
      default -> {}
    }
    expected.add(open);
    Sql.execute(
        database,
        "select audit_append(?)",
        "{\"subject\":\"%s\",\"type\":\"%s\"}".formatted(grant, type));
  }

  private void cutOffAfter(long seq) throws SQLException {
    Sql.execute(database, "alter table audit_event disable trigger all");
    Sql.execute(database, "delete from audit_event where seq > ?", seq);
    Sql.execute(database, "alter table audit_event enable trigger all");
    Sql.execute(
        database,
        """
        update audit_head set seq = ?,
          hash = coalesce((select hash from audit_event where seq = ?), '')
        """,
        seq,
        seq);
  }
}
