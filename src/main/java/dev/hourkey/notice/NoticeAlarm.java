package dev.hourkey.notice;

import java.time.Instant;

/** Wakes the dispatcher. */
public interface NoticeAlarm {
  /** Has a notice looked at, once the caller's transaction has committed. */
  void ring(String key, Instant when);
}
