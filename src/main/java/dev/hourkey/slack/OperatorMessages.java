package dev.hourkey.slack;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.checkpoint.CheckpointIncidents;
import dev.hourkey.checkpoint.CheckpointOrigins;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.export.DeliveryRows;
import dev.hourkey.grant.CredentialHealth;
import dev.hourkey.grant.ExpiringCredentials;
import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.Grants;
import dev.hourkey.notification.Notification;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.CatalogIncidents;
import dev.hourkey.request.DecisionCard;
import dev.hourkey.request.DecisionCards;
import dev.hourkey.request.PolicyChanges;
import dev.hourkey.request.ProvisioningBlockers;
import dev.hourkey.scim.ScimJobService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/** What alarms are about, and why they are over, according to the current rows. */
@ApplicationScoped
class OperatorMessages {
  private final MessageDetailsLoader details;
  private final DecisionCards cards;
  private final Grants grants;
  private final GrantingPauses pauses;
  private final ScimJobService scimJob;
  private final CredentialHealth credentials;
  private final ExpiringCredentials expiring;
  private final CatalogIncidents catalogIncidents;
  private final ProvisioningBlockers blockers;
  private final PolicyChanges policyChanges;
  private final DriftReports drift;
  private final StandingMembershipCheck standing;
  private final AuditCheck audit;
  private final DeliveryRows deliveries;
  private final CheckpointIncidents checkpoints;
  private final CheckpointOrigins origins;
  private final Persons persons;
  private final Clock clock;

  OperatorMessages(
      MessageDetailsLoader details,
      DecisionCards cards,
      Grants grants,
      GrantingPauses pauses,
      ScimJobService scimJob,
      CredentialHealth credentials,
      ExpiringCredentials expiring,
      CatalogIncidents catalogIncidents,
      ProvisioningBlockers blockers,
      PolicyChanges policyChanges,
      DriftReports drift,
      StandingMembershipCheck standing,
      AuditCheck audit,
      DeliveryRows deliveries,
      CheckpointIncidents checkpoints,
      CheckpointOrigins origins,
      Persons persons,
      Clock clock) {
    this.details = details;
    this.cards = cards;
    this.grants = grants;
    this.pauses = pauses;
    this.scimJob = scimJob;
    this.credentials = credentials;
    this.expiring = expiring;
    this.catalogIncidents = catalogIncidents;
    this.blockers = blockers;
    this.policyChanges = policyChanges;
    this.drift = drift;
    this.standing = standing;
    this.audit = audit;
    this.deliveries = deliveries;
    this.checkpoints = checkpoints;
    this.origins = origins;
    this.persons = persons;
    this.clock = clock;
  }

  /** An alarm that is not over; empty if there is nothing left to report. */
  Optional<SlackMessage> draw(Notification.Alarm alarm, String to) {
    return switch (alarm) {
      case Notification.CardNotPosted(UUID card) ->
          onCard(card).map(requests -> GrantAlarms.cardNotPosted(requests, direct(card), to));
      case Notification.BreakGlassUsed(UUID id) ->
          reviewed(id, (request, review) -> BreakGlassMessages.used(request, review, to));
      case Notification.ReviewLate(UUID id) ->
          reviewed(id, (request, review) -> BreakGlassMessages.late(request, review, to));
      case Notification.NobodyCanReview(UUID id) ->
          reviewed(
              id, (request, review) -> BreakGlassMessages.nobodyCanReview(request, review, to));
      case Notification.EndOverdue(UUID id) ->
          details.grant(id).map(grant -> GrantAlarms.overdue(grant, to));
      case Notification.ManyOverdue _ -> {
        Instant now = clock.instant();
        Grants.Overdue overdue = grants.overdue(now);
        yield Optional.of(GrantAlarms.manyOverdue(overdue.count(), overdue.longest(), now, to));
      }
      case Notification.AccessReturned(UUID id) ->
          details.grant(id).map(grant -> GrantAlarms.accessReturned(grant, to));
      case Notification.GroupGone(UUID id) ->
          details.grant(id).map(grant -> GrantAlarms.groupGone(grant, to));
      case Notification.GrantingPaused(UUID id) ->
          pauses
              .current()
              .filter(pause -> pause.incident().equals(id))
              .map(
                  pause -> ServiceAlarms.grantingPaused(pause, mentionOf(pause.change().by()), to));
      case Notification.JobStopped(UUID incident) ->
          scimJob
              .stopped()
              .filter(stop -> stop.incident().equals(incident))
              .map(stop -> ServiceAlarms.jobStopped(stop, to));
      case Notification.JobUnseen(UUID incident) ->
          scimJob
              .unseen()
              .filter(unseen -> unseen.incident().equals(incident))
              .map(unseen -> ServiceAlarms.jobUnseen(unseen, to));
      case Notification.CredentialsFailed(UUID incident) ->
          credentials.trouble(incident).map(trouble -> ServiceAlarms.credentials(trouble, to));
      case Notification.CredentialExpiring(UUID incident) ->
          expiring.expiry(incident).map(expiry -> ExpiryAlarms.expiring(expiry, to));
      case Notification.CatalogTrouble(UUID incident) ->
          catalogIncidents.of(incident).map(trouble -> ServiceAlarms.catalog(trouble, to));
      case Notification.RequestsBlocked(UUID incident) ->
          blockers
              .of(incident)
              .flatMap(
                  told ->
                      told.since().map(since -> ServiceAlarms.requestsBlocked(told, since, to)));
      case Notification.PolicyChanged(UUID id) ->
          policyChanges.find(id).map(change -> ServiceAlarms.policyChanged(change, to));
      case Notification.DriftFound(UUID report) ->
          drift.of(report, (kind, group, found) -> DriftAlarms.drift(kind, group, found, to));
      case Notification.AuditBroken(UUID incident) ->
          audit.breach(incident).map(breach -> AuditTrailAlarms.audit(breach, to));
      case Notification.RecordsDiffer(UUID incident) ->
          audit.difference(incident).map(found -> AuditTrailAlarms.recordsDiffer(found, to));
      case Notification.AuditNotDelivered(UUID incident) ->
          deliveries.trouble(incident).map(trouble -> AuditTrailAlarms.notDelivered(trouble, to));
      case Notification.CheckpointTrouble(UUID incident) ->
          checkpoints.of(incident).map(trouble -> AuditTrailAlarms.open(trouble, to));
      case Notification.AuditOriginBegun(UUID id) ->
          origins.begun(id).map(begun -> AuditTrailAlarms.begun(begun, to));
      case Notification.DatabaseRestored(UUID id) ->
          standing
              .lastRestore()
              .filter(restore -> restore.id().equals(id))
              .map(restore -> DriftAlarms.restored(restore, unexplainedGroups(), to));
      case Notification.StandingRecorded _ -> DriftAlarms.firstComparison(standing.baselines(), to);
    };
  }

  /** Why an alarm is resolved; empty for messages that are only informational. */
  Optional<Sentence> resolutionReason(Notification.Alarm alarm) {
    return switch (alarm) {
      case Notification.CardNotPosted(UUID card) -> onCard(card).map(GrantAlarms::cardPosted);
      case Notification.BreakGlassUsed(UUID id) ->
          reviewed(id, BreakGlassMessages::noLongerWaiting);
      case Notification.ReviewLate(UUID id) -> reviewed(id, BreakGlassMessages::noLongerWaiting);
      case Notification.NobodyCanReview(UUID id) ->
          reviewed(id, BreakGlassMessages::noLongerWaiting);
      case Notification.EndOverdue(UUID id) -> details.grant(id).map(GrantAlarms::noLongerOverdue);
      case Notification.ManyOverdue _ -> Optional.of(Sentence.of("No grants are overdue now."));
      case Notification.AccessReturned(UUID id) ->
          details.grant(id).map(GrantAlarms::returnedAccessOver);
      case Notification.GrantingPaused _ ->
          pauses
              .lastChange()
              .map(last -> ServiceAlarms.grantingResumed(mentionOf(last.by()), last.reason()));
      case Notification.JobStopped _ ->
          Optional.of(Sentence.of("Entra's provisioning job for AWS runs again."));
      case Notification.JobUnseen _ ->
          Optional.of(Sentence.of("Hourkey can see Entra's provisioning job for AWS again."));
      case Notification.CredentialsFailed(UUID incident) ->
          credentials.vendorOf(incident).map(ServiceAlarms::credentialsWork);
      case Notification.CredentialExpiring(UUID incident) ->
          expiring.credentialOf(incident).map(ExpiryAlarms::renewed);
      case Notification.CatalogTrouble(UUID incident) ->
          catalogIncidents.kindOf(incident).map(ServiceAlarms::catalogOver);
      case Notification.RequestsBlocked(UUID incident) ->
          blockers.of(incident).map(ServiceAlarms::nothingBlocked);
      case Notification.DriftFound(UUID report) -> drift.of(report, DriftAlarms::resolved);
      case Notification.AuditBroken _ ->
          Optional.of(
              Sentence.of("The audit trail is intact: every event follows from the previous one."));
      case Notification.RecordsDiffer _ ->
          Optional.of(Sentence.of("Access reviews agree with the audit trail again."));
      case Notification.AuditNotDelivered(UUID incident) ->
          deliveries.overBecause(incident).map(AuditTrailAlarms::deliveryOver);
      case Notification.CheckpointTrouble(UUID incident) ->
          checkpoints.overBecause(incident).map(AuditTrailAlarms::resolved);
      case Notification.DatabaseRestored _ ->
          Optional.of(
              Sentence.of(
                  "Hourkey's database was restored, and every member of every group is"
                      + " explained."));
      case Notification.Event _ -> Optional.empty();
    };
  }

  private PersonMention mentionOf(String by) {
    return persons
        .find(new PersonId(by))
        .map(PersonMention::of)
        .orElseGet(() -> PersonMention.named(by));
  }

  /** How many approvers got a card as a direct message. */
  private int direct(UUID card) {
    return cards
        .find(card)
        .flatMap(DecisionCard::recipients)
        .map(recipients -> recipients.direct().size())
        .orElse(0);
  }

  private Optional<List<RequestDetails>> onCard(UUID card) {
    return Optional.of(details.onCard(card)).filter(requests -> !requests.isEmpty());
  }

  private <T> Optional<T> reviewed(UUID id, BiFunction<RequestDetails, ReviewDetails, T> of) {
    return details
        .request(id)
        .flatMap(request -> request.review().map(review -> of.apply(request, review)));
  }

  private List<String> unexplainedGroups() {
    return standing.unexplained().stream().map(found -> found.group().name()).toList();
  }
}
