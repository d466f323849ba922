package dev.hourkey.sandbox.directory;

import static java.util.stream.Collectors.joining;

import dev.hourkey.sandbox.http.Answer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The calls that a stand-in got, and the faults of future calls. */
public final class Traffic {
  private static final int REMEMBERED = 50_000;

  private final Deque<Call> calls = new ArrayDeque<>();
  private final List<Fault> faults = new ArrayList<>();

  /** The effect of a fault: whether the call is carried out, and how it is answered. */
  public interface Effect {
    Answer meet(Supplier<Answer> call);
  }

  /**
   * Applies an effect to the next {@code times} calls whose name fits {@code calls}, where * stands
   * for anything.
   */
  public synchronized void fault(String calls, int times, Effect effect) {
    String regex = Stream.of(calls.split("\\*", -1)).map(Pattern::quote).collect(joining(".*"));
    faults.add(new Fault(Pattern.compile(regex), times, effect));
  }

  /** The effect on a call that comes now; of several faults, that of the one set first. */
  public synchronized Effect next(String name) {
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      if (fault.calls().matcher(name).matches()) {
        if (fault.times() > 1) {
          faults.set(i, new Fault(fault.calls(), fault.times() - 1, fault.effect()));
        } else {
          faults.remove(i);
        }
        return fault.effect();
      }
    }
    return Supplier::get;
  }

  public synchronized void record(Call call) {
    calls.add(call);
    if (calls.size() > REMEMBERED) {
      calls.removeFirst();
    }
  }

  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  public synchronized List<Call> newest(int max) {
    return calls.reversed().stream().limit(max).toList();
  }

  public synchronized void clearFaults() {
    faults.clear();
  }

  public synchronized void reset() {
    calls.clear();
    faults.clear();
  }

  private record Fault(Pattern calls, int times, Effect effect) {}
}
