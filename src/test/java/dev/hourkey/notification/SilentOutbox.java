package dev.hourkey.notification;

import java.time.Clock;

/** An outbox that delivers nothing. */
public class SilentOutbox extends Outbox {
  @SuppressWarnings("NullAway") // It stores and sends nothing, so it needs none of them.
  public SilentOutbox(Clock clock) {
    super(null, null, null, () -> {}, clock);
  }

  @Override
  public void tell(Notification notification) {}

  @Override
  public void redraw(Notification... notifications) {}
}
