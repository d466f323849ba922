package dev.hourkey.catalog;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.text.Counted;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Knows what can be requested now. A policy file with mistakes never comes into force. The last
 * valid version stays in force, even after a restart. All replicas follow the same version.
 *
 * <p>Until the directories have answered once, and without any valid version, nothing can be
 * requested. Existing grants continue and end on time.
 */
@ApplicationScoped
public class Catalog {
  private static final Logger LOG = Logger.getLogger(Catalog.class);

  /** While there are fewer entitlements, the first form waits a few seconds for more. */
  private static final int WORTH_SHOWING = 20;

  private final PolicyConfig config;
  private final Discovery discovery;
  private final EntitlementIds ids;
  private final CatalogListener listener;

  private final CountDownLatch firstAnswers = new CountDownLatch(1);

  private volatile Versioned current = new Versioned(CatalogSnapshot.empty(), "");
  private volatile Optional<PolicyFile> lastRead = Optional.empty();
  private volatile Optional<PolicyFile> lastValid = Optional.empty();
  private volatile Optional<Boolean> broken = Optional.empty();

  Catalog(PolicyConfig config, Discovery discovery, EntitlementIds ids, CatalogListener listener) {
    this.config = config;
    this.discovery = discovery;
    this.ids = ids;
    this.listener = listener;
  }

  /**
   * A snapshot.
   *
   * @param version the digest of the version of the policy file that it follows; empty if there is
   *     none
   */
  public record Versioned(CatalogSnapshot snapshot, String version) {}

  /** The current snapshot with its version, so that results can be recorded with the version. */
  public Versioned versioned() {
    return current;
  }

  public CatalogSnapshot current() {
    return current.snapshot();
  }

  /** The digest of the version of the policy file in force; empty if there is none. */
  public String version() {
    return current.version();
  }

  /**
   * Whether the policy file in force contains this entitlement, even an unavailable one, or whether
   * one of its rules may make it.
   */
  public boolean isInFile(AccessSnapshot access) {
    return lastValid.stream()
        .anyMatch(
            file ->
                file.specs().stream().anyMatch(spec -> spec.id().equals(access.entitlement()))
                    || RuleEntitlements.mayDefine(
                        file,
                        new DirectoryAnswers(discovery.known()),
                        access.entitlement(),
                        access.groupId()));
  }

  /** The entitlement with this id, if it can be requested now. */
  public Optional<Entitlement> find(String id) {
    return current().find(id);
  }

  /**
   * Like {@link #find}, but fails if the answer is unknown, instead of returning nothing.
   *
   * @throws DirectoryFailure when it is unknown whether it can be requested
   */
  public Optional<Entitlement> settled(String id) {
    CatalogSnapshot now = current();
    Optional<Entitlement> found = now.find(id);
    if (found.isEmpty() && now.isUndecided(id)) {
      String why = now.incompleteReason().orElse("Hourkey is still checking what can be requested");
      throw DirectoryFailure.temporary(
              "look up " + id + " in the catalog", null, new IllegalStateException(why))
          .withUserText(why);
    }
    return found;
  }

  /** Like {@link #settled}, but also finds what only {@link CatalogSnapshot#named} finds. */
  public Optional<Entitlement> named(String id) {
    return current().named(id).or(() -> settled(id));
  }

  /** Whether the policy file has mistakes; empty until it has been read. */
  public Optional<Boolean> broken() {
    return broken;
  }

  /**
   * What the group of an entitlement opens now. This asks AWS, because the known answer may be half
   * an hour old or, while AWS does not answer, older. The new answer replaces it.
   *
   * @throws DirectoryFailure when AWS could not be queried
   */
  public AwsAccess opensNow(Entitlement entitlement) {
    return discovery.opensNow(entitlement.group()).orElseGet(AwsAccess::none);
  }

  /** Like {@link #settled}, with what the group opens now. */
  public Optional<Entitlement> settledNow(String id) {
    Optional<Entitlement> known = settled(id);
    if (known.isEmpty() || opensNow(known.get()).equals(known.get().opens())) {
      return known;
    }
    CatalogSnapshot _ = reload();
    return settled(id);
  }

  /** The current snapshot. Waits for at most this time until there is something to show. */
  public CatalogSnapshot afterFirstDiscovery(Duration patience) {
    try {
      boolean _ = firstAnswers.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return current();
  }

  /**
   * Asks the directories everything that the file needs, whether or not it is due, and then
   * reloads. For a large file, this takes minutes.
   */
  public CatalogSnapshot refresh() {
    PolicyFile inForce = inForce(read());
    if (inForce.valid()) {
      discovery.askEverything(inForce);
    }
    return reload();
  }

  /** Asks Entra about groups that are due; returns whether Entra may be asked again at once. */
  public boolean askEntra() {
    return lastValid.filter(discovery::askEntra).isPresent();
  }

  /** Asks AWS about groups that are due; returns whether AWS may be asked again at once. */
  public boolean askAws() {
    return lastValid.filter(discovery::askAws).isPresent();
  }

  /**
   * Reads the file, and what the directories have answered on any replica. It does not ask them.
   * New problems are logged.
   *
   * @return the new snapshot, which is the current one from now on
   */
  public synchronized CatalogSnapshot reload() {
    CatalogSnapshot before = current();
    PolicyFile read = read();
    PolicyFile inForce = inForce(read);
    Map<String, EntitlementIds.Owner> owners = ids.owners();
    CatalogSnapshot now =
        EntitlementResolver.resolve(inForce, discovery.known(), owners)
            .orWithOperationsChannel(before.operationsChannel());
    if (!read.valid() && inForce.valid()) {
      now = now.withProblems(read.problems());
    }
    ids.put(EntitlementIds.changedOwners(owners, now.entitlements()), owners);
    current = new Versioned(now, inForce.valid() ? inForce.digest() : "");
    if (now.complete()
        || now.incompleteReason().isPresent()
        || now.entitlements().size() >= WORTH_SHOWING) {
      firstAnswers.countDown();
    }
    for (CatalogProblem problem : now.problems()) {
      if (!before.problems().contains(problem)) {
        Level level = problem.temporary() ? Level.WARN : Level.ERROR;
        LOG.logf(level, "%s: %s", config.file(), problem.sentence());
      }
    }
    if (!now.entitlements().equals(before.entitlements())) {
      LOG.infof(
          "%s: %s can be requested, %s",
          config.file(),
          Counted.of(now.entitlements().size(), "entitlement"),
          Counted.of(now.problems().size(), "problem"));
    }
    if (inForce.valid()) {
      listener.listed(config.file(), inForce);
    }
    return now;
  }

  /** A file that has not changed is not parsed again. */
  private PolicyFile read() {
    lastRead = Optional.of(PolicyFile.read(config.file(), lastRead));
    return lastRead.get();
  }

  /** AWS's last answer about a group's assignments; empty if it is unknown. */
  public Optional<AssignedAccess> lastAssigned(EntraGroup group) {
    return discovery.lastAssigned(group);
  }

  /** Checks a file that is not in force against the directories. */
  public CatalogSnapshot check(PolicyFile file) {
    return discovery.check(file, ids.owners());
  }

  private PolicyFile inForce(PolicyFile read) {
    broken = Optional.of(!read.valid());
    lastValid =
        listener
            .inForce(config.file(), read)
            .map(text -> version(text, read))
            .filter(PolicyFile::valid)
            .or(() -> lastValid)
            .or(() -> Optional.of(read).filter(PolicyFile::valid));
    if (!read.valid()) {
      listener.broken(config.file(), read);
    }
    return lastValid.orElse(read);
  }

  private PolicyFile version(String text, PolicyFile read) {
    return Stream.concat(Stream.of(read), lastValid.stream())
        .filter(known -> known.text().equals(text))
        .findFirst()
        .orElseGet(() -> PolicyFile.parse(text));
  }
}
