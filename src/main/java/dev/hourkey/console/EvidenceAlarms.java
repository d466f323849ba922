package dev.hourkey.console;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.checkpoint.CheckpointHistory;
import dev.hourkey.checkpoint.CheckpointIncidents;
import dev.hourkey.evidence.AccessReviews;
import dev.hourkey.export.DeliveryRows;
import dev.hourkey.notification.Notification;
import dev.hourkey.request.BreakGlassReviews;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;

/** What is wrong with the evidence itself: the audit trail, its copies and the reviews. */
@ApplicationScoped
class EvidenceAlarms {
  /** How long a new origin is an alarm. After that, only the audit trail's page shows it. */
  private static final Duration NEWS = Duration.ofDays(30);

  private static final String TRAIL = "/console/audit-trail";
  private static final String BREAK_GLASS = "/console/evidence/break-glass?open=true";

  private final AuditCheck audit;
  private final CheckpointIncidents incidents;
  private final CheckpointHistory checkpoints;
  private final DeliveryRows deliveries;
  private final BreakGlassReviews breakGlass;
  private final AccessReviews reviews;
  private final Clock clock;

  EvidenceAlarms(
      AuditCheck audit,
      CheckpointIncidents incidents,
      CheckpointHistory checkpoints,
      DeliveryRows deliveries,
      BreakGlassReviews breakGlass,
      AccessReviews reviews,
      Clock clock) {
    this.audit = audit;
    this.incidents = incidents;
    this.checkpoints = checkpoints;
    this.deliveries = deliveries;
    this.breakGlass = breakGlass;
    this.reviews = reviews;
    this.clock = clock;
  }

  Stream<AlarmSource> ofTheTrail() {
    return Stream.of(
        new AlarmSource(Notification.AuditBroken.class, this::broken),
        new AlarmSource(Notification.RecordsDiffer.class, this::differing),
        new AlarmSource(Notification.CheckpointTrouble.class, this::checkpoints),
        new AlarmSource(Notification.AuditOriginBegun.class, this::newOrigins),
        new AlarmSource(Notification.AuditNotDelivered.class, this::notDelivered));
  }

  Stream<AlarmSource> ofReviews() {
    return Stream.of(
        new AlarmSource(Notification.NobodyCanReview.class, this::unreviewableBreakGlass),
        new AlarmSource(Notification.ReviewLate.class, this::breakGlassLate),
        new AlarmSource(Notification.AccessReviewOpen.class, this::accessReviewsLate));
  }

  private Stream<Alarm> broken() {
    return audit.state().breach().stream()
        .map(
            breach ->
                new Alarm(
                    "The audit trail was changed: entry " + breach.seq(),
                    breach.why(),
                    breach.since(),
                    TRAIL));
  }

  private Stream<Alarm> differing() {
    return audit.state().difference().stream()
        .map(
            found ->
                new Alarm(
                    "Access reviews differ from the audit trail",
                    found.what(),
                    found.since(),
                    TRAIL));
  }

  private Stream<Alarm> checkpoints() {
    return incidents.told().stream()
        .flatMap(incident -> incidents.of(incident).stream())
        .map(
            trouble ->
                new Alarm(
                    trouble
                        .place()
                        .map(place -> "Signed checkpoints don't reach " + place.words())
                        .orElse("The audit trail contradicts an earlier signed checkpoint"),
                    trouble.why(),
                    trouble.since(),
                    TRAIL));
  }

  /** The first log is left out, because nobody has to be told about it. */
  private Stream<Alarm> newOrigins() {
    return Stream.of(checkpoints.logs())
        .filter(logs -> logs.size() > 1)
        .map(logs -> logs.getFirst())
        .filter(log -> log.begunAt().plus(NEWS).isAfter(clock.instant()))
        .map(
            log ->
                new Alarm(
                    "The audit trail is signed under a new name",
                    "Changed by %s: %s".formatted(log.by(), log.because()),
                    log.begunAt(),
                    TRAIL));
  }

  private Stream<Alarm> notDelivered() {
    return deliveries.open().stream()
        .flatMap(incident -> deliveries.trouble(incident).stream())
        .map(
            trouble ->
                new Alarm("Audit events are not delivered", trouble.why(), trouble.since(), TRAIL));
  }

  private Stream<Alarm> unreviewableBreakGlass() {
    return count(
        "Break-glass uses that nobody can review",
        breakGlass.waiting().unreviewable(),
        BREAK_GLASS);
  }

  private Stream<Alarm> breakGlassLate() {
    return count("Late break-glass reviews", breakGlass.waiting().late(), BREAK_GLASS);
  }

  private Stream<Alarm> accessReviewsLate() {
    return count(
        "Late access reviews", reviews.open(clock.instant()).late(), "/console/evidence/reviews");
  }

  private static Stream<Alarm> count(String words, long number, String link) {
    return number == 0
        ? Stream.empty()
        : Stream.of(new Alarm("%s: %d".formatted(words, number), "", null, link));
  }
}
