package dev.hourkey.sandbox.slack;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The faults that are switched on. */
final class Faults {
  private final List<Fault> faults = new ArrayList<>();

  synchronized void add(Fault fault) {
    faults.add(fault);
  }

  synchronized void clear() {
    faults.clear();
  }

  /** What goes wrong this time at {@code place}, with each kind's detail; counts as one time. */
  Map<Fault.Kind, String> take(String place) throws InterruptedException {
    Map<Fault.Kind, String> taken = taken(place);
    String millis = taken.get(Fault.Kind.SLOW);
    if (millis != null) {
      Thread.sleep(Long.parseLong(millis));
    }
    return taken;
  }

  private synchronized Map<Fault.Kind, String> taken(String place) {
    Map<Fault.Kind, String> taken = new EnumMap<>(Fault.Kind.class);
    faults.replaceAll(
        fault ->
            fault.concerns(place) && taken.putIfAbsent(fault.kind(), fault.detail()) == null
                ? fault.once()
                : fault);
    faults.removeIf(fault -> fault.times() <= 0);
    return taken;
  }
}
