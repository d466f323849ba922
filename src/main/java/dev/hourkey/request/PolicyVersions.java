package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.catalog.CatalogListener;
import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import dev.hourkey.request.CatalogIncidents.Kind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Agrees with the other replicas, in the database, which version of the policy file is in force.
 */
@ApplicationScoped
class PolicyVersions implements CatalogListener {
  private static final Logger LOG = Logger.getLogger(PolicyVersions.class);
  private static final int MAX_PROBLEMS = 5;

  /** If no replica has found the version in its file for this long, no file has it any longer. */
  private static final Duration UNCONFIRMED = Duration.ofMinutes(5);

  /** Microsoft and AWS recover from most incidents by themselves, within minutes. */
  private static final Duration OUTAGE = Duration.ofMinutes(10);

  /** If there is no connection, the cause is usually the operator's own firewall, proxy or DNS. */
  private static final Duration UNREACHABLE = Duration.ofMinutes(1);

  private final EntityManager database;
  private final CatalogIncidents incidents;
  private final PolicyChanges changes;
  private final Predicate<String> isSet;
  private final Clock clock;

  /** The digest of the file as this replica read it last. */
  private volatile String lastRead = "";

  @Inject
  PolicyVersions(
      EntityManager database,
      CatalogIncidents incidents,
      PolicyChanges changes,
      Config config,
      Clock clock) {
    this(
        database,
        incidents,
        changes,
        key ->
            config
                .getOptionalValue(key, String.class)
                .filter(value -> !value.isBlank())
                .isPresent(),
        clock);
  }

  /** For tests, which choose which settings have a value. */
  PolicyVersions(
      EntityManager database,
      CatalogIncidents incidents,
      PolicyChanges changes,
      Predicate<String> isSet,
      Clock clock) {
    this.database = database;
    this.incidents = incidents;
    this.changes = changes;
    this.isSet = isSet;
    this.clock = clock;
  }

  /**
   * The files of the replicas change one after the other. The first replica to read a change puts
   * it in force for all of them; the others follow, even while their own file is still the earlier
   * one.
   */
  @Override
  public Optional<String> inForce(Path file, PolicyFile read) {
    String digest = read.digest();
    Optional<Optional<String>> version =
        attempt("look up the policy file in force", () -> inForce(file, read, digest));
    if (read.valid()) {
      incidents.resolve(Kind.POLICY_FILE);
      if (version.isPresent()) {
        lastRead = digest;
      }
    }
    return version.flatMap(text -> text);
  }

  private Optional<String> inForce(Path file, PolicyFile read, String digest) {
    Instant now = clock.instant();
    PolicyVersionRow row =
        requireNonNull(
            database.find(
                PolicyVersionRow.class, PolicyVersionRow.ID, LockModeType.PESSIMISTIC_WRITE));
    if (row.digest().filter(digest::equals).isPresent()) {
      confirm(file, now);
    } else if (read.valid()
        && (!row.confirmedSince(now.minus(UNCONFIRMED)) || hasChanged(file, digest))) {
      changes.record(file, row.content(), read);
      row.replace(file, read.text(), digest, now);
      LOG.infof("%s: version sha256:%s is in force", file, digest);
    }
    return row.content();
  }

  /**
   * Whether the file has changed since this replica read it last. A replica that starts cannot know
   * that. If its file is a version that was in force earlier, the replica may have missed an update
   * that the others got, so it follows them.
   */
  private boolean hasChanged(Path file, String digest) {
    if (!lastRead.isEmpty()) {
      return !digest.equals(lastRead);
    }
    boolean wasInForce = changes.text(digest).isPresent();
    if (wasInForce) {
      LOG.warnf(
          "%s, sha256:%s, was in force earlier, so it does not replace the version in force",
          file, digest);
    }
    return !wasInForce;
  }

  /**
   * Whether the version with this digest, which this replica follows, is in force; false while the
   * replica is behind the others.
   */
  @Transactional
  boolean isInForce(String digest) {
    return !database
        .createNativeQuery("select 1 from policy_version where digest = ?1")
        .setParameter(1, digest)
        .getResultList()
        .isEmpty();
  }

  /**
   * Fails unless the version with this digest is in force. Call it before granting something under
   * that version, in the same transaction if there is one. It does not read the file, which may be
   * on a drive that does not answer; the replica catches up when it next reloads.
   *
   * @throws DirectoryFailure while this replica is behind the others
   */
  @Transactional
  void requireInForce(String digest) {
    if (!isInForce(digest)) {
      String why = "this replica of Hourkey has not loaded the policy in force yet";
      throw DirectoryFailure.temporary("grant by the policy", null, new IllegalStateException(why))
          .withUserText(why);
    }
  }

  /** Does not use the entity, because that would write the whole file again. */
  private void confirm(Path file, Instant now) {
    database
        .createNativeQuery("update policy_version set confirmed_at = ?1, path = ?2")
        .setParameter(1, now)
        .setParameter(2, file.toString())
        .executeUpdate();
  }

  /**
   * Makes requests due that were last checked against another version. Does so only for the version
   * in force, because this replica may be behind the others.
   */
  @Override
  public void listed(Path file, PolicyFile inForce) {
    reportMissingSettings(inForce);
    Optional<Integer> _ =
        attempt(
            "have pending requests evaluated against the policy file",
            () ->
                database
                    .createNativeQuery(
                        """
                        update access_request set next_wake_at = least(next_wake_at, ?1)
                        where phase = 'PENDING' and evaluated_against is distinct from ?2
                          and exists (select 1 from policy_version where digest = ?2)
                        """)
                    .setParameter(1, clock.instant())
                    .setParameter(2, inForce.digest())
                    .executeUpdate());
  }

  /** Reports tools without settings before the first person needs one of them. */
  private void reportMissingSettings(PolicyFile inForce) {
    List<String> missing = inForce.missingSettings(isSet);
    if (missing.isEmpty()) {
      incidents.resolve(Kind.TOOLS);
    } else {
      incidents.report(Kind.TOOLS, String.join("; ", missing), Duration.ZERO);
    }
  }

  @Override
  public void broken(Path file, PolicyFile version) {
    incidents.report(Kind.POLICY_FILE, file + ": " + sentences(version.problems()), Duration.ZERO);
  }

  private static String sentences(List<CatalogProblem> problems) {
    String first =
        problems.stream()
            .limit(MAX_PROBLEMS)
            .map(CatalogProblem::sentence)
            .collect(Collectors.joining("; "));
    return problems.size() > MAX_PROBLEMS
        ? first + "; and " + (problems.size() - MAX_PROBLEMS) + " more"
        : first;
  }

  @Override
  public void failed(VendorError vendorError, boolean lasting) {
    Duration patience =
        lasting ? Duration.ZERO : vendorError.code().isEmpty() ? UNREACHABLE : OUTAGE;
    incidents.report(vendorError, patience);
  }

  @Override
  public void answered(VendorError.Party party, Optional<String> method) {
    incidents.resolve(Kind.of(party), method);
  }

  /** A failure of the database must not stop the catalog from being refreshed. */
  private static <T> Optional<T> attempt(String what, Callable<T> work) {
    try {
      return Optional.of(QuarkusTransaction.requiringNew().call(work));
    } catch (RuntimeException e) {
      LOG.warnf(e, "could not %s; retrying", what);
      return Optional.empty();
    }
  }
}
