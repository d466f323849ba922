package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** A way to the app: HTTP or Socket Mode. */
interface Route extends AutoCloseable {
  /** Makes a parcel, with the faults of signing in it. */
  Parcel pack(String kind, ObjectNode payload, Set<Fault.Kind> wrong);

  /** The parcel as it is sent when the first attempt failed. */
  Parcel again(Parcel parcel, int attempt, String reason);

  /** Brings it to the app and waits for the answer, at most until Slack's deadline. */
  Delivery carry(Parcel parcel) throws InterruptedException;

  @Override
  default void close() {}
}
