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
import org.jboss.logging.Logger;

/**
 * Finds whatever is due and not moving and has it looked at again. The rows alone are enough for
 * it, so losing every task loses nothing.
 */
@ApplicationScoped
class Sweeper {
  private static final Logger LOG = Logger.getLogger(Sweeper.class);

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
    grants.dueBefore(stuck).forEach(id -> ring(() -> work.ring(id, now)));
    requests.dueBefore(stuck).forEach(id -> ring(() -> work.wake(id, now)));
    inbox.dueBefore(stuck).forEach(id -> ring(() -> work.judge(id, now)));
    outbox.dueBefore(stuck).forEach(key -> ring(() -> work.ring(key, now)));
    inbox.forgetOldDeliveries();
    swept = true;
  }

  /** One by one: a replica that rings at the same moment must not spoil the others. */
  private static void ring(Runnable bell) {
    try {
      QuarkusTransaction.requiringNew().run(bell);
    } catch (RuntimeException e) {
      LOG.debugf(e, "somebody else rang at the same moment");
    }
  }
}
