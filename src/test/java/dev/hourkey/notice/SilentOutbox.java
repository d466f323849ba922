package dev.hourkey.notice;

import java.time.Clock;

/** An outbox that nobody empties. */
public class SilentOutbox extends Outbox {
  @SuppressWarnings("NullAway") // What is silent has no gate and no lines.
  public SilentOutbox(Clock clock) {
    super(null, null, (_, _) -> {}, clock);
  }

  @Override
  public void tell(Notice notice) {}

  @Override
  public void redraw(Notice... notices) {}
}
