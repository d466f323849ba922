package dev.hourkey.slack;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.checkpoint.CheckpointIncidents;
import dev.hourkey.drift.DriftFindings;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.export.DeliveryRows;
import dev.hourkey.grant.CredentialHealth;
import dev.hourkey.grant.ExpiringCredentials;
import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.Grants;
import dev.hourkey.notification.Notification;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.BreakGlassReview;
import dev.hourkey.request.BreakGlassReviews;
import dev.hourkey.request.CatalogIncidents;
import dev.hourkey.request.ProvisioningBlockers;
import dev.hourkey.request.Requests;
import dev.hourkey.scim.ScimJobService;
import dev.hourkey.slack.HolderMessages.Synchronization;
import dev.hourkey.slack.HomeView.Operations;
import dev.hourkey.slack.HomeView.Shown;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is open now, for operators: the alarms that are not over, and break-glass reviews. */
@ApplicationScoped
class OpenAlarms {
  /** More than a message shows, so that the others can be counted. */
  private static final int MAX_ALARMS = 50;

  private final OperatorMessages messages;
  private final GrantingPauses pauses;
  private final ScimJobService scimJob;
  private final CredentialHealth credentials;
  private final ExpiringCredentials expiring;
  private final CatalogIncidents catalogIncidents;
  private final ProvisioningBlockers blockers;
  private final AuditCheck audit;
  private final DeliveryRows deliveries;
  private final CheckpointIncidents checkpoints;
  private final StandingMembershipCheck standing;
  private final DriftFindings findings;
  private final Grants grants;
  private final Requests requests;
  private final BreakGlassReviews reviews;
  private final MessageDetailsLoader details;
  private final Clock clock;

  OpenAlarms(
      OperatorMessages messages,
      GrantingPauses pauses,
      ScimJobService scimJob,
      CredentialHealth credentials,
      ExpiringCredentials expiring,
      CatalogIncidents catalogIncidents,
      ProvisioningBlockers blockers,
      AuditCheck audit,
      DeliveryRows deliveries,
      CheckpointIncidents checkpoints,
      StandingMembershipCheck standing,
      DriftFindings findings,
      Grants grants,
      Requests requests,
      BreakGlassReviews reviews,
      MessageDetailsLoader details,
      Clock clock) {
    this.messages = messages;
    this.pauses = pauses;
    this.scimJob = scimJob;
    this.credentials = credentials;
    this.expiring = expiring;
    this.catalogIncidents = catalogIncidents;
    this.blockers = blockers;
    this.audit = audit;
    this.deliveries = deliveries;
    this.checkpoints = checkpoints;
    this.standing = standing;
    this.findings = findings;
    this.grants = grants;
    this.requests = requests;
    this.reviews = reviews;
    this.details = details;
    this.clock = clock;
  }

  /** The alarms, the most urgent first, and the state of the provisioning job. */
  Operations read() {
    List<Notification.Alarm> open = open();
    return new Operations(
        new Shown<>(
            open.stream()
                .limit(HomePage.MAX_ALARMS)
                .flatMap(alarm -> messages.draw(alarm, "").stream())
                .toList(),
            Math.max(0, open.size() - HomePage.MAX_ALARMS)),
        reviews(),
        Synchronization.of(scimJob),
        scimJob.seenAt());
  }

  private Shown<RequestDetails> reviews() {
    List<BreakGlassReview> open =
        reviews.newest(BreakGlassReviews.Selection.OPEN, Optional.empty(), MAX_ALARMS).stream()
            .sorted(Comparator.comparing(BreakGlassReview::dueAt))
            .toList();
    return new Shown<>(
        open.stream()
            .limit(HomePage.MAX_REVIEWS)
            .flatMap(review -> details.request(review.request()).stream())
            .toList(),
        Math.max(0, open.size() - HomePage.MAX_REVIEWS));
  }

  private List<Notification.Alarm> open() {
    List<Notification.Alarm> open = new ArrayList<>();
    pauses
        .current()
        .ifPresent(pause -> open.add(new Notification.GrantingPaused(pause.incident())));
    AuditCheck.State trail = audit.state();
    trail.breach().ifPresent(one -> open.add(new Notification.AuditBroken(one.incident())));
    trail.difference().ifPresent(one -> open.add(new Notification.RecordsDiffer(one.incident())));
    checkpoints.told().forEach(incident -> open.add(new Notification.CheckpointTrouble(incident)));
    standing
        .lastRestore()
        .filter(restore -> !restore.settled())
        .ifPresent(restore -> open.add(new Notification.DatabaseRestored(restore.id())));
    deliveries.open().forEach(incident -> open.add(new Notification.AuditNotDelivered(incident)));
    credentials.open().forEach(incident -> open.add(new Notification.CredentialsFailed(incident)));
    scimJob.stopped().ifPresent(stop -> open.add(new Notification.JobStopped(stop.incident())));
    catalogIncidents
        .open()
        .forEach(incident -> open.add(new Notification.CatalogTrouble(incident)));
    blockers.open().forEach(incident -> open.add(new Notification.RequestsBlocked(incident)));
    grants
        .overdueIds(clock.instant(), MAX_ALARMS)
        .forEach(grant -> open.add(new Notification.EndOverdue(grant)));
    requests.withoutCard(MAX_ALARMS).stream()
        .map(AccessRequest::card)
        .distinct()
        .forEach(card -> open.add(new Notification.CardNotPosted(card)));
    findings.open().stream()
        .flatMap(finding -> finding.report().stream())
        .distinct()
        .forEach(report -> open.add(new Notification.DriftFound(report)));
    expiring.open().forEach(incident -> open.add(new Notification.CredentialExpiring(incident)));
    scimJob.unseen().ifPresent(unseen -> open.add(new Notification.JobUnseen(unseen.incident())));
    return open;
  }
}
