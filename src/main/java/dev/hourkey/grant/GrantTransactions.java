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

/** Carries out changes to grants in transactions. */
interface GrantTransactions {
  /** Carries out one change that touches only this grant and its membership, as a transaction. */
  default <T> T call(UUID grant, Supplier<T> change) {
    return call(grant, _ -> false, change);
  }

  /**
   * Carries out one change to a grant as a transaction. When this returns, the change is committed.
   *
   * @param alone decides, for the locked grant, whether the change touches more than this grant and
   *     its membership
   */
  <T> T call(UUID grant, Predicate<Grant> alone, Supplier<T> change);

  /**
   * Combines changes to grants that are requested at the same moment into one transaction. When
   * thousands of grants end at once, the commits cost more than the changes themselves.
   */
  @ApplicationScoped
  class GroupCommit implements GrantTransactions {
    private static final Logger LOG = Logger.getLogger(GroupCommit.class);

    /**
     * The transaction keeps all row locks until the last change is done, so this limits how long
     * others wait.
     */
    private static final int MAX_CHANGES = 50;

    /** How many transactions run at once: while one waits for the disk, another works. */
    private static final int LANES = 2;

    private final Grants grants;
    private final Memberships memberships;
    private final TransactionSynchronizationRegistry transactions;
    private final Queue<PendingChange<?>> changes = new ConcurrentLinkedQueue<>();
    private final Semaphore lanes = new Semaphore(LANES);

    GroupCommit(
        Grants grants, Memberships memberships, TransactionSynchronizationRegistry transactions) {
      this.grants = grants;
      this.memberships = memberships;
      this.transactions = transactions;
    }

    /**
     * If the combined transaction fails, the change is repeated alone. A change that touches more
     * than its grant and membership also runs alone, because a transaction that holds many locks
     * must not wait for others.
     */
    @Override
    public <T> T call(UUID grant, Predicate<Grant> alone, Supplier<T> change) {
      var pending = new PendingChange<>(grant, alone, change);
      changes.add(pending);
      drain();
      return pending.outcome().orElseGet(change);
    }

    private void drain() {
      if (!changes.isEmpty() && lanes.tryAcquire()) {
        Thread.startVirtualThread(
            () -> {
              try {
                carryOut(taken());
              } finally {
                lanes.release();
                drain(); // For changes that were added while no lane was free.
              }
            });
      }
    }

    private List<PendingChange<?>> taken() {
      List<PendingChange<?>> taken = new ArrayList<>();
      while (taken.size() < MAX_CHANGES) {
        PendingChange<?> pending = changes.poll();
        if (pending == null) {
          break;
        }
        taken.add(pending);
      }
      return taken;
    }

    private void carryOut(List<PendingChange<?>> together) {
      try {
        QuarkusTransaction.requiringNew().run(() -> inOneTransaction(together));
      } catch (RuntimeException | Error e) {
        LOG.debugf(e, "%d changes of grants failed in one transaction", together.size());
        together.forEach(pending -> pending.failed(e));
      }
      together.forEach(PendingChange::settle);
    }

    private void inOneTransaction(List<PendingChange<?>> together) {
      List<Grant> free =
          grants.lockFree(together.stream().map(PendingChange::grant).distinct().toList());
      memberships.lock(free.stream().map(Grant::membershipKey).toList());
      Map<UUID, Grant> held = free.stream().collect(toMap(Grant::id, identity()));
      together.forEach(
          pending -> Optional.ofNullable(held.get(pending.grant())).ifPresent(pending::carryOut));
      grants.flush(); // The database refuses invalid changes here, before the commit.
      transactions.registerInterposedSynchronization(new LastOfAll(together));
    }

    /** Runs after all other pre-commit hooks, because each of them may still refuse the commit. */
    private final class LastOfAll implements Synchronization {
      private final List<PendingChange<?>> together;

      LastOfAll(List<PendingChange<?>> together) {
        this.together = together;
      }

      @Override
      public void beforeCompletion() {
        if (!transactions.getRollbackOnly()) {
          together.forEach(PendingChange::mayCommit);
        }
      }

      @Override
      public void afterCompletion(int status) {}
    }

    /** A change that its caller waits for. */
    private static final class PendingChange<T> {
      private final UUID grant;
      private final Predicate<Grant> alone;
      private final Supplier<T> change;
      private final CompletableFuture<Optional<T>> done = new CompletableFuture<>();
      private Optional<T> result = Optional.empty();
      private boolean committing;

      PendingChange(UUID grant, Predicate<Grant> alone, Supplier<T> change) {
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

      /**
       * Before the commit starts, the change is safe to repeat. After that, the outcome is unknown,
       * so the change is never repeated.
       */
      void failed(Throwable why) {
        if (committing) {
          done.completeExceptionally(why);
        }
        result = Optional.empty();
      }

      void settle() {
        done.complete(result);
      }

      /** The result, once it is committed; empty when the change is to be carried out alone. */
      Optional<T> outcome() {
        try {
          return done.join();
        } catch (CompletionException e) {
          throw e.getCause() instanceof RuntimeException why ? why : e;
        }
      }
    }
  }
}
