package dev.hourkey.chaos;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.aws.StoreMembershipChange;
import dev.hourkey.sandbox.directory.Call;
import dev.hourkey.sandbox.entra.MembershipChange;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The removals as the directories saw them. */
public final class Watch implements AutoCloseable {
  private final Sandbox sandbox;
  private final Set<Call> requested = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();

  public Watch(Sandbox sandbox) {
    this.sandbox = sandbox;
    var _ = clockwork.scheduleWithFixedDelay(this::check, 1, 1, TimeUnit.SECONDS);
  }

  /**
   * Every removal that Graph was asked for, also those that it refused, by the member it is about.
   */
  public synchronized Map<String, List<Call>> requested() {
    check();
    return requested.stream().collect(Collectors.groupingBy(Watch::person));
  }

  /** When Entra let somebody go, by their id there; only the first time counts. */
  public Map<String, Instant> goneFromEntra() {
    return sandbox.entra().changes().stream()
        .filter(change -> !change.added())
        .collect(
            Collectors.toMap(MembershipChange::userId, MembershipChange::at, (first, _) -> first));
  }

  /** When AWS let somebody go, by their id there; only the first time counts. */
  public Map<String, Instant> goneFromAws() {
    return sandbox.aws().changes().stream()
        .filter(change -> !change.added())
        .collect(
            Collectors.toMap(
                StoreMembershipChange::userId, StoreMembershipChange::at, (first, _) -> first));
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
  }

  /** A stand-in remembers only its last calls, and a storm makes more of them. */
  private synchronized void check() {
    sandbox.entra().calls().stream()
        .filter(call -> call.name().startsWith("DELETE ") && call.name().endsWith("/$ref"))
        .forEach(requested::add);
  }

  private static String person(Call removal) {
    String[] path = removal.name().split("/", -1);
    return path[path.length - 2];
  }
}
