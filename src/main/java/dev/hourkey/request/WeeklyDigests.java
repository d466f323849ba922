package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.request.WeekFigures.Decided;
import dev.hourkey.request.WeekFigures.Ended;
import dev.hourkey.request.WeekFigures.WeekRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The weekly digest for operators: when it is sent, and what it says. It reads the rows of requests
 * and grants itself, because it needs a few columns of very many of them.
 */
@ApplicationScoped
public class WeeklyDigests {
  private final EntityManager database;
  private final BreakGlassReviews reviews;
  private final EntitlementUse use;
  private final Outbox outbox;
  private final Clock clock;

  WeeklyDigests(
      EntityManager database,
      BreakGlassReviews reviews,
      EntitlementUse use,
      Outbox outbox,
      Clock clock) {
    this.database = database;
    this.reviews = reviews;
    this.use = use;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** A digest: the week that it is about, and its figures. */
  public record Digest(Week week, WeekFigures figures) {}

  /** Sends the digest of the last week once, from Monday 08:00 UTC on. */
  @Transactional
  public void tell() {
    Week.due(clock.instant())
        .map(week -> new Notification.WeeklyDigest(week.id()))
        .filter(digest -> !outbox.wasNotified(digest))
        .ifPresent(outbox::tell);
  }

  /** The digest with this id; nothing if it is too late to send it. */
  @Transactional
  public Optional<Digest> find(UUID id) {
    Instant now = clock.instant();
    return Optional.of(Week.of(id))
        .filter(week -> !week.stale(now))
        .map(week -> new Digest(week, figures(week)));
  }

  private WeekFigures figures(Week week) {
    EntitlementUse.UsageSummary used = use.recentUsage();
    return WeekFigures.of(
        asked(week),
        active(week),
        ended(week),
        reviews.waiting(),
        used.unused().stream().map(Entitlement::name).toList(),
        used.all());
  }

  private List<WeekRequest> asked(Week week) {
    return rows(
            week,
            """
            select entitlement_name,
              case when exists (select 1 from break_glass_review where request = asked.id) then 'BREAK_GLASS'
                when phase <> 'APPROVED' then phase
                when exists (select 1 from review where request = asked.id and approved) then 'BY_APPROVERS'
                else 'BY_POLICY' end,
              cast(extract(epoch from decided_at - requested_at) as bigint)
            from access_request asked where requested_at >= ?1 and requested_at < ?2
            """)
        .stream()
        .map(
            row ->
                new WeekRequest(
                    (String) row[0],
                    Decided.valueOf((String) row[1]),
                    Optional.ofNullable((Long) row[2]).map(Duration::ofSeconds)))
        .toList();
  }

  private List<Duration> active(Week week) {
    return rows(
            week,
            """
            select cast(extract(epoch from live_since - coalesce(starts_at, opened_at)) as bigint), 0
            from access_grant where opened_at >= ?1 and opened_at < ?2 and live_since is not null
            """)
        .stream()
        .map(row -> Duration.ofSeconds((Long) row[0]))
        .toList();
  }

  private List<Ended> ended(Week week) {
    return rows(
            week,
            """
            select cast(greatest(0, extract(epoch from ended_at - coalesce(returned_at, due_at))) as bigint), overdue_alerted_at is not null
            from access_grant
            where ended_at is not null and removed_at >= ?1 and removed_at < ?2
            """)
        .stream()
        .map(row -> new Ended(Duration.ofSeconds((Long) row[0]), (Boolean) row[1]))
        .toList();
  }

  private List<Object[]> rows(Week week, String query) {
    List<?> rows =
        database
            .createNativeQuery(query)
            .setParameter(1, week.from())
            .setParameter(2, week.to())
            .getResultList();
    return rows.stream().map(Object[].class::cast).toList();
  }
}
