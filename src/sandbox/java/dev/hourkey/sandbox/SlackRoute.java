package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** A way to the app: HTTP or Socket Mode. */
interface SlackRoute extends AutoCloseable {
  /** Makes a parcel, with the faults of signing in it. */
  SlackParcel pack(String kind, ObjectNode payload, Set<SlackFault.Kind> wrong);

  /** The parcel as it is sent when the first attempt failed. */
  SlackParcel again(SlackParcel parcel, int attempt, String reason);

  /** Brings it to the app and waits for the answer, at most until Slack's deadline. */
  SlackDelivery carry(SlackParcel parcel) throws InterruptedException;

  @Override
  default void close() {}
}
