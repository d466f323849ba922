package dev.hourkey.sandbox.slack;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Trigger ids: good for one form, within three seconds of real time. */
final class TriggerIds {
  static final Duration LIFE = Duration.ofSeconds(3);

  private final Map<String, Trigger> issued = new HashMap<>();

  private record Trigger(String person, long born, boolean used) {}

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
    if (System.nanoTime() - trigger.born() > LIFE.toNanos()) {
      throw new ApiError("expired_trigger_id");
    }
    issued.put(id, new Trigger(trigger.person(), trigger.born(), true));
    return trigger.person();
  }
}
