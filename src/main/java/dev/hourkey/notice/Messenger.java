package dev.hourkey.notice;

import java.time.Duration;
import java.util.Optional;

/** Carries notices to people. */
public interface Messenger {
  /**
   * Posts a notice, or redraws the message it was posted as. Never throws for what the chat
   * answers; doing it twice leaves at most a second copy of the same message.
   */
  Delivery deliver(Notice notice, Optional<MessageRef> posted);

  /** Where a message is, so that it can be redrawn. */
  record MessageRef(String channel, String message) {}

  sealed interface Delivery {
    /** It is there; {@code message} is absent where it cannot be redrawn. */
    record Delivered(Optional<MessageRef> message) implements Delivery {}

    /** Not now; {@code retryAfter} is the chat's own wish. */
    record NotNow(String why, Optional<Duration> retryAfter) implements Delivery {}

    /** Trying again will not help: the channel is gone, the message was refused. */
    record Undeliverable(String why) implements Delivery {}
  }
}
