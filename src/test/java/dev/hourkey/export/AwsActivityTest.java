package dev.hourkey.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccountState;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AwsActivityTest {
  private static final Instant LIVE = Instant.parse("2026-03-02T22:00:00Z");
  private static final Instant GONE = Instant.parse("2026-03-02T23:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-05T12:00:00Z");
  private static final AccessPortal PORTAL =
      new AccessPortal(Optional.of(URI.create("https://example.awsapps.com/start")), "eu-west-1");

  @Test
  void activity_includes_sessions_until_an_hour_after_the_end_and_what_they_did_later() {
    AwsActivity activity = of("ReadOnlyAccess", "ana@example.com", Optional.of(GONE));
    assertThat(activity.from()).isEqualTo("2026-03-02T21:59:00Z");
    assertThat(activity.to())
        .as("the last session lasts an hour")
        .isEqualTo("2026-03-03T01:05:00Z");
    assertThat(activity.query())
        .isEqualTo(
            """
            SELECT eventtime, eventsource, eventname, awsregion, sourceipaddress, errorcode, resources
            FROM cloudtrail_org
            WHERE account = '111122223333'
              AND day BETWEEN '2026/03/02' AND '2026/03/03'
              AND regexp_like(useridentity.sessioncontext.sessionissuer.username, '^AWSReservedSSO_ReadOnlyAccess_[0-9a-f]{16}$')
              AND split_part(useridentity.principalid, ':', 2) = 'ana@example.com'
              AND from_iso8601_timestamp(useridentity.sessioncontext.attributes.creationdate)
                BETWEEN from_iso8601_timestamp('2026-03-02T21:59:00Z') AND from_iso8601_timestamp('2026-03-03T00:05:00Z')
            ORDER BY eventtime""");
  }

  @Test
  void activity_of_an_open_grant_reaches_until_now() {
    AwsActivity activity = of("ReadOnlyAccess", "ana@example.com", Optional.empty());
    assertThat(activity.to()).isEqualTo("2026-03-05T13:00:00Z");
  }

  @Test
  void the_link_opens_the_event_history_of_the_account_for_the_person_and_time() {
    List<AwsActivity.EventHistory> links =
        of("ReadOnlyAccess", "ana+x@example.com", Optional.of(GONE)).eventHistory();
    assertThat(links)
        .extracting(AwsActivity.EventHistory::region)
        .containsExactly("eu-west-1", "us-east-1");
    String link = links.getFirst().url();
    assertThat(link)
        .startsWith(
            "https://example.awsapps.com/start/#/console?account_id=111122223333&destination=https%3A%2F%2F");
    assertThat(
            URLDecoder.decode(
                link.substring(link.indexOf("destination=") + 12), StandardCharsets.UTF_8))
        .isEqualTo(
            "https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events"
                + "?Username=ana%2Bx%40example.com&StartTime=2026-03-02T21:59:00Z&EndTime=2026-03-03T01:05:00Z");
  }

  @Test
  void links_without_a_portal_lead_to_the_console_of_the_partition() {
    AwsActivity activity =
        AwsActivity.of(
                opens("ReadOnlyAccess"),
                "ana",
                LIVE,
                Optional.of(GONE),
                NOW,
                new AccessPortal(Optional.empty(), "us-gov-west-1"))
            .getFirst();
    assertThat(activity.eventHistory().getFirst().url())
        .startsWith("https://us-gov-west-1.console.amazonaws-us-gov.com/cloudtrailv2/home?");
  }

  @Test
  void names_cannot_leave_their_place_in_the_query() {
    String query = of("Read.Only'+(x", "o'neil' OR '1'='1", Optional.of(GONE)).query();
    assertThat(query)
        .contains("'^AWSReservedSSO_Read\\.Only\\''\\+\\(x_[0-9a-f]{16}$'")
        .contains("= 'o''neil'' OR ''1''=''1'");
  }

  @Test
  void a_permission_set_without_a_known_session_counts_with_the_longest() {
    AwsAccess opens =
        new AwsAccess(
            List.of(
                new AccountAssignment(
                    "111122223333", "P", "X", Optional.empty(), AwsAccountState.ACTIVE)),
            true);
    assertThat(AwsActivity.of(opens, "ana", LIVE, Optional.of(GONE), NOW, PORTAL).getFirst().to())
        .isEqualTo("2026-03-03T12:05:00Z");
  }

  private static AwsActivity of(String permissionSet, String user, Optional<Instant> gone) {
    return AwsActivity.of(opens(permissionSet), user, LIVE, gone, NOW, PORTAL).getFirst();
  }

  private static AwsAccess opens(String permissionSet) {
    return new AwsAccess(
        List.of(
            new AccountAssignment(
                "111122223333",
                "Production",
                permissionSet,
                Optional.of(Duration.ofHours(1)),
                AwsAccountState.ACTIVE)),
        true);
  }
}
