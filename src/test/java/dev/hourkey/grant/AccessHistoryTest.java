package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AccessHistory;
import dev.hourkey.audit.PointInTimeGrant;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.export.ExportFormat;
import dev.hourkey.export.ExportSpec;
import dev.hourkey.export.Exporter;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the audit trail says of a moment is what the rows said then. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class AccessHistoryTest extends GrantDatabaseTest {
  private static final EntraGroup OTHER = new EntraGroup("other-group", "aws-logs-readonly");

  @Inject AccessHistory history;
  @Inject GrantLists lists;
  @Inject Exporter exporter;

  private final Map<Instant, Map<UUID, PointInTimeGrant.Phase>> moments = new LinkedHashMap<>();

  @Test
  void the_history_matches_the_rows_at_every_moment() {
    noted();
    UUID ana = live(ANA);
    noted();
    UUID _ = open(BRUNO);
    noted();
    Instant start = clock.instant().plus(Duration.ofDays(2));
    UUID later = open(ANA, OTHER, "logs-readonly", HOUR, Optional.of(start));
    noted();
    UUID _ = extend(ana, HOUR.multipliedBy(2));
    noted();
    clock.advance(Duration.ofHours(2));
    vendors.aws = AwsPresence.NOT_MEMBER;
    replica().reconcile(ana);
    noted();
    untilEnded(replica(), ana);
    noted();
    clock.advanceTo(start);
    replica().reconcile(later);
    noted();

    assertThat(moments.values().stream().distinct()).as("moments that differ").hasSize(7);
    moments.forEach(
        (moment, rows) -> assertThat(phases(held(moment))).as("%s", moment).isEqualTo(rows));
  }

  @Test
  void the_history_shows_the_names_and_the_end_of_that_time() {
    UUID grant = live(ANA);
    Instant ends = row(grant).term().endsAt().orElseThrow().truncatedTo(ChronoUnit.MILLIS);
    Instant then = clock.instant();
    clock.advance(Duration.ofMinutes(5));
    UUID _ = extend(grant, HOUR.multipliedBy(2));
    execute("update person set name = 'Renamed' where id = ?", ANA.value());
    assertThat(held(then))
        .singleElement()
        .satisfies(
            held -> {
              assertThat(held.holderName()).contains("Somebody");
              assertThat(held.entitlement()).isEqualTo("prod-readonly");
              assertThat(held.group()).isEqualTo(GROUP.name());
              assertThat(held.endsAt()).contains(ends);
            });
    assertThat(held(clock.instant()))
        .singleElement()
        .satisfies(held -> assertThat(held.endsAt()).contains(ends.plus(HOUR)));
  }

  @Test
  void a_grant_that_came_back_to_aws_is_listed_only_for_the_periods_in_which_it_was_open()
      throws IOException {
    UUID grant = live(ANA);
    Duration minute = Duration.ofMinutes(1);
    clock.advance(minute);
    service.endEarly(grant, ANA);
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    Instant ended = clock.instant();
    clock.advance(Duration.ofMinutes(10));
    vendors.aws = AwsPresence.MEMBER;
    new EndedGrantMonitor(grants, service, vendors, vendors, scimJobs, clock).sweep();
    Instant returned = clock.instant();
    vendors.aws = AwsPresence.NOT_MEMBER;
    untilEnded(replica(), grant);
    Instant endedAgain = clock.instant();
    clock.advance(minute.multipliedBy(3));

    Duration moment = Duration.ofSeconds(1);
    Map<Instant, Boolean> periods = new LinkedHashMap<>();
    periods.put(ended.minus(moment), true);
    periods.put(ended, false);
    periods.put(ended.plus(minute), false);
    periods.put(returned.minus(moment), false);
    periods.put(returned, true);
    periods.put(endedAgain.minus(moment), true);
    periods.put(endedAgain, false);
    for (var period : periods.entrySet()) {
      Instant from = period.getKey();
      assertThat(held(from)).as("as of %s", from).hasSize(period.getValue() ? 1 : 0);
      assertThat(listed(from, from.plus(moment))).as("listed").isEqualTo(period.getValue());
      assertThat(exported(grant, from, from.plus(moment)))
          .as("exported")
          .isEqualTo(period.getValue());
    }
    assertThat(listed(ended, returned.plus(moment))).as("it came back in it").isTrue();
    assertThat(exported(grant, ended, returned.plus(moment))).isTrue();
  }

  private boolean listed(Instant from, Instant to) {
    return !lists
        .page(
            new ListSelection<>(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(from),
                Optional.of(to)),
            Optional.empty(),
            10)
        .isEmpty();
  }

  private boolean exported(UUID grant, Instant from, Instant to) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    exporter
        .begin(
            new ExportSpec(ExportFormat.GRANTS_CSV, Optional.of(from), Optional.of(to), 0), "noor")
        .writeTo(file);
    return file.toString(StandardCharsets.UTF_8).contains(grant.toString());
  }

  /** Without the grants of other tests, whose entries the trail keeps. */
  private List<PointInTimeGrant> held(Instant moment) {
    return history.at(moment).stream().filter(held -> ofThisTest(held.grant())).toList();
  }

  private boolean ofThisTest(String grant) {
    return grant.length() == 36 && grants.find(UUID.fromString(grant)).isPresent();
  }

  /** Notes what the rows say now; then time goes on. */
  private void noted() {
    Map<UUID, PointInTimeGrant.Phase> rows =
        grants
            .search(
                new GrantSearch(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    100))
            .stream()
            .flatMap(
                grant -> phase(grant.state()).map(phase -> Map.entry(grant.id(), phase)).stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    moments.put(clock.instant(), rows);
    clock.advance(Duration.ofSeconds(1));
  }

  private static Optional<PointInTimeGrant.Phase> phase(GrantState state) {
    return switch (state) {
      case GrantState.Scheduled _ -> Optional.of(PointInTimeGrant.Phase.SCHEDULED);
      case GrantState.Provisioning _, GrantState.Syncing _ ->
          Optional.of(PointInTimeGrant.Phase.SETTING_UP);
      case GrantState.Live _ -> Optional.of(PointInTimeGrant.Phase.ACTIVE);
      case GrantState.Revoking _, GrantState.Clearing _ ->
          Optional.of(PointInTimeGrant.Phase.ENDING);
      case GrantState.Ended _ -> Optional.empty();
    };
  }

  private static Map<UUID, PointInTimeGrant.Phase> phases(List<PointInTimeGrant> held) {
    return held.stream()
        .collect(Collectors.toMap(one -> UUID.fromString(one.grant()), PointInTimeGrant::phase));
  }
}
