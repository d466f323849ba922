package dev.hourkey.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class UrgentWorkTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // It overflows soon.
  private final UrgentWork urgent = new UrgentWork(nanos::get, nanos::addAndGet);

  @Test
  void long_work_goes_on_while_nothing_is_urgent() {
    assertThat(pause()).isZero();
    assertThat(urgent.run(() -> "done")).isEqualTo("done");
    assertThat(pause()).isZero();
  }

  @Test
  void long_work_pauses_until_urgent_work_is_over() throws InterruptedException {
    AtomicInteger checks = new AtomicInteger();
    CompletableFuture<String> answer = new CompletableFuture<>();
    AtomicReference<CompletableFuture<String>> running = new AtomicReference<>();
    UrgentWork endsAtThirdCheck =
        new UrgentWork(
            nanos::get,
            length -> {
              nanos.addAndGet(length);
              if (checks.incrementAndGet() == 3) {
                answer.complete("answered");
                running.get().join();
              }
            });
    CountDownLatch begun = new CountDownLatch(1);
    running.set(
        CompletableFuture.supplyAsync(
            () ->
                endsAtThirdCheck.run(
                    () -> {
                      begun.countDown();
                      return answer.join();
                    })));
    begun.await();
    endsAtThirdCheck.giveWay();
    assertThat(checks).hasValue(3);
  }

  @Test
  void long_work_has_at_least_half_of_the_time_although_urgent_work_never_ends() {
    urgent.run(
        () -> {
          Duration paused = Duration.ZERO;
          Duration worked = Duration.ZERO;
          for (int step = 0; step < 1_000; step++) {
            Duration pause = pause();
            assertThat(pause).isLessThanOrEqualTo(Duration.ofMillis(50));
            paused = paused.plus(pause);
            worked = worked.plusMillis(7);
            nanos.addAndGet(Duration.ofMillis(7).toNanos());
          }
          assertThat(paused).isPositive().isLessThanOrEqualTo(worked);
          return "";
        });
  }

  @Test
  void urgent_work_that_fails_is_over() {
    assertThatThrownBy(
            () ->
                urgent.run(
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .hasMessage("failed");
    assertThat(pause()).isZero();
  }

  private Duration pause() {
    long begun = nanos.get();
    urgent.giveWay();
    return Duration.ofNanos(nanos.get() - begun);
  }
}
