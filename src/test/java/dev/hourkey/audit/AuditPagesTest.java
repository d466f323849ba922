package dev.hourkey.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.retry.Retries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AuditPagesTest {
  private static final int ENTRIES = 12;

  private final List<Duration> pauses = new ArrayList<>();
  private final List<Thread> readers = new ArrayList<>();
  private int reads;

  @Test
  void a_page_that_fails_is_read_again_and_no_entry_is_repeated_or_lost() {
    assertThat(read(Set.of(2, 3, 5))).containsExactlyElementsOf(all());
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(500));
  }

  @Test
  void no_page_is_read_while_the_one_before_is_processed() {
    assertThat(read(Set.of())).containsExactlyElementsOf(all());
    assertThat(readers).hasSize(3).containsOnly(Thread.currentThread());
  }

  @Test
  void reading_is_given_up_after_half_a_minute_without_the_database() {
    Set<Integer> always = Set.copyOf(LongStream.range(2, 100).mapToObj(i -> (int) i).toList());
    assertThatThrownBy(() -> read(always)).hasMessage("away");
    assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
        .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
  }

  /** The numbers of the entries that are read if these reads fail. */
  private List<Long> read(Set<Integer> failing) {
    List<Long> seen = new ArrayList<>();
    AuditPages.Source source =
        (after, through, limit) -> {
          readers.add(Thread.currentThread());
          if (failing.contains(++reads)) {
            throw new IllegalStateException("away");
          }
          return all().stream()
              .filter(seq -> seq > after && seq <= through)
              .limit(limit)
              .map(seq -> new AuditEntry(seq, "{}", new byte[32], new byte[32]))
              .toList();
        };
    var pages = new AuditPages(source, Retries.ofDatabase(pauses::add), 0, ENTRIES, 5);
    for (var page = pages.next(); !page.isEmpty(); page = pages.next()) {
      page.forEach(entry -> seen.add(entry.seq()));
    }
    return seen;
  }

  private static List<Long> all() {
    return LongStream.rangeClosed(1, ENTRIES).boxed().toList();
  }
}
