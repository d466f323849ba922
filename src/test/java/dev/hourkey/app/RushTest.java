package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RushTest {
  private static final int CROWD = 3;
  private static final int OTHERS = 4;

  private final Rush rush = new Rush(CROWD);
  private final Semaphore ends = new Semaphore(0);
  private final Semaphore others = new Semaphore(0);
  private final AtomicInteger ending = new AtomicInteger();
  private final AtomicInteger atWork = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void whatever_follows_an_end_goes_one_at_a_time_while_a_crowd_ends() {
    begin(CROWD, rush.of(this::end));
    await().until(() -> ending.get() == CROWD);
    begin(OTHERS, rush.before(this::other));
    await().until(() -> atWork.get() == 1);
    others.release(OTHERS);
    await().until(() -> done.get() == OTHERS); // And yet nothing stops.
    assertThat(atWork).hasValue(0);
    ends.release(CROWD);
  }

  @Test
  void without_a_crowd_nobody_gives_way() {
    begin(CROWD - 1, rush.of(this::end));
    await().until(() -> ending.get() == CROWD - 1);
    begin(OTHERS, rush.before(this::other));
    await().until(() -> atWork.get() == OTHERS);
    ends.release(CROWD);
    others.release(OTHERS);
  }

  @Test
  void a_crowd_is_over_when_its_ends_are_whether_they_went_well_or_not() {
    Function<Integer, Integer> failing =
        rush.of(
            _ -> {
              throw new IllegalStateException("it is a bad day");
            });
    for (int i = 0; i < CROWD; i++) {
      assertThatThrownBy(() -> failing.apply(0)).hasMessage("it is a bad day");
    }
    begin(OTHERS, rush.before(this::other));
    await().until(() -> atWork.get() == OTHERS);
    others.release(OTHERS);
  }

  private static void begin(int number, Function<Integer, Integer> work) {
    IntStream.range(0, number)
        .forEach(
            i ->
                Thread.startVirtualThread(
                    () -> {
                      int _ = work.apply(i);
                    }));
  }

  private int end(int number) {
    ending.incrementAndGet();
    ends.acquireUninterruptibly();
    return number;
  }

  private int other(int number) {
    assertThat(atWork.incrementAndGet()).isLessThanOrEqualTo(OTHERS);
    others.acquireUninterruptibly();
    atWork.decrementAndGet();
    return done.incrementAndGet();
  }
}
