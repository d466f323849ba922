package dev.hourkey.sandbox.directory;

import dev.hourkey.sandbox.http.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the two directories have in common: they remember their calls, and future calls can be made
 * to fail. Calls are named as in {@link Call#name}, with * for anything, as in {@code POST
 * /v1.0/groups*} or {@code AWSIdentityStore.*}; of several faults that fit, the oldest comes first.
 */
public abstract class DirectoryStandIn {
  /** The count for a fault that lasts until it is cleared. */
  public static final int ALWAYS = Integer.MAX_VALUE;

  private static final int RECENT = 50;

  protected final Traffic traffic = new Traffic();

  protected DirectoryStandIn() {}

  /** The calls since the last reset, as they were answered; at most the last 50,000. */
  public final List<Call> calls() {
    return traffic.calls();
  }

  /** The latest calls, newest first. */
  public final List<Call> recentCalls() {
    return traffic.newest(RECENT);
  }

  /** Throttles the next calls. */
  public final void throttle(String calls, int times, Duration retryAfter) {
    refuse(calls, times, () -> throttled(retryAfter));
  }

  /** The next calls are refused as not permitted. */
  public final void deny(String calls, int times) {
    fail(calls, times, 403);
  }

  /** Refuses the next calls because the caller's credentials have expired. */
  public final void refuseCredentials(String calls, int times) {
    refuse(calls, times, this::credentialsRefused);
  }

  /** The next calls fail as the vendor's do with this status; 502 is a proxy's, in HTML. */
  public final void fail(String calls, int times, int status) {
    if (status == 502) {
      byte[] page = "<html><h1>502 Bad Gateway</h1></html>".getBytes(StandardCharsets.UTF_8);
      traffic.fault(calls, times, _ -> Answer.bytes(502, "text/html", page));
    } else {
      refuse(calls, times, () -> failed(status));
    }
  }

  /** The next calls are carried out, but the answer is lost. */
  public final void loseAnswer(String calls, int times) {
    traffic.fault(
        calls,
        times,
        call -> {
          var _ = call.get();
          return Answer.lost();
        });
  }

  /** The next calls take this much longer, in real time. */
  public final void delay(String calls, int times, Duration delay) {
    traffic.fault(
        calls,
        times,
        call -> {
          try {
            Thread.sleep(delay);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return call.get();
        });
  }

  /** Clears all faults. */
  public final void clearFaults() {
    traffic.clearFaults();
  }

  protected abstract RuntimeException throttled(Duration retryAfter);

  protected abstract RuntimeException failed(int status);

  protected abstract RuntimeException credentialsRefused();

  private void refuse(String calls, int times, Supplier<RuntimeException> why) {
    traffic.fault(
        calls,
        times,
        _ -> {
          throw why.get();
        });
  }
}
