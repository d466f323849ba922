package dev.hourkey.console;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.drift.DriftFinding;
import dev.hourkey.drift.DriftFindings;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.grant.CredentialHealth;
import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.CredentialListener;
import dev.hourkey.request.CatalogIncidents;
import dev.hourkey.request.Obstacles;
import dev.hourkey.scim.ScimJobMonitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What is wrong now, the most urgent first, from the rows. */
@ApplicationScoped
class Alarms {
  private static final int MOST_OVERDUE = 20;

  private final GrantingPauses pauses;
  private final AuditCheck audit;
  private final StandingMembershipCheck standing;
  private final CredentialHealth credentials;
  private final ScimJobMonitor job;
  private final CatalogIncidents catalog;
  private final Obstacles obstacles;
  private final DriftFindings drift;
  private final Grants grants;
  private final Clock clock;

  Alarms(
      GrantingPauses pauses,
      AuditCheck audit,
      StandingMembershipCheck standing,
      CredentialHealth credentials,
      ScimJobMonitor job,
      CatalogIncidents catalog,
      Obstacles obstacles,
      DriftFindings drift,
      Grants grants,
      Clock clock) {
    this.pauses = pauses;
    this.audit = audit;
    this.standing = standing;
    this.credentials = credentials;
    this.job = job;
    this.catalog = catalog;
    this.obstacles = obstacles;
    this.drift = drift;
    this.grants = grants;
    this.clock = clock;
  }

  List<Alarm> open() {
    List<Alarm> open = new ArrayList<>();
    pauses
        .current()
        .ifPresent(
            pause ->
                open.add(new Alarm("Granting is paused", pause.change().reason(), pause.since())));
    audit
        .state()
        .breach()
        .ifPresent(
            breach ->
                open.add(
                    new Alarm(
                        "The audit trail was changed: entry " + breach.seq(),
                        breach.why(),
                        breach.since())));
    standing
        .lastRestore()
        .filter(restore -> !restore.settled())
        .ifPresent(
            _ ->
                open.add(
                    new Alarm(
                        "The database was restored, and some members are not settled yet",
                        "",
                        null,
                        null)));
    credentials.open().stream()
        .flatMap(incident -> credentials.trouble(incident).stream())
        .map(
            trouble ->
                new Alarm(
                    "Hourkey's credentials for " + vendor(trouble.vendor()) + " don't work",
                    trouble.why(),
                    trouble.since()))
        .forEach(open::add);
    job.stopped()
        .ifPresent(
            stop ->
                open.add(
                    new Alarm("Entra's provisioning job has stopped", stop.why(), stop.since())));
    catalog.open().stream()
        .flatMap(incident -> catalog.of(incident).stream())
        .map(trouble -> new Alarm("The catalog is not complete", trouble.why(), trouble.since()))
        .forEach(open::add);
    obstacles.open().stream()
        .flatMap(incident -> obstacles.of(incident).stream())
        .map(
            told ->
                new Alarm(
                    "Requests can't be granted", told.what(), told.since().orElse(null), null))
        .forEach(open::add);
    grants.overdueIds(clock.instant(), MOST_OVERDUE).stream()
        .flatMap(id -> grants.find(id).stream())
        .map(
            grant ->
                new Alarm(
                    "An end is overdue: " + grant.access().entitlementName(),
                    grant.trouble().orElse(""),
                    grant.dueAt(),
                    "/console/grants/" + grant.id()))
        .forEach(open::add);
    drift.open().stream()
        .filter(finding -> finding.report().isPresent())
        .map(Alarms::drift)
        .forEach(open::add);
    job.unseen()
        .ifPresent(
            unseen ->
                open.add(
                    new Alarm(
                        "Hourkey can't see whether Entra's provisioning job runs",
                        unseen.why(),
                        unseen.since())));
    return open;
  }

  private static String vendor(CredentialListener.Vendor vendor) {
    return switch (vendor) {
      case ENTRA -> "Entra";
      case AWS -> "AWS";
    };
  }

  private static Alarm drift(DriftFinding finding) {
    return new Alarm(
        "Entra, AWS and the record disagree about a member of " + finding.group().name(),
        finding.name(),
        finding.firstSeen());
  }
}
