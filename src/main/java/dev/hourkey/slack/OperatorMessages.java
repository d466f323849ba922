package dev.hourkey.slack;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.drift.DriftFinding;
import dev.hourkey.drift.DriftFindings;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.grant.CredentialHealth;
import dev.hourkey.grant.Grants;
import dev.hourkey.notification.Notification;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.CatalogIncidents;
import dev.hourkey.request.Obstacles;
import dev.hourkey.request.PolicyChanges;
import dev.hourkey.scim.ScimJobMonitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Draws alarms for the operators' channel, from the rows as they are. */
@ApplicationScoped
class OperatorMessages {
  private final DetailsLoader details;
  private final Grants grants;
  private final ScimJobMonitor scimJob;
  private final CredentialHealth credentials;
  private final CatalogIncidents catalogIncidents;
  private final Obstacles obstacles;
  private final PolicyChanges policyChanges;
  private final DriftFindings findings;
  private final StandingMembershipCheck standing;
  private final AuditCheck audit;
  private final Persons persons;
  private final Catalog catalog;
  private final Clock clock;

  OperatorMessages(
      DetailsLoader details,
      Grants grants,
      ScimJobMonitor scimJob,
      CredentialHealth credentials,
      CatalogIncidents catalogIncidents,
      Obstacles obstacles,
      PolicyChanges policyChanges,
      DriftFindings findings,
      StandingMembershipCheck standing,
      AuditCheck audit,
      Persons persons,
      Catalog catalog,
      Clock clock) {
    this.details = details;
    this.grants = grants;
    this.scimJob = scimJob;
    this.credentials = credentials;
    this.catalogIncidents = catalogIncidents;
    this.obstacles = obstacles;
    this.policyChanges = policyChanges;
    this.findings = findings;
    this.standing = standing;
    this.audit = audit;
    this.persons = persons;
    this.catalog = catalog;
    this.clock = clock;
  }

  /** The operators' channel, if the policy in force names one. */
  Optional<String> channel() {
    return catalog.current().operationsChannel();
  }

  /** The alarm as it is now; nothing where there is no channel or nothing left to say. */
  Optional<SlackMessage> draw(Notification.Alarm alarm) {
    return channel().flatMap(channel -> draw(alarm, channel));
  }

  /** The same for the Home of an operator, which needs no channel. */
  Optional<SlackMessage> drawForHome(Notification.Alarm alarm) {
    return draw(alarm, "");
  }

  private Optional<SlackMessage> draw(Notification.Alarm alarm, String to) {
    return switch (alarm) {
      case Notification.CardNotPosted(UUID card) ->
          Optional.of(details.onCard(card))
              .filter(requests -> !requests.isEmpty())
              .map(requests -> GrantAlarms.cardNotPosted(requests, to));
      case Notification.BreakGlassUsed(UUID id) -> reviewed(id, to, BreakGlassMessages::used);
      case Notification.ReviewLate(UUID id) -> reviewed(id, to, BreakGlassMessages::late);
      case Notification.NobodyCanReview(UUID id) ->
          reviewed(id, to, BreakGlassMessages::nobodyCanReview);
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
      case Notification.JobStopped(UUID incident) ->
          Optional.of(
              ServiceAlarms.jobStopped(
                  scimJob.stopped().filter(stop -> stop.incident().equals(incident)), to));
      case Notification.JobUnseen(UUID incident) ->
          Optional.of(
              ServiceAlarms.jobUnseen(
                  scimJob.unseen().filter(unseen -> unseen.incident().equals(incident)), to));
      case Notification.CredentialsFailed(UUID incident) ->
          Optional.of(ServiceAlarms.credentials(credentials.trouble(incident), to));
      case Notification.CatalogTrouble(UUID incident) ->
          catalogIncidents
              .of(incident)
              .map(trouble -> ServiceAlarms.catalog(trouble, to))
              .or(
                  () ->
                      catalogIncidents
                          .kindOf(incident)
                          .map(kind -> ServiceAlarms.catalogOver(kind, to)));
      case Notification.RequestsBlocked(UUID incident) ->
          obstacles.of(incident).map(told -> ServiceAlarms.requestsBlocked(told, to));
      case Notification.PolicyChanged(UUID id) ->
          policyChanges.find(id).map(change -> ServiceAlarms.policyChanged(change, to));
      case Notification.DriftFound(UUID report) -> drift(findings.report(report), to);
      case Notification.AuditBroken(UUID incident) ->
          Optional.of(
              ServiceAlarms.audit(
                  audit.state().breach().filter(breach -> breach.incident().equals(incident)), to));
      case Notification.DatabaseRestored(UUID id) ->
          standing
              .lastRestore()
              .filter(restore -> restore.id().equals(id))
              .map(restore -> DriftAlarms.restored(restore, unexplainedGroups(), to));
      case Notification.StandingRecorded _ -> DriftAlarms.firstComparison(standing.baselines(), to);
    };
  }

  private interface OfReview {
    SlackMessage of(RequestDetails request, ReviewDetails review, String channel);
  }

  private Optional<SlackMessage> reviewed(UUID id, String to, OfReview message) {
    return details
        .request(id)
        .flatMap(request -> request.review().map(review -> message.of(request, review, to)));
  }

  private Optional<SlackMessage> drift(List<DriftFinding> found, String to) {
    return found.stream()
        .findFirst()
        .map(
            first ->
                DriftAlarms.drift(
                    first.kind(),
                    first.group().name(),
                    found.stream().map(this::finding).toList(),
                    to));
  }

  private DriftAlarms.Finding finding(DriftFinding found) {
    return new DriftAlarms.Finding(
        persons
            .find(new PersonId(found.member()))
            .filter(_ -> found.kind() != DriftFinding.Kind.UNEXPLAINED) // settle takes user names.
            .map(Person::name)
            .orElse(found.name()),
        found.firstSeen(),
        found.resolvedAt(),
        found.removed(),
        found.settledAs(),
        found.unwatchedSince());
  }

  private List<String> unexplainedGroups() {
    return standing.unexplained().stream().map(found -> found.group().name()).toList();
  }
}
