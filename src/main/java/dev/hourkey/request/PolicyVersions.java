package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.catalog.CatalogListener;
import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.person.VendorError;
import dev.hourkey.request.CatalogIncidents.Kind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Records in the database and the audit trail which version of the policy file is in force. */
@ApplicationScoped
class PolicyVersions implements CatalogListener {
  private static final Logger LOG = Logger.getLogger(PolicyVersions.class);
  private static final int MOST_PROBLEMS = 5;

  /** Microsoft and AWS recover from most incidents by themselves, within minutes. */
  private static final Duration OUTAGE = Duration.ofMinutes(10);

  /** If there is no connection, the cause is mostly the operator's own firewall, proxy or DNS. */
  private static final Duration UNREACHABLE = Duration.ofMinutes(1);

  private final EntityManager database;
  private final CatalogIncidents incidents;
  private final AuditTrail trail;
  private final Clock clock;

  /** The version that this replica has recorded, so that an unchanged file costs nothing. */
  private volatile String recorded = "";

  PolicyVersions(
      EntityManager database, CatalogIncidents incidents, AuditTrail trail, Clock clock) {
    this.database = database;
    this.incidents = incidents;
    this.trail = trail;
    this.clock = clock;
  }

  @Override
  public Optional<String> lastValid(Path file) {
    return attempt(
            "read the last valid policy file",
            () ->
                Optional.ofNullable(database.find(PolicyVersionRow.class, file.toString()))
                    .flatMap(PolicyVersionRow::content))
        .flatMap(found -> found);
  }

  @Override
  public void valid(Path file, PolicyFile version) {
    String digest = version.digest();
    if (!digest.equals(recorded)
        && attempt("record the policy file", () -> record(file, version, digest)).isPresent()) {
      recorded = digest;
    }
    incidents.over(Kind.POLICY_FILE);
  }

  /** Another replica may have read and recorded the same version before. */
  private boolean record(Path file, PolicyFile version, String digest) {
    database
        .createNativeQuery("insert into policy_version (path) values (?1) on conflict do nothing")
        .setParameter(1, file.toString())
        .executeUpdate();
    PolicyVersionRow row =
        requireNonNull(
            database.find(PolicyVersionRow.class, file.toString(), LockModeType.PESSIMISTIC_WRITE));
    String before = row.digest().orElse("");
    if (!digest.equals(before)) {
      row.replace(version.text(), digest, clock.instant());
      trail.record(
          new AuditEvent.PolicyChanged(UUID.randomUUID(), file.toString(), digest, before));
      LOG.infof("%s: version sha256:%s is in force", file, digest);
    }
    return true;
  }

  @Override
  public void broken(Path file, PolicyFile version) {
    incidents.seen(Kind.POLICY_FILE, file + ": " + sentences(version.problems()), Duration.ZERO);
  }

  private static String sentences(List<CatalogProblem> problems) {
    String first =
        problems.stream()
            .limit(MOST_PROBLEMS)
            .map(CatalogProblem::sentence)
            .collect(Collectors.joining("; "));
    return problems.size() > MOST_PROBLEMS
        ? first + "; and " + (problems.size() - MOST_PROBLEMS) + " more"
        : first;
  }

  @Override
  public void failed(VendorError vendorError, boolean lasting) {
    Duration patience =
        lasting ? Duration.ZERO : vendorError.code().isEmpty() ? UNREACHABLE : OUTAGE;
    incidents.seen(Kind.of(vendorError.party()), vendorError.sentence(), patience);
  }

  @Override
  public void answered(VendorError.Party party) {
    incidents.over(Kind.of(party));
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
