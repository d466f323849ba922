package dev.hourkey.grant;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Carries out in one transaction what several attempts at grants want written at the same moment:
 * when thousands of them end at once, commits cost more than what they commit.
 */
@ApplicationScoped
class GroupCommit {
  private static final Logger LOG = Logger.getLogger(GroupCommit.class);

  /** Locks of rows are held by all until the last is done, so not too many wait for each other. */
  private static final int MOST = 50;

  /** While one waits for the disk, another works. */
  private static final int LANES = 2;

  private final Grants grants;
  private final Memberships memberships;
  private final TransactionSynchronizationRegistry transactions;
  private final Queue<Wish<?>> changes = new ConcurrentLinkedQueue<>();
  private final Semaphore lanes = new Semaphore(LANES);

  GroupCommit(
      Grants grants, Memberships memberships, TransactionSynchronizationRegistry transactions) {
    this.grants = grants;
    this.memberships = memberships;
    this.transactions = transactions;
  }

  /**
   * Carries out one change of a grant, which is transactional by itself; what does not go well in
   * company is carried out alone. When this returns, it is committed.
   *
   * @param alone whether the change touches more than this grant and its membership, by what the
   *     grant is then: whoever holds the locks of a crowd waits for no others
   */
  <T> T call(UUID grant, Predicate<Grant> alone, Supplier<T> change) {
    var command = new Wish<>(grant, alone, change);
    changes.add(command);
    workOff();
    return command.outcome().orElseGet(change);
  }

  private void workOff() {
    if (!changes.isEmpty() && lanes.tryAcquire()) {
      Thread.startVirtualThread(
          () -> {
            try {
              carryOut(taken());
            } finally {
              lanes.release();
              workOff(); // Whoever came meanwhile has found no lane.
            }
          });
    }
  }

  private List<Wish<?>> taken() {
    List<Wish<?>> taken = new ArrayList<>();
    while (taken.size() < MOST && changes.poll() instanceof Wish<?> command) {
      taken.add(command);
    }
    return taken;
  }

  private void carryOut(List<Wish<?>> together) {
    try {
      QuarkusTransaction.requiringNew().run(() -> inOneTransaction(together));
    } catch (RuntimeException | Error e) {
      LOG.debugf(e, "%d changes of grants did not go well together", together.size());
      together.forEach(command -> command.failed(e));
    }
    together.forEach(Wish::settle);
  }

  private void inOneTransaction(List<Wish<?>> together) {
    List<Grant> free = grants.lockFree(together.stream().map(Wish::grant).distinct().toList());
    memberships.lock(free.stream().map(MembershipKey::of).toList());
    Map<UUID, Grant> held = free.stream().collect(toMap(grant -> grant.id, identity()));
    together.forEach(
        command -> Optional.ofNullable(held.get(command.grant())).ifPresent(command::carryOut));
    grants.flush(); // What the database refuses is refused here, when nothing is committed yet.
    transactions.registerInterposedSynchronization(new LastOfAll(together));
  }

  /** Asked when all others have been who may refuse the commit on our side. */
  private final class LastOfAll implements Synchronization {
    private final List<Wish<?>> together;

    LastOfAll(List<Wish<?>> together) {
      this.together = together;
    }

    @Override
    public void beforeCompletion() {
      if (!transactions.getRollbackOnly()) {
        together.forEach(Wish::mayCommit);
      }
    }

    @Override
    public void afterCompletion(int status) {}
  }

  /** What somebody wants written, and waits for. */
  private static final class Wish<T> {
    private final UUID grant;
    private final Predicate<Grant> alone;
    private final Supplier<T> change;
    private final CompletableFuture<Optional<T>> done = new CompletableFuture<>();
    private Optional<T> result = Optional.empty();
    private boolean committing;

    Wish(UUID grant, Predicate<Grant> alone, Supplier<T> change) {
      this.grant = grant;
      this.alone = alone;
      this.change = change;
    }

    UUID grant() {
      return grant;
    }

    void carryOut(Grant held) {
      if (!alone.test(held)) {
        result = Optional.of(change.get());
      }
    }

    void mayCommit() {
      committing = result.isPresent();
    }

    /** Until the commit nothing has happened; from then on nobody knows, and it is not repeated. */
    void failed(Throwable why) {
      if (committing) {
        done.completeExceptionally(why);
      }
      result = Optional.empty();
    }

    void settle() {
      done.complete(result);
    }

    /** The result, once it is committed; nothing when it is to be carried out alone. */
    Optional<T> outcome() {
      try {
        return done.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException why ? why : e;
      }
    }
  }
}
