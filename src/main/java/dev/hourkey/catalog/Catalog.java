package dev.hourkey.catalog;

import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What can be asked for now.
 *
 * <p>Before the first look at the directories, and whenever the file is broken, that is nothing:
 * grants that exist go on and end all the same.
 */
@ApplicationScoped
public class Catalog {
  private static final Logger LOG = Logger.getLogger(Catalog.class);

  private final PolicyConfig config;
  private final Resolver resolver;
  private final Assignments assignments;

  private final CountDownLatch firstLook = new CountDownLatch(1);

  private volatile Listing current =
      new Listing(List.of(), List.of(), Optional.empty(), List.of(), false, false);

  Catalog(PolicyConfig config, Resolver resolver, Assignments assignments) {
    this.config = config;
    this.resolver = resolver;
    this.assignments = assignments;
  }

  public Listing current() {
    return current;
  }

  /** The entitlement of this id, if it can be asked for now. */
  public Optional<Entitlement> find(String id) {
    return current.find(id);
  }

  /**
   * The same for whoever must not take <em>not known yet</em> for <em>no</em>.
   *
   * @throws DirectoryFailure when it is not on the list and the list is not complete
   */
  public Optional<Entitlement> settled(String id) {
    Listing now = current;
    Optional<Entitlement> found = now.find(id);
    if (found.isEmpty() && !now.complete()) {
      throw DirectoryFailure.passing(
          "look " + id + " up in the catalog",
          null,
          new IllegalStateException("a directory is silent"));
    }
    return found;
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

  /** The listing once there was a first look at the directories, or what there is after so long. */
  public Listing afterFirstLook(Duration patience) {
    try {
      boolean _ = firstLook.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return current;
  }

  /**
   * Reads the file and asks the directories anew; what changed for the worse is logged.
   *
   * @return the new listing, which from now on is the current one
   */
  public Listing refresh() {
    Listing before = current;
    Listing now =
        resolver.resolve(PolicyFile.read(config.file())).orAlarmIn(before.operationsChannel());
    current = now;
    firstLook.countDown();
    now.problems().stream()
        .filter(problem -> !before.problems().contains(problem))
        .forEach(problem -> LOG.errorf("%s: %s", config.file(), problem.sentence()));
    if (!now.entitlements().equals(before.entitlements())) {
      LOG.infof(
          "%s: %d entitlements can be asked for, %d problems",
          config.file(), now.entitlements().size(), now.problems().size());
    }
    return now;
  }
}
