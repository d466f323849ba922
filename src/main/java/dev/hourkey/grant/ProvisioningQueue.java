package dev.hourkey.grant;

import static java.util.Comparator.comparing;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import dev.hourkey.scim.ScimProvisioner;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Shares the calls to provisioning on demand among grants and replicas. {@link #exhaustedUntil}
 * decides when a call may be made, and {@link #batch} for which grants.
 */
@ApplicationScoped
public class ProvisioningQueue {
  /**
   * How many calls Entra accepts in 10 s per SCIM job (Microsoft, synchronizationJob:
   * provisionOnDemand); all replicas share them.
   */
  public static final int CALLS = 5;

  /** A second more than Entra's window, because Hourkey's and Entra's clocks may differ. */
  public static final Duration WINDOW = Duration.ofSeconds(11);

  /** Longer than a call may take. During this time, no other call names the same people. */
  static final Duration UNDER_WAY = Duration.ofSeconds(40);

  /** Removals go first, then the grants that have waited longest. */
  static final Comparator<Waiting> REMOVALS_FIRST =
      comparing(Waiting::removal)
          .reversed()
          .thenComparing(Waiting::dueAt)
          .thenComparing(Waiting::grant);

  private final OnDemandRows rows;
  private final GrantRows grants;
  private final GrantWorkers workers;

  ProvisioningQueue(OnDemandRows rows, GrantRows grants, GrantWorkers workers) {
    this.rows = rows;
    this.grants = grants;
    this.workers = workers;
  }

  /** A grant whose last change has to reach AWS. */
  record Waiting(UUID grant, String groupId, boolean removal, Instant dueAt) {}

  /** What to provision now, or when to ask again. */
  sealed interface Turn {
    record Batch(EntraGroup group, List<Entry> entries) implements Turn {
      List<PersonId> people() {
        return entries.stream().map(Entry::person).distinct().toList();
      }
    }

    /** No call is left until then. */
    record Wait(Instant until) implements Turn {}

    /** No grant waits, or a call under way already includes all that wait. */
    record NobodyWaits() implements Turn {}
  }

  /**
   * One grant whose change has to reach AWS.
   *
   * @param since identifies the change: an answer about an older change does not count for a newer
   *     one
   */
  record Entry(UUID grant, PersonId person, boolean removal, Instant since) {}

  /** Takes one call out of the budget, with the grants that it is for, if any wait. */
  @Transactional
  Turn next(Instant now) {
    rows.lockCalls();
    Optional<Instant> exhausted = exhaustedUntil(calls(now));
    if (exhausted.isPresent()) {
      return new Turn.Wait(exhausted.get().plus(patience(rows.count(now))));
    }
    List<Waiting> batch = batch(rows.waiting(now), order());
    if (batch.isEmpty()) {
      return new Turn.NobodyWaits();
    }
    rows.addCall(now, now.minus(WINDOW));
    List<Grant> taken =
        batch.stream().map(one -> rows.postpone(one.grant(), now.plus(UNDER_WAY))).toList();
    return new Turn.Batch(
        taken.getFirst().group(), taken.stream().map(ProvisioningQueue::entry).toList());
  }

  /**
   * When the next call may be made; empty if one may be made now. Calls are counted in a sliding
   * window, as Entra counts them. A limit at an even rate would allow five calls at once and a
   * sixth one within the same window. Pure.
   *
   * @param calls when the calls of the last {@link #WINDOW} were made, the oldest first
   */
  static Optional<Instant> exhaustedUntil(List<Instant> calls) {
    return calls.size() < CALLS ? Optional.empty() : Optional.of(calls.getFirst().plus(WINDOW));
  }

  /** The first grant in this order, and others that wait for the same group. Pure. */
  static List<Waiting> batch(List<Waiting> waiting, Comparator<Waiting> order) {
    List<Waiting> sorted = waiting.stream().sorted(order).toList();
    return sorted.stream()
        .filter(one -> one.groupId().equals(sorted.getFirst().groupId()))
        .limit(ScimProvisioner.MAX_PEOPLE)
        .toList();
  }

  /**
   * How much longer a grant waits after the budget allows a call again. While many grants wait,
   * most would not get that call, and each attempt costs a check of AWS.
   */
  static Duration patience(long waiting) {
    return Duration.ofMillis(Math.min(60_000, 100 * waiting));
  }

  /** A separate method, because the simulation breaks it on purpose. */
  Comparator<Waiting> order() {
    return REMOVALS_FIRST;
  }

  private static Entry entry(Grant grant) {
    return new Entry(grant.id(), grant.holder(), grant.clearing(), grant.syncSince());
  }

  /** Records the answer for all grants of a batch, and makes them due for a check at once. */
  @Transactional
  void record(Turn.Batch batch, ScimProvisioner.OnDemandResult answer, Instant now) {
    for (Entry entry : batch.entries()) {
      switch (answer) {
        case ScimProvisioner.OnDemandResult.Done _ -> provisioned(entry, true, now);
        case ScimProvisioner.OnDemandResult.NotDone _ -> provisioned(entry, false, now);
        case ScimProvisioner.OnDemandResult.NotNow(Duration retryAfter) ->
            grants
                .lock(entry.grant())
                .ifPresent(grant -> grant.postponeOnDemand(now.plus(retryAfter)));
      }
    }
  }

  private void provisioned(Entry entry, boolean confirmed, Instant now) {
    grants
        .lock(entry.grant())
        .filter(Grant::onDemandPending)
        .filter(grant -> entry(grant).equals(entry)) // Otherwise it is about an older change.
        .ifPresent(
            grant -> {
              grant.provisioned(confirmed, now);
              workers.wake(grant.queue());
            });
  }

  /** How many calls are left in the window, and how many grants wait for one. */
  @Transactional
  public Load load(Instant now) {
    return new Load(CALLS - calls(now).size(), rows.count(now));
  }

  private List<Instant> calls(Instant now) {
    return rows.callsSince(now.minus(WINDOW));
  }

  /** How busy provisioning on demand is. */
  public record Load(int callsLeft, long waiting) {}
}
