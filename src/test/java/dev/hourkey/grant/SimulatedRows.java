package dev.hourkey.grant;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import dev.hourkey.grant.GraphWriteLimiter.WriteLimit;
import dev.hourkey.grant.ProvisioningQueue.Waiting;
import dev.hourkey.scim.ScimJob;
import dev.hourkey.scim.ScimJobRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The tables, in memory. A row that is locked is the row itself. */
final class SimulatedRows implements GrantRows {
  final Map<UUID, Grant> grants = new LinkedHashMap<>();
  final Map<MembershipKey, Membership> memberships = new LinkedHashMap<>();
  final GrantingSwitch granting = new GrantingSwitch();
  private final ScimJob scimJob = new ScimJob();
  private final List<Instant> calls = new ArrayList<>();
  private WriteLimit writeLimit = new WriteLimit(Instant.EPOCH, Instant.EPOCH);

  /** Whether other grants of the same membership are counted. */
  boolean countsOthers = true;

  /** Whether a lease keeps other attempts from writing. */
  boolean leases = true;

  List<Grant> open() {
    return grants.values().stream().filter(Grant::open).toList();
  }

  Grant grant(UUID id) {
    return requireNonNull(grants.get(id));
  }

  @Override
  public void add(Grant grant) {
    grants.put(grant.id(), grant);
  }

  @Override
  public Optional<Grant> lock(UUID id) {
    return Optional.ofNullable(grants.get(id));
  }

  @Override
  public List<Grant> openOn(MembershipKey membership) {
    if (!countsOthers) {
      return List.of();
    }
    List<Grant> open = new ArrayList<>();
    for (Grant grant : grants.values()) {
      if (grant.open() && grant.begun() && grant.membershipKey().equals(membership)) {
        open.add(grant);
      }
    }
    return open;
  }

  @Override
  public Optional<Grant> lastOn(MembershipKey membership) {
    return grants.values().stream()
        .filter(grant -> grant.membershipKey().equals(membership))
        .max(Comparator.comparing(Grant::openedAt));
  }

  @Override
  public List<Grant> openIn(String groupId) {
    return open().stream()
        .filter(grant -> grant.begun() && grant.group().id().equals(groupId))
        .toList();
  }

  @Override
  public List<Grant> endedAfterRemoval(Instant then, Instant until, int limit) {
    return grants.values().stream()
        .filter(grant -> !grant.open())
        .filter(
            grant ->
                grant.removedAt().filter(at -> at.isAfter(then) && !at.isAfter(until)).isPresent())
        .sorted(comparing((Grant grant) -> grant.removedAt().orElseThrow()).reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public List<Grant> endedOf(String groupId, Set<String> awsUserIds, Instant then) {
    return grants.values().stream()
        .filter(grant -> !grant.open())
        .filter(grant -> grant.removedAt().filter(then::isBefore).isPresent())
        .filter(grant -> grant.group().id().equals(groupId))
        .filter(grant -> grant.awsUserId().filter(awsUserIds::contains).isPresent())
        .toList();
  }

  @Override
  public List<UUID> alerted(int limit) {
    return List.of();
  }

  MembershipRows asMemberships() {
    return new MembershipRows() {
      @Override
      public Membership locked(MembershipKey id) {
        return memberships.computeIfAbsent(id, leases ? Membership::new : Unleased::new);
      }

      @Override
      public Optional<Membership> of(MembershipKey id) {
        return Optional.ofNullable(memberships.get(id));
      }

      @Override
      public boolean lastLeasedForRemovalTo(MembershipKey id, UUID by, int attempt) {
        return of(id).filter(one -> one.lastLeasedForRemovalTo(by, attempt)).isPresent();
      }

      @Override
      public List<MembershipKey> orphaned(Instant now, int limit) {
        return memberships.values().stream()
            .filter(one -> one.managed() && one.checkDue(now))
            .map(Membership::id)
            .filter(
                id ->
                    open().stream()
                        .noneMatch(grant -> grant.begun() && grant.membershipKey().equals(id)))
            .limit(limit)
            .toList();
      }
    };
  }

  /** A membership whose lease keeps no other attempt from an add. */
  private static final class Unleased extends Membership {
    Unleased(MembershipKey id) {
      super(id);
    }

    @Override
    Lease leaseToTake() {
      return Lease.FREE;
    }
  }

  /** No change is combined with another. */
  GrantTransactions oneByOne() {
    return new GrantTransactions() {
      @Override
      public <T> T call(UUID grant, Predicate<Grant> alone, Supplier<T> change) {
        return change.get();
      }
    };
  }

  GraphWriteLimiter.Row asWriteLimit() {
    return new GraphWriteLimiter.Row() {
      @Override
      public WriteLimit read() {
        return writeLimit;
      }

      @Override
      public WriteLimit locked() {
        return writeLimit;
      }

      @Override
      public void save(WriteLimit limit) {
        writeLimit = limit;
      }
    };
  }

  GrantingPauses.Row asSwitch() {
    return new GrantingPauses.Row() {
      @Override
      public GrantingSwitch read() {
        return granting;
      }

      @Override
      public GrantingSwitch locked() {
        return granting;
      }
    };
  }

  ScimJobRow asScimJob() {
    return new ScimJobRow() {
      @Override
      public ScimJob read() {
        return scimJob;
      }

      @Override
      public ScimJob locked() {
        return scimJob;
      }
    };
  }

  OnDemandRows asOnDemand() {
    return new OnDemandRows() {
      @Override
      public void lockCalls() {}

      @Override
      public List<Instant> callsSince(Instant then) {
        return calls.stream().filter(call -> call.isAfter(then)).toList();
      }

      @Override
      public void addCall(Instant now, Instant then) {
        calls.removeIf(call -> !call.isAfter(then));
        calls.add(now);
      }

      @Override
      public long count(Instant now) {
        return waiting(now).size();
      }

      @Override
      public List<Waiting> waiting(Instant now) {
        return open().stream()
            .filter(SimulatedRows::changing)
            .map(SimulatedRows::waiting)
            .filter(one -> !one.dueAt().isAfter(now))
            .toList();
      }

      @Override
      public Grant postpone(UUID grant, Instant until) {
        grant(grant).postponeOnDemand(until);
        return grant(grant);
      }
    };
  }

  private static boolean changing(Grant grant) {
    return grant.onDemandPending() && grant.state().needsCheck();
  }

  private static Waiting waiting(Grant grant) {
    return new Waiting(grant.id(), grant.group().id(), grant.clearing(), grant.sync().onDemandAt());
  }
}
