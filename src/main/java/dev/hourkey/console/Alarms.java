package dev.hourkey.console;

import dev.hourkey.drift.DriftFinding;
import dev.hourkey.drift.DriftFindings;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.grant.CredentialHealth;
import dev.hourkey.grant.ExpiringCredentials;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.Grants;
import dev.hourkey.notification.Notification;
import dev.hourkey.person.CredentialListener;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.CatalogIncidents;
import dev.hourkey.request.ProvisioningBlockers;
import dev.hourkey.request.Requests;
import dev.hourkey.scim.ScimJobService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The alarms that are open now, the most urgent first, read from the rows. */
@ApplicationScoped
class Alarms {
  private static final int MAX_ALARMS = 20;

  private final GrantingPauses pauses;
  private final EvidenceAlarms evidence;
  private final StandingMembershipCheck standing;
  private final CredentialHealth credentials;
  private final ExpiringCredentials expiring;
  private final ScimJobService job;
  private final CatalogIncidents catalog;
  private final ProvisioningBlockers blockers;
  private final DriftFindings drift;
  private final Grants grants;
  private final Requests requests;
  private final Clock clock;

  Alarms(
      GrantingPauses pauses,
      EvidenceAlarms evidence,
      StandingMembershipCheck standing,
      CredentialHealth credentials,
      ExpiringCredentials expiring,
      ScimJobService job,
      CatalogIncidents catalog,
      ProvisioningBlockers blockers,
      DriftFindings drift,
      Grants grants,
      Requests requests,
      Clock clock) {
    this.pauses = pauses;
    this.evidence = evidence;
    this.standing = standing;
    this.credentials = credentials;
    this.expiring = expiring;
    this.job = job;
    this.catalog = catalog;
    this.blockers = blockers;
    this.drift = drift;
    this.grants = grants;
    this.requests = requests;
    this.clock = clock;
  }

  List<Alarm> open() {
    return sources().flatMap(source -> source.open().get()).toList();
  }

  /** One source for each kind of trouble. A test compares them with the alarms in the chat. */
  Stream<AlarmSource> sources() {
    return Stream.of(
            Stream.of(new AlarmSource(Notification.GrantingPaused.class, this::paused)),
            evidence.ofTheTrail(),
            ofAccess(),
            evidence.ofReviews(),
            Stream.of(
                new AlarmSource(Notification.CredentialExpiring.class, this::expiring),
                new AlarmSource(Notification.JobUnseen.class, this::jobUnseen)))
        .flatMap(sources -> sources);
  }

  private Stream<AlarmSource> ofAccess() {
    return Stream.of(
        new AlarmSource(Notification.DatabaseRestored.class, this::restored),
        new AlarmSource(Notification.CredentialsFailed.class, this::credentials),
        new AlarmSource(Notification.JobStopped.class, this::jobStopped),
        new AlarmSource(Notification.CatalogTrouble.class, this::catalog),
        new AlarmSource(Notification.RequestsBlocked.class, this::blockers),
        new AlarmSource(Notification.CardNotPosted.class, this::withoutCard),
        new AlarmSource(Notification.AccessReturned.class, this::returned),
        new AlarmSource(Notification.ManyOverdue.class, this::manyOverdue),
        new AlarmSource(Notification.EndOverdue.class, this::overdue),
        new AlarmSource(Notification.DriftFound.class, this::drift));
  }

  private Stream<Alarm> paused() {
    return pauses.current().stream()
        .map(pause -> new Alarm("Granting is paused", pause.change().reason(), pause.since()));
  }

  private Stream<Alarm> restored() {
    return standing.lastRestore().stream()
        .filter(restore -> !restore.settled())
        .map(
            _ ->
                new Alarm(
                    "The database was restored, and some members are not settled yet",
                    "",
                    null,
                    "/console/evidence/standing"));
  }

  private Stream<Alarm> credentials() {
    return credentials.open().stream()
        .flatMap(incident -> credentials.trouble(incident).stream())
        .map(
            trouble ->
                new Alarm(
                    "Hourkey's credentials for " + vendor(trouble.vendor()) + " don't work",
                    trouble.why(),
                    trouble.since()));
  }

  /** One alarm for each credential, even while those of 30 days and of 7 days are both open. */
  private Stream<Alarm> expiring() {
    return expiring.open().stream()
        .flatMap(incident -> expiring.expiry(incident).stream())
        .distinct()
        .map(
            expiry ->
                new Alarm(
                    (expiry.at().isAfter(clock.instant()) ? "%s expires on %s" : "%s expired on %s")
                        .formatted(name(expiry.credential()), TimeText.text(expiry.at())),
                    "",
                    null,
                    null));
  }

  private Stream<Alarm> jobStopped() {
    return job.stopped().stream()
        .map(stop -> new Alarm("Entra's provisioning job has stopped", stop.why(), stop.since()));
  }

  private Stream<Alarm> jobUnseen() {
    return job.unseen().stream()
        .map(
            unseen ->
                new Alarm(
                    "Hourkey can't see whether Entra's provisioning job runs",
                    unseen.why(),
                    unseen.since()));
  }

  private Stream<Alarm> catalog() {
    return catalog.open().stream()
        .flatMap(incident -> catalog.of(incident).stream())
        .map(it -> new Alarm("A vendor can't be read completely", it.why(), it.since()));
  }

  private Stream<Alarm> blockers() {
    return blockers.open().stream()
        .flatMap(incident -> blockers.of(incident).stream())
        .map(
            told ->
                new Alarm(
                    "Requests can't be granted", told.what(), told.since().orElse(null), null));
  }

  private Stream<Alarm> withoutCard() {
    return requests.withoutCard(MAX_ALARMS).stream().map(Alarms::withoutCard);
  }

  private static Alarm withoutCard(AccessRequest request) {
    return new Alarm(
        "Approvers don't see a request: " + request.access().entitlementName(),
        "Slack did not accept its card in " + request.cardProblem().orElse("its channel"),
        request.requestedAt(),
        "/console/requests/" + request.id());
  }

  private Stream<Alarm> returned() {
    return grants.returned(MAX_ALARMS).stream()
        .map(
            grant ->
                new Alarm(
                    "Ended access is back in AWS: " + grant.access().entitlementName(),
                    "Hourkey is removing it",
                    grant.returnedAt().orElse(null),
                    link(grant)));
  }

  private Stream<Alarm> manyOverdue() {
    Instant now = clock.instant();
    return Stream.of(grants.overdue(now))
        .filter(overdue -> overdue.count() > MAX_ALARMS)
        .map(
            overdue ->
                new Alarm(
                    "%d ends are overdue".formatted(overdue.count()),
                    "The %d most overdue are listed below".formatted(MAX_ALARMS),
                    now.minus(overdue.longest())));
  }

  private Stream<Alarm> overdue() {
    return grants.overdueIds(clock.instant(), MAX_ALARMS).stream()
        .flatMap(id -> grants.find(id).stream())
        .map(
            grant ->
                new Alarm(
                    "An end is overdue: " + grant.access().entitlementName(),
                    grant.trouble().orElse(""),
                    grant.lateFrom(),
                    link(grant)));
  }

  private Stream<Alarm> drift() {
    return drift.open().stream().filter(finding -> finding.report().isPresent()).map(Alarms::drift);
  }

  private static Alarm drift(DriftFinding finding) {
    return new Alarm(
        "Entra, AWS and Hourkey's records disagree about a member of " + finding.group().name(),
        finding.name(),
        finding.firstSeen(),
        "/console/evidence/standing");
  }

  private static String link(Grant grant) {
    return "/console/grants/" + grant.id();
  }

  private static String vendor(CredentialListener.Vendor vendor) {
    return switch (vendor) {
      case ENTRA -> "Entra";
      case AWS -> "AWS";
    };
  }

  private static String name(ExpiringCredentials.Credential credential) {
    return switch (credential) {
      case SCIM_TOKEN -> "The AWS SCIM token in Entra";
      case ENTRA_CERTIFICATE -> "Hourkey's certificate for Entra";
    };
  }
}
