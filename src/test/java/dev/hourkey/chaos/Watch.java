package dev.hourkey.chaos;

import dev.hourkey.sandbox.Call;
import dev.hourkey.sandbox.Sandbox;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Every removal that Graph was asked for; a stand-in remembers only its last calls. */
public final class Watch implements AutoCloseable {
  private final Sandbox sandbox;
  private final Set<Call> removals = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();

  public Watch(Sandbox sandbox) {
    this.sandbox = sandbox;
    var _ = clockwork.scheduleWithFixedDelay(this::look, 0, 500, TimeUnit.MILLISECONDS);
  }

  /** Those asked for by now, oldest first. */
  public synchronized List<Call> removals() {
    look();
    return removals.stream().sorted((one, other) -> one.at().compareTo(other.at())).toList();
  }

  /** Whom a removal is about. */
  public static String person(Call removal) {
    String[] path = removal.name().split("/");
    return path[path.length - 2];
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
  }

  private synchronized void look() {
    sandbox.entra().calls().stream()
        .filter(call -> call.name().startsWith("DELETE ") && call.name().endsWith("/$ref"))
        .forEach(removals::add);
  }
}
