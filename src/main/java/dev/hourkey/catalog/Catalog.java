package dev.hourkey.catalog;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * What can be requested now. A policy file with mistakes never comes into force: the last valid
 * version stays in force, also after a restart. All replicas follow the same version.
 *
 * <p>Until the directories have answered once, and without any valid version, nothing can be
 * requested. Existing grants continue and end on time.
 */
@ApplicationScoped
public class Catalog {
  private static final Logger LOG = Logger.getLogger(Catalog.class);

  private final PolicyConfig config;
  private final EntitlementResolver resolver;
  private final Assignments assignments;
  private final CatalogListener listener;

  private final CountDownLatch firstRefresh = new CountDownLatch(1);

  private volatile String version = "";
  private volatile CatalogSnapshot current = CatalogSnapshot.empty();
  private volatile Optional<PolicyFile> lastValid = Optional.empty();
  private volatile Optional<Boolean> broken = Optional.empty();

  Catalog(
      PolicyConfig config,
      EntitlementResolver resolver,
      Assignments assignments,
      CatalogListener listener) {
    this.config = config;
    this.resolver = resolver;
    this.assignments = assignments;
    this.listener = listener;
  }

  public CatalogSnapshot current() {
    return current;
  }

  /**
   * The digest of the version of the policy file that the current snapshot follows, or of an
   * earlier one; empty if there is none.
   */
  public String version() {
    return version;
  }

  /** Whether the policy file in force has an entitlement with this id, also one off the list. */
  public boolean isInFile(String id) {
    return lastValid.stream()
        .flatMap(file -> file.specs().stream())
        .anyMatch(spec -> spec.id().equals(id));
  }

  /** The entitlement with this id, if it can be requested now. */
  public Optional<Entitlement> find(String id) {
    return current.find(id);
  }

  /**
   * The same, but fails if the answer is unknown instead of saying no.
   *
   * @throws DirectoryFailure when it is unknown whether it can be requested
   */
  public Optional<Entitlement> settled(String id) {
    CatalogSnapshot now = current;
    Optional<Entitlement> found = now.find(id);
    if (found.isEmpty() && now.isUndecided(id)) {
      String why = now.gap().orElse("Hourkey is still checking what can be requested");
      throw DirectoryFailure.passing(
              "look " + id + " up in the catalog", null, new IllegalStateException(why))
          .saying(why);
    }
    return found;
  }

  /** Whether the policy file has mistakes; empty until it has been read. */
  public Optional<Boolean> broken() {
    return broken;
  }

  /**
   * What the group of an entitlement opens now. This asks AWS, because the list may be a minute old
   * and, while AWS does not answer, older.
   *
   * @throws DirectoryFailure when AWS could not be asked
   */
  public AwsAccess opensNow(Entitlement entitlement) {
    return assignments.opensNow(entitlement.group()).orElseGet(AwsAccess::none);
  }

  /** The current snapshot; waits at most this long for the first one. */
  public CatalogSnapshot afterFirstLook(Duration patience) {
    try {
      boolean _ = firstRefresh.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return current;
  }

  /**
   * Reads the file and asks the directories again. New problems are logged.
   *
   * @return the new snapshot, which is the current one from now on
   */
  public CatalogSnapshot refresh() {
    CatalogSnapshot before = current;
    PolicyFile read = PolicyFile.read(config.file());
    PolicyFile inForce = inForce(read);
    CatalogSnapshot now =
        resolver.resolve(inForce).orWithOperationsChannel(before.operationsChannel());
    if (!read.valid() && inForce.valid()) {
      now = now.withProblems(read.problems());
    }
    current = now;
    version = inForce.valid() ? inForce.digest() : "";
    firstRefresh.countDown();
    now.problems().stream()
        .filter(problem -> !before.problems().contains(problem))
        .forEach(
            problem ->
                LOG.logf(
                    problem.passing() ? Level.WARN : Level.ERROR,
                    "%s: %s",
                    config.file(),
                    problem.sentence()));
    if (!now.entitlements().equals(before.entitlements())) {
      LOG.infof(
          "%s: %d entitlements can be requested, %d problems",
          config.file(), now.entitlements().size(), now.problems().size());
    }
    report(now);
    if (inForce.valid()) {
      listener.listed(config.file(), inForce.digest());
    }
    return now;
  }

  /** Checks a file that is not in force against the directories. */
  public CatalogSnapshot check(PolicyFile file) {
    return resolver.resolve(file);
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

  /** Reports which directories answered. Credentials that do not work are reported elsewhere. */
  private void report(CatalogSnapshot now) {
    if (now.withoutPolicy()) {
      return; // No directory was called.
    }
    for (VendorError.Party party : List.of(VendorError.Party.ENTRA, VendorError.Party.AWS)) {
      now.failures().stream()
          .filter(failure -> !failure.ofCredentials())
          .filter(failure -> failure.vendorError().filter(c -> c.party() == party).isPresent())
          .max(Comparator.comparing(DirectoryFailure::lasting))
          .ifPresentOrElse(
              failure -> listener.failed(failure.vendorError().orElseThrow(), failure.lasting()),
              () -> {
                if (now.failures().stream().noneMatch(DirectoryFailure::ofCredentials)) {
                  listener.answered(party);
                }
              });
    }
  }
}
