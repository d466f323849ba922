package dev.hourkey.notification;

import java.time.Clock;

/** An outbox that delivers nothing. */
public class SilentOutbox extends Outbox {
  @SuppressWarnings("NullAway") // It sends nothing, so it needs neither.
  public SilentOutbox(Clock clock) {
    super(null, null, (_, _) -> {}, clock);
  }

  @Override
  public void tell(Notification notification) {}

  @Override
  public void redraw(Notification... notifications) {}
}
