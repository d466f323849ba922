package dev.hourkey.notice;

import dev.hourkey.notice.Messenger.Delivery;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Delivers what is in the outbox: read, hand over with no transaction open, write down. */
@ApplicationScoped
public class Dispatcher {
  private final Outbox outbox;
  private final Messenger messenger;

  Dispatcher(Outbox outbox, Messenger messenger) {
    this.outbox = outbox;
    this.messenger = messenger;
  }

  /** Delivers one notice; returns when to look at it again, if ever. */
  public Optional<Instant> dispatch(String key) {
    return outbox
        .pending(key)
        .flatMap(
            pending -> {
              Delivery delivery = messenger.deliver(pending.notice(), pending.posted());
              return outbox.record(pending, delivery);
            });
  }
}
