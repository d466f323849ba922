package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RemovalPriorityTest {
  private final AtomicLong now = new AtomicLong();
  private final RemovalPriority priority = new RemovalPriority(now::get);

  @Test
  void during_many_removals_checks_and_messages_are_held_back_and_nothing_else() {
    removals(RemovalPriority.MANY);
    assertThat(Stream.of(WorkQueue.values()).filter(priority::holdsBack))
        .containsExactly(WorkQueue.CLEARING, WorkQueue.NOTIFICATIONS);
  }

  @Test
  void during_few_removals_nothing_is_held_back() {
    removals(RemovalPriority.MANY - 1);
    assertThat(Stream.of(WorkQueue.values())).noneMatch(priority::holdsBack);
  }

  @Test
  void the_priority_ends_soon_after_the_last_removal() {
    removals(RemovalPriority.MANY);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(Stream.of(WorkQueue.values())).noneMatch(priority::holdsBack);
  }

  private void removals(int number) {
    for (int i = 0; i < number; i++) {
      priority.removed();
    }
  }
}
