package dev.hourkey.grant;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.EntityManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The tables, in memory. Whoever asks for a row to change gets the row itself. */
final class SimulatedRows {
  /** What is played never asks one. */
  @SuppressWarnings("NullAway")
  private static final EntityManager NO_DATABASE = null;

  @SuppressWarnings("NullAway")
  private static final TransactionSynchronizationRegistry NO_TRANSACTIONS = null;

  final Map<UUID, Grant> grants = new LinkedHashMap<>();
  final Map<MembershipKey, Membership> memberships = new LinkedHashMap<>();

  /** Grants about which others are not counted, to see that somebody notices. */
  boolean countsOthers = true;

  /** Leases that hold nobody back, to see that somebody notices. */
  boolean leases = true;

  List<Grant> open() {
    return grants.values().stream().filter(grant -> grant.endedAt == null).toList();
  }

  Grants asGrants() {
    return new Grants() {
      @Override
      boolean toldOfMany(int many) {
        return false;
      }

      @Override
      Grant locked(UUID id) {
        return requireNonNull(grants.get(id));
      }

      @Override
      List<Grant> openOn(MembershipKey membershipKey) {
        if (!countsOthers) {
          return List.of();
        }
        List<Grant> open = new ArrayList<>();
        for (Grant grant : grants.values()) {
          if (grant.endedAt == null
              && grant.groupId.equals(membershipKey.groupId())
              && grant.holder.equals(membershipKey.personId())) {
            open.add(grant);
          }
        }
        return open;
      }

      @Override
      Optional<Grant> lastOn(MembershipKey membershipKey) {
        return grants.values().stream()
            .filter(grant -> MembershipKey.of(grant).equals(membershipKey))
            .max(Comparator.comparing(grant -> grant.openedAt));
      }

      @Override
      public List<Grant> openIn(String groupId) {
        return open().stream().filter(grant -> grant.groupId.equals(groupId)).toList();
      }

      @Override
      List<Grant> endedAfterRemovalSince(Instant then) {
        return grants.values().stream()
            .filter(grant -> grant.endedAt != null)
            .filter(grant -> grant.removedAt != null && grant.removedAt.isAfter(then))
            .toList();
      }

      @Override
      void add(Grant grant) {
        grants.put(grant.id, grant);
      }
    };
  }

  Memberships asMemberships() {
    return new Memberships() {
      @Override
      Membership locked(MembershipKey membershipKey) {
        return memberships.computeIfAbsent(membershipKey, leases ? Membership::new : Unleased::new);
      }

      @Override
      Optional<Membership> of(MembershipKey membershipKey) {
        return Optional.ofNullable(memberships.get(membershipKey));
      }

      @Override
      List<MembershipKey> orphaned(Instant now, int limit) {
        return memberships.values().stream()
            .filter(Membership::managed)
            .filter(one -> one.nextCheckAt == null || !one.nextCheckAt.isAfter(now))
            .map(one -> one.membershipKey)
            .filter(
                membershipKey ->
                    open().stream()
                        .noneMatch(grant -> MembershipKey.of(grant).equals(membershipKey)))
            .toList();
      }
    };
  }

  private static final class Unleased extends Membership {
    Unleased(MembershipKey membershipKey) {
      super(membershipKey);
    }

    @Override
    boolean lease(UUID by, int attempt, Instant now) {
      leasedUntil = null;
      return super.lease(by, attempt, now);
    }
  }

  /** Nobody's transaction is anybody else's. */
  GroupCommit oneByOne() {
    return new GroupCommit(asGrants(), asMemberships(), NO_TRANSACTIONS) {
      @Override
      <T> T call(UUID grant, Predicate<Grant> alone, Supplier<T> change) {
        return change.get();
      }
    };
  }

  /** As the rows of {@code graph_write_limit}. */
  static GraphWriteLimiter pace() {
    return new GraphWriteLimiter(NO_DATABASE) {
      private Instant limitedUntil = Instant.EPOCH;
      private Instant nextSlot = Instant.EPOCH;

      @Override
      Instant reserve(Instant now) {
        if (!limitedUntil.isAfter(now)) {
          return now;
        }
        Instant slot = nextSlot.isAfter(now) ? nextSlot : now;
        nextSlot = slot.plus(BETWEEN);
        return slot;
      }

      @Override
      Instant afterRemovals(Instant now) {
        return limitedUntil.isAfter(now) ? nextSlot : now;
      }

      @Override
      void tooMany(Instant now, Duration command) {
        limitedUntil = now.plusSeconds(150);
        nextSlot = nextSlot.isAfter(now.plus(command)) ? nextSlot : now.plus(command);
      }
    };
  }

  /** As the table of grants that wait for provisioning on demand. */
  ProvisioningQueue queue(GrantScheduler alarm) {
    return new ProvisioningQueue(NO_DATABASE, alarm) {
      private final List<Instant> calls = new ArrayList<>();

      @Override
      Turn next(Instant now) {
        calls.removeIf(call -> !call.isAfter(now.minus(WINDOW)));
        if (calls.size() >= CALLS) {
          return new Turn.Wait(calls.getFirst().plus(WINDOW));
        }
        List<Grant> waiting =
            open().stream()
                .filter(grant -> grant.onDemandDueAt != null && !grant.onDemandDueAt.isAfter(now))
                .sorted(
                    Comparator.comparing((Grant grant) -> grant.phase != Grant.Phase.CLEARING)
                        .thenComparing(grant -> grant.onDemandDueAt))
                .toList();
        if (waiting.isEmpty()) {
          return new Turn.NobodyWaits();
        }
        calls.add(now);
        List<Grant> batch =
            waiting.stream()
                .filter(grant -> grant.groupId.equals(waiting.getFirst().groupId))
                .limit(ScimProvisioner.MOST_PEOPLE)
                .toList();
        batch.forEach(grant -> grant.onDemandDueAt = now.plusSeconds(40));
        return new Turn.Batch(
            batch.getFirst().group(),
            batch.stream()
                .map(
                    grant ->
                        new Entry(
                            grant.id,
                            grant.holder(),
                            grant.phase == Grant.Phase.CLEARING,
                            grant.syncSince()))
                .toList());
      }

      @Override
      Optional<Grant> locked(UUID grant) {
        return Optional.ofNullable(grants.get(grant));
      }
    };
  }
}
