package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RemovalPriorityTest {
  private static final int OTHERS = 4;

  private final AtomicLong now = new AtomicLong();
  private final RemovalPriority removalPriority = new RemovalPriority(now::get);
  private final Semaphore mayGo = new Semaphore(0);
  private final AtomicInteger atWork = new AtomicInteger();
  private final AtomicInteger mostAtWork = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void while_many_end_others_go_one_at_a_time_and_yet_nothing_stops() {
    mayGo.release(OTHERS);
    end(RemovalPriority.MANY);
    othersBegin();
    await().until(() -> done.get() == OTHERS);
    assertThat(mostAtWork).hasValue(1);
  }

  @Test
  void while_few_end_nobody_gives_way() {
    end(RemovalPriority.MANY - 1);
    othersBegin();
    await().until(() -> atWork.get() == OTHERS);
    mayGo.release(OTHERS);
  }

  @Test
  void it_is_over_soon_after_the_last_end() {
    end(RemovalPriority.MANY);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    othersBegin();
    await().until(() -> atWork.get() == OTHERS);
    mayGo.release(OTHERS);
  }

  @Test
  void whoever_gave_way_goes_on_with_the_others_once_it_is_over() {
    end(RemovalPriority.MANY);
    othersBegin();
    await().until(() -> atWork.get() == 1);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    mayGo.release(OTHERS);
    await().atMost(Duration.ofSeconds(1)).until(() -> done.get() == OTHERS); // Without pauses.
  }

  @Test
  void ends_that_fail_or_are_put_off_make_no_rush() {
    Function<Integer, Optional<Instant>> failing =
        removalPriority.removal(
            _ -> {
              throw new IllegalStateException("it is a bad day");
            });
    Function<Integer, Optional<Instant>> later =
        removalPriority.removal(_ -> Optional.of(Instant.EPOCH));
    for (int i = 0; i < RemovalPriority.MANY; i++) {
      assertThatThrownBy(() -> failing.apply(0)).hasMessage("it is a bad day");
      assertThat(later.apply(0)).isPresent();
    }
    othersBegin();
    await().until(() -> atWork.get() == OTHERS);
    mayGo.release(OTHERS);
  }

  private void end(int number) {
    Function<Integer, Optional<Instant>> end = removalPriority.removal(_ -> Optional.empty());
    assertThat(IntStream.range(0, number).mapToObj(end::apply)).allMatch(Optional::isEmpty);
  }

  private void othersBegin() {
    Function<Integer, Integer> other = removalPriority.yielding(this::other);
    IntStream.range(0, OTHERS)
        .forEach(
            i ->
                Thread.startVirtualThread(
                    () -> {
                      int _ = other.apply(i);
                    }));
  }

  private int other(int number) {
    mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
    mayGo.acquireUninterruptibly();
    atWork.decrementAndGet();
    return done.incrementAndGet();
  }
}
