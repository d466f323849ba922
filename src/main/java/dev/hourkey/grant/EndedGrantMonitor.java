package dev.hourkey.grant;

import static java.util.Comparator.comparing;
import static java.util.function.BinaryOperator.maxBy;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.scim.LastFinishedCycle;
import dev.hourkey.scim.ScimJobService;
import dev.hourkey.scim.ScimProvisioner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Watches grants after their end. A cycle of the SCIM job that read the group before the removal
 * may export the membership to AWS afterwards. If it does, the end is reopened, and the membership
 * is removed again. A grant is watched for the usual length of a cycle, and until Hourkey has seen
 * the job finish a cycle that began after the removal ({@link LastFinishedCycle}).
 */
@ApplicationScoped
public class EndedGrantMonitor {
  private static final Logger LOG = Logger.getLogger(EndedGrantMonitor.class);

  /**
   * How many other grants of a group are checked. Each check costs calls, and many groups have
   * standing members.
   */
  private static final int MAX_OTHERS = 20;

  /**
   * How many grants are watched beyond the usual length of a cycle. Each may cost a call every two
   * minutes, and a job may be stopped for weeks. The drift comparison finds the others.
   */
  static final int MAX_WATCHED_LONGER = 200;

  /**
   * How long after a removal a comparison may reopen the grant. Cycles take hours. After this time,
   * the comparison's finding tells operators who is left in AWS.
   */
  static final Duration REOPENED_WITHIN = Duration.ofDays(30);

  /** Later than any removal, even one from before the clock was set back. */
  private static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

  private final GrantRows grants;
  private final GrantService service;
  private final EntraGroupMembers directory;
  private final AccessProbe aws;
  private final ScimJobService scimJob;
  private final Clock clock;

  EndedGrantMonitor(
      GrantRows grants,
      GrantService service,
      EntraGroupMembers directory,
      AccessProbe aws,
      ScimJobService scimJob,
      Clock clock) {
    this.grants = grants;
    this.service = service;
    this.directory = directory;
    this.aws = aws;
    this.scimJob = scimJob;
    this.clock = clock;
  }

  /** Checks each group from which somebody was removed, while a cycle may undo the removal. */
  public void sweep() {
    Instant now = clock.instant();
    Instant usual = now.minus(ScimProvisioner.CYCLE);
    Stream.concat(
            grants.endedAfterRemoval(usual, FOREVER, Integer.MAX_VALUE).stream(),
            grants
                .endedAfterRemoval(scimJob.cycle().coversUntil(now), usual, MAX_WATCHED_LONGER)
                .stream())
        .collect(groupingBy(Grant::group))
        .forEach(this::attempt);
  }

  /**
   * Called when a second comparison shows that AWS has these users in a group and Entra does not.
   * If one of them had a grant of that group in the last 30 days, the access has returned.
   *
   * @param memberSince whether Entra showed the holder after the grant's removal. If so, AWS shows
   *     a membership that somebody else added
   * @throws DirectoryFailure when a directory could not be queried
   */
  public void seenAgain(EntraGroup group, Set<String> awsUserIds, Predicate<Grant> memberSince) {
    if (!awsUserIds.isEmpty()) {
      reopen(
          latest(grants.endedOf(group.id(), awsUserIds, clock.instant().minus(REOPENED_WITHIN)))
              .stream()
              .filter(Predicate.not(memberSince)));
    }
  }

  private void attempt(EntraGroup group, List<Grant> ended) {
    try {
      Set<String> shown = new HashSet<>(aws.users(group).orElse(Set.of()));
      grants.openIn(group.id()).forEach(grant -> grant.awsUserId().ifPresent(shown::remove));
      reopen(suspects(shown, latest(ended)));
    } catch (DirectoryFailure failure) {
      LOG.infof("%s; retrying with the next sweep", failure.sentence());
    } catch (RuntimeException e) {
      LOG.errorf(e, "could not compare the members of group %s in AWS; retrying", group.name());
    }
  }

  private void reopen(Stream<Grant> suspects) {
    suspects.filter(this::isBack).forEach(grant -> service.returned(grant.id()));
  }

  /** For each person, the grant that was removed last. */
  private static List<Grant> latest(List<Grant> ended) {
    return List.copyOf(
        ended.stream()
            .collect(
                toMap(Grant::holder, grant -> grant, maxBy(comparing(EndedGrantMonitor::removed))))
            .values());
  }

  private static Instant removed(Grant grant) {
    return grant.removedAt().orElseThrow();
  }

  /**
   * Grants whose user is in the group. If AWS also shows somebody else, this adds the latest other
   * grants, because a user that was provisioned again has another id.
   */
  private static Stream<Grant> suspects(Set<String> shown, List<Grant> ended) {
    Predicate<Grant> byId = grant -> grant.awsUserId().filter(shown::contains).isPresent();
    Set<String> known =
        ended.stream().map(Grant::awsUserId).flatMap(Optional::stream).collect(toSet());
    Stream<Grant> others =
        ended.stream()
            .filter(byId.negate())
            .sorted(comparing(EndedGrantMonitor::removed).reversed())
            .limit(known.containsAll(shown) ? 0 : MAX_OTHERS);
    return Stream.concat(ended.stream().filter(byId), others);
  }

  /**
   * Whether the access is back. The list may be stale, so this checks the single membership. If
   * Entra shows it, somebody else may have added it, and Hourkey leaves it alone.
   */
  private boolean isBack(Grant grant) {
    return aws.observe(grant.group(), grant.holder(), grant.awsUserId()).presence().shown()
        && !directory.contains(grant.group(), grant.holder());
  }
}
