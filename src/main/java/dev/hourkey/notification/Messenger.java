package dev.hourkey.notification;

import dev.hourkey.retry.RateLimit;
import java.time.Duration;
import java.util.Optional;

/** Delivers notifications to people. */
public interface Messenger {
  /**
   * Where a notification would be sent now; empty when there is nothing to send. Reads only
   * Hourkey's own rows.
   */
  Optional<Route> route(Notification notification, Optional<Posted> posted);

  /**
   * Posts a notification, or updates the message that it was posted as. Skips the call if the
   * updated message would look the same. Never throws because of the chat's answer. A repeated call
   * can at most post the same message twice.
   */
  Delivery deliver(Notification notification, Optional<Posted> posted);

  /** Where a message is, so that it can be updated. */
  record MessageRef(String channel, String message) {}

  /**
   * A message that was posted.
   *
   * @param digest a digest of what it shows; empty while it is unknown whether an update took
   *     effect
   */
  record Posted(MessageRef at, Optional<String> digest) {}

  /**
   * Where and how a notification is sent. A chat limits both.
   *
   * @param destination the person or channel that receives it; each has a rate limit
   * @param method the method of the chat's API that sends it; each has a circuit breaker
   * @param rate how often the destination may receive something
   */
  record Route(String destination, String method, RateLimit rate) {
    /**
     * A chat lets an app post about one message per second to a channel, and tolerates short
     * bursts. Allows such a burst, so that the messages about one request arrive together.
     */
    static final RateLimit MESSAGES = new RateLimit(Duration.ofSeconds(1), 5);

    /** A route for a message. */
    public Route(String destination, String method) {
      this(destination, method, MESSAGES);
    }
  }

  sealed interface Delivery {
    /**
     * The reader has the message, or there was nothing left to say. {@code message} is absent if
     * there is no message that could be updated.
     */
    record Delivered(Optional<Posted> message) implements Delivery {}

    /** It failed, for a reason that concerns only this notification. */
    record NotNow(String why) implements Delivery {}

    /**
     * It failed, and so would every other call of this method. The chat cannot be reached, or it
     * limits the rate and asks to wait for {@code retryAfter}.
     */
    record HeldBack(String method, String why, Optional<Duration> retryAfter) implements Delivery {}

    /** It would fail again: the channel is gone, or the message was refused. */
    record Undeliverable(String why) implements Delivery {}
  }
}
