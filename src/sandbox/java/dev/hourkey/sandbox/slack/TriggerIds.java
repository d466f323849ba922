package dev.hourkey.sandbox.slack;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Trigger ids: good for one form, within Slack's deadline in real time. */
final class TriggerIds {
  private final Map<String, Trigger> issued = new HashMap<>();
  private final Supplier<Duration> deadline;

  private record Trigger(String person, long born, boolean used) {}

  TriggerIds(Supplier<Duration> deadline) {
    this.deadline = deadline;
  }

  synchronized String issue(String person) {
    var random = ThreadLocalRandom.current();
    String id =
        "%d.%d.%016x%016x"
            .formatted(
                random.nextLong(1_000_000_000_000L),
                random.nextLong(1_000_000_000_000L),
                random.nextLong(),
                random.nextLong());
    issued.put(id, new Trigger(person, System.nanoTime(), false));
    return id;
  }

  /** The person whose action created this trigger; each trigger is accepted once. */
  synchronized String redeem(String id) {
    Trigger trigger = issued.get(id);
    if (trigger == null) {
      throw new ApiError("invalid_trigger_id", List.of("invalid `trigger_id`"));
    }
    if (trigger.used()) {
      throw new ApiError("exchanged_trigger_id");
    }
    if (System.nanoTime() - trigger.born() > deadline.get().toNanos()) {
      throw new ApiError("expired_trigger_id");
    }
    issued.put(id, new Trigger(trigger.person(), trigger.born(), true));
    return trigger.person();
  }
}
