package dev.hourkey.notification;

import dev.hourkey.retry.RateLimit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A chat that keeps what is sent, and fails when a test says so. */
class FakeChat implements Messenger {
  static final String POST = "post";
  static final String UPDATE = "update";

  private final Clock clock;
  private final Map<UUID, String> destinations = new ConcurrentHashMap<>();
  private final Map<UUID, String> truth = new ConcurrentHashMap<>();
  private final Map<MessageRef, String> screen = new LinkedHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile Function<Call, Optional<Delivery>> trouble = _ -> Optional.empty();

  FakeChat(Clock clock) {
    this.clock = clock;
  }

  record Call(Instant at, Notification notification, Route route) {}

  void goesTo(UUID subject, String destination) {
    destinations.put(subject, destination);
  }

  /** What the rows say of a subject from now on. */
  void becomes(UUID subject, String words) {
    truth.put(subject, words);
  }

  void fail(Function<Call, Optional<Delivery>> how) {
    trouble = how;
  }

  void heal() {
    trouble = _ -> Optional.empty();
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Every message there is, the first posted first. */
  synchronized List<String> screen() {
    return List.copyOf(screen.values());
  }

  synchronized String shownAt(MessageRef message) {
    return String.valueOf(screen.get(message));
  }

  String drawn(Notification notification) {
    return notification.getClass().getSimpleName()
        + " "
        + truth.getOrDefault(notification.subject(), "new");
  }

  @Override
  public Optional<Route> route(Notification notification, Optional<Posted> posted) {
    if (unchanged(notification, posted)) {
      return Optional.empty();
    }
    if (notification instanceof Notification.HomeChanged) {
      return Optional.of(
          new Route(
              destinations.getOrDefault(notification.subject(), "somewhere"),
              UPDATE,
              new RateLimit(Duration.ofSeconds(1), 1)));
    }
    return Optional.of(
        new Route(
            destinations.getOrDefault(notification.subject(), "somewhere"),
            posted.isPresent() ? UPDATE : POST));
  }

  @Override
  public Delivery deliver(Notification notification, Optional<Posted> posted) {
    if (unchanged(notification, posted)) {
      return new Delivery.Delivered(posted);
    }
    Call call = new Call(clock.instant(), notification, route(notification, posted).orElseThrow());
    calls.add(call);
    return trouble.apply(call).orElseGet(() -> show(drawn(notification), posted));
  }

  private boolean unchanged(Notification notification, Optional<Posted> posted) {
    return posted.flatMap(Posted::digest).equals(Optional.of(drawn(notification)));
  }

  /** What Slack does with a message, however old its text is. */
  synchronized Delivery show(String drawing, Optional<Posted> posted) {
    MessageRef message =
        posted
            .map(Posted::at)
            .orElseGet(() -> new MessageRef("C1", Integer.toString(screen.size() + 1)));
    screen.put(message, drawing);
    return new Delivery.Delivered(Optional.of(new Posted(message, Optional.of(drawing))));
  }
}
