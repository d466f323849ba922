package dev.hourkey.app;

import dev.hourkey.grant.Grants;
import dev.hourkey.notice.Outbox;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.Requests;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Finds whatever is due and not moving and has it looked at again. The rows alone are enough for
 * it, so losing every task loses nothing.
 */
@ApplicationScoped
class Sweeper {

  /** What has been due for this long is not merely waiting its turn. */
  private static final Duration STUCK = Duration.ofSeconds(10);

  private final Grants grants;
  private final Requests requests;
  private final Inbox inbox;
  private final Outbox outbox;
  private final DurableWork work;
  private final Clock clock;

  private volatile boolean swept;

  Sweeper(
      Grants grants, Requests requests, Inbox inbox, Outbox outbox, DurableWork work, Clock clock) {
    this.grants = grants;
    this.requests = requests;
    this.inbox = inbox;
    this.outbox = outbox;
    this.work = work;
    this.clock = clock;
  }

  /** Whether a sweep has finished since the start. */
  boolean swept() {
    return swept;
  }

  void sweep() {
    Instant now = clock.instant();
    Instant stuck = now.minus(STUCK);
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              grants.dueBefore(stuck).forEach(id -> work.ring(id, now));
              requests.dueBefore(stuck).forEach(id -> work.wake(id, now));
              inbox.dueBefore(stuck).forEach(id -> work.judge(id, now));
              outbox.dueBefore(stuck).forEach(key -> work.ring(key, now));
            });
    inbox.forgetOldDeliveries();
    swept = true;
  }
}
