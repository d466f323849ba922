package dev.hourkey.sandbox;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The faults that are switched on. */
final class SlackFaults {
  private final List<SlackFault> faults = new ArrayList<>();

  synchronized void add(SlackFault fault) {
    faults.add(fault);
  }

  synchronized void clear() {
    faults.clear();
  }

  /** What goes wrong this time at {@code place}, with each kind's detail; counts as one time. */
  Map<SlackFault.Kind, String> take(String place) throws InterruptedException {
    Map<SlackFault.Kind, String> taken = taken(place);
    String millis = taken.get(SlackFault.Kind.SLOW);
    if (millis != null) {
      Thread.sleep(Long.parseLong(millis));
    }
    return taken;
  }

  private synchronized Map<SlackFault.Kind, String> taken(String place) {
    Map<SlackFault.Kind, String> taken = new EnumMap<>(SlackFault.Kind.class);
    faults.replaceAll(
        fault ->
            fault.concerns(place) && taken.putIfAbsent(fault.kind(), fault.detail()) == null
                ? fault.once()
                : fault);
    faults.removeIf(fault -> fault.times() <= 0);
    return taken;
  }
}
