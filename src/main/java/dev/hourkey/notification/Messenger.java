package dev.hourkey.notification;

import java.time.Duration;
import java.util.Optional;

/** Carries notifications to people. */
public interface Messenger {
  /**
   * The way a notification would take now; none when there is nothing to ask of the chat. Only
   * looks at our own rows.
   */
  Optional<Route> route(Notification notification, Optional<MessageRef> posted);

  /**
   * Posts a notification, or redraws the message it was posted as. Never throws for what the chat
   * answers; doing it twice leaves at most a second copy of the same message.
   */
  Delivery deliver(Notification notification, Optional<MessageRef> posted);

  /** Where a message is, so that it can be redrawn. */
  record MessageRef(String channel, String message) {}

  /**
   * The two things a chat limits.
   *
   * @param destination the person or channel that hears it; so many messages a second each
   * @param line what the chat counts and holds back as one, whoever hears it
   */
  record Route(String destination, String line) {}

  sealed interface Delivery {
    /** It is there; {@code message} is absent where it cannot be redrawn. */
    record Delivered(Optional<MessageRef> message) implements Delivery {}

    /** Not now, and it is this notification's own trouble. */
    record NotNow(String why) implements Delivery {}

    /**
     * Not now, and no other notification on this line would fare better: the chat is away, or wants
     * less of us; {@code retryAfter} is its own wish.
     */
    record HeldBack(String line, String why, Optional<Duration> retryAfter) implements Delivery {}

    /** Trying again will not help: the channel is gone, the message was refused. */
    record Undeliverable(String why) implements Delivery {}
  }
}
