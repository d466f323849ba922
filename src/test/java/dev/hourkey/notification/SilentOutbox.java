package dev.hourkey.notification;

import java.time.Clock;

/** An outbox that nobody empties. */
public class SilentOutbox extends Outbox {
  @SuppressWarnings("NullAway") // What is silent has no gate and no lines.
  public SilentOutbox(Clock clock) {
    super(null, null, (_, _) -> {}, clock);
  }

  @Override
  public void tell(Notification notification) {}

  @Override
  public void redraw(Notification... notifications) {}
}
