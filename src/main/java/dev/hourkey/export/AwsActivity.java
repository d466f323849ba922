package dev.hourkey.export;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where AWS shows what a holder did with one permission set in one account. The source is
 * CloudTrail, which names a role session after the user in the Identity Store. Pure.
 *
 * @param from the time of the first possible event
 * @param to the time of the last possible event, because sessions outlive the grant
 * @param eventHistory links into CloudTrail's event history, one for each Region worth checking.
 *     AWS does not document the parameters of these links
 * @param query a query for Athena, over the table that AWS documents for an organization's trail
 */
public record AwsActivity(
    AccountAssignment target,
    Instant from,
    Instant to,
    List<EventHistory> eventHistory,
    String query) {
  /** A link into the event history of a Region. */
  public record EventHistory(String region, String url) {}

  /** For this long after somebody has left the group, AWS may still open role sessions for them. */
  private static final Duration SESSIONS_OPEN_FOR = Duration.ofMinutes(65);

  /** How far the clocks of the two clouds may differ. */
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(1);

  /** The longest role session that a permission set can have. */
  private static final Duration LONGEST_SESSION = Duration.ofHours(12);

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_]");

  /** CloudTrail records calls to IAM and other global services here. */
  private static final String GLOBAL = "us-east-1";

  /**
   * Returns one for each permission set and account that a grant opened, even in accounts that AWS
   * shows as closed.
   *
   * @param userName in the Identity Store, which is the name of the role sessions; see {@link
   *     dev.hourkey.person.AwsUsers#userName}
   * @param live when AWS first showed the membership
   * @param gone when AWS no longer showed it, if it ended
   */
  public static List<AwsActivity> of(
      AwsAccess opened,
      String userName,
      Instant live,
      Optional<Instant> gone,
      Instant now,
      AccessPortal portal) {
    Instant first = live.minus(CLOCKS_DIFFER_BY).truncatedTo(ChronoUnit.SECONDS);
    Instant lastSession =
        gone.map(end -> end.plus(SESSIONS_OPEN_FOR)).orElse(now).truncatedTo(ChronoUnit.SECONDS);
    return opened.targets().stream()
        .map(
            target -> {
              Instant last = lastSession.plus(target.session().orElse(LONGEST_SESSION));
              return new AwsActivity(
                  target,
                  first,
                  last,
                  Stream.of(portal.region(), GLOBAL)
                      .distinct()
                      .map(region -> history(target, userName, first, last, region, portal))
                      .toList(),
                  query(target, userName, first, lastSession, last));
            })
        .toList();
  }

  /**
   * The link opens in the right account if the portal is known; the reader chooses their own role
   * there.
   */
  private static EventHistory history(
      AccountAssignment target,
      String userName,
      Instant from,
      Instant to,
      String region,
      AccessPortal portal) {
    String console =
        "https://%1$s.%2$s/cloudtrailv2/home?region=%1$s#/events?Username=%3$s&StartTime=%4$s&EndTime=%5$s"
            .formatted(region, consoleOf(region), encoded(userName), from, to);
    return new EventHistory(
        region,
        portal
            .startUrl()
            .map(
                start ->
                    start.toString().replaceFirst("#.*$", "").replaceFirst("/+$", "")
                        + "/#/console?account_id="
                        + encoded(target.accountId())
                        + "&destination="
                        + encoded(console))
            .orElse(console));
  }

  private static String consoleOf(String region) {
    return region.startsWith("cn-")
        ? "console.amazonaws.cn"
        : region.startsWith("us-gov-") ? "console.amazonaws-us-gov.com" : "console.aws.amazon.com";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * The query selects sessions by the time at which they were opened, to leave out what the same
   * person did with another grant.
   */
  private static String query(
      AccountAssignment target, String userName, Instant from, Instant lastSession, Instant to) {
    return """
    SELECT eventtime, eventsource, eventname, awsregion, sourceipaddress, errorcode, resources
    FROM cloudtrail_org
    WHERE account = %s
      AND day BETWEEN %s AND %s
      AND regexp_like(useridentity.sessioncontext.sessionissuer.username, %s)
      AND split_part(useridentity.principalid, ':', 2) = %s
      AND from_iso8601_timestamp(useridentity.sessioncontext.attributes.creationdate)
        BETWEEN from_iso8601_timestamp(%s) AND from_iso8601_timestamp(%s)
    ORDER BY eventtime"""
        .formatted(
            literal(target.accountId()),
            literal(day(from)),
            literal(day(to)),
            literal("^AWSReservedSSO_" + quoted(target.permissionSet()) + "_[0-9a-f]{16}$"),
            literal(userName),
            literal(from.toString()),
            literal(lastSession.toString()));
  }

  private static String day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC).toString().replace('-', '/');
  }

  /** A string literal in SQL. It is escaped, because names may contain any text. */
  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A regular expression that matches only this text. */
  private static String quoted(String text) {
    return text.codePoints()
        .mapToObj(Character::toString)
        .map(one -> WORD.matcher(one).matches() ? one : "\\" + one)
        .reduce("", String::concat);
  }
}
