package dev.hourkey.notice;

import java.time.Clock;

/** An outbox that nobody empties. */
public class SilentOutbox extends Outbox {
  public SilentOutbox(Clock clock) {
    super((_, _) -> {}, clock);
  }

  @Override
  public void tell(Notice notice) {}

  @Override
  public void redraw(Notice... notices) {}
}
