package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.slack.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sends to the app over the current transport, with the faults that are switched on, and keeps a
 * record.
 */
final class Sender implements AutoCloseable {
  private final Faults faults;
  private final List<Delivery> sent = new ArrayList<>();
  private volatile Route route;

  Sender(Faults faults, Route route) {
    this.faults = faults;
    this.route = route;
  }

  void use(Route other) {
    route.close();
    route = other;
  }

  @Override
  public void close() {
    route.close();
  }

  /** Sends once; what a person does reaches the app at most once. */
  Delivery send(String kind, ObjectNode payload) {
    try {
      Map<Kind, String> wrong = faults.take("delivery/" + kind);
      Parcel parcel = route.pack(kind, payload, wrong.keySet());
      if (wrong.containsKey(Kind.DROPPED)) {
        return record(Delivery.neverSent(parcel, "operation_timeout"));
      }
      Delivery first = record(route.carry(parcel));
      if (wrong.containsKey(Kind.LOST)) {
        return first.withoutAnswer();
      }
      return wrong.containsKey(Kind.TWICE) ? record(route.carry(parcel)) : first;
    } catch (InterruptedException e) {
      return interrupted(kind);
    }
  }

  /** Sends an event, and at once again when that fails; Slack's later two retries do not come. */
  Delivery sendEvent(ObjectNode payload) {
    Delivery first = send("events_api", payload);
    if (first.acknowledged() || first.number() == 0) {
      return first;
    }
    String reason = first.status() == 0 ? "http_timeout" : "http_error";
    try {
      return record(route.carry(route.again(first.parcel(), 1, reason)));
    } catch (InterruptedException e) {
      return interrupted("events_api");
    }
  }

  /** Sends the same bytes again. */
  Delivery redeliver(Parcel parcel) {
    try {
      return record(route.carry(parcel));
    } catch (InterruptedException e) {
      return interrupted(parcel.kind());
    }
  }

  synchronized List<Delivery> sent() {
    return List.copyOf(sent);
  }

  synchronized void reset() {
    sent.clear();
  }

  private synchronized Delivery record(Delivery delivery) {
    Delivery numbered = delivery.numbered(sent.size() + 1);
    sent.add(numbered);
    return numbered;
  }

  private static Delivery interrupted(String kind) {
    Thread.currentThread().interrupt();
    return new Delivery(
        0, new Parcel(kind, Map.of(), ""), 0, "", Duration.ZERO, "operation_timeout");
  }
}
