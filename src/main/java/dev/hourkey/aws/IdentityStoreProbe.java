package dev.hourkey.aws;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.AccessProbe;
import dev.hourkey.grant.Seen;
import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.identitystore.model.GroupMembershipExistenceResult;

/** Looks into the Identity Store. A refusal or a delay shows nothing, least of all absence. */
@ApplicationScoped
class IdentityStoreProbe implements AccessProbe {
  private static final Logger LOG = Logger.getLogger(IdentityStoreProbe.class);

  private static final int PAGE = 100;

  /** Nobody is blind for longer than this on AWS' word alone. */
  private static final Duration LONGEST_WISH = Duration.ofMinutes(5);

  private final Aws aws;
  private final StoreGroups groups;
  private final Clock clock;
  private final AtomicBoolean blind = new AtomicBoolean();
  private volatile Instant quietUntil = Instant.MIN;

  IdentityStoreProbe(Aws aws, StoreGroups groups, Clock clock) {
    this.aws = aws;
    this.groups = groups;
    this.clock = clock;
  }

  @Override
  public Seen shows(EntraGroup group, String awsUserId) {
    if (clock.instant().isBefore(quietUntil)) {
      return Seen.UNKNOWN;
    }
    try {
      Seen seen = groups.find(group).map(id -> isMember(awsUserId, id)).orElse(Seen.NO);
      blind.set(false);
      return seen;
    } catch (RuntimeException e) {
      keepQuiet(e);
      if (!blind.getAndSet(true)) { // Once, not for every grant and look until it is over.
        LOG.warnf(e, "AWS does not show who is in which group; looked at again until it does");
      }
      return Seen.UNKNOWN;
    }
  }

  /** Looks come by the second and from every grant, so AWS' wish for a pause is for all of them. */
  private void keepQuiet(RuntimeException e) {
    if (e instanceof DirectoryFailure failure) {
      failure
          .retryAfter()
          .map(wish -> wish.compareTo(LONGEST_WISH) < 0 ? wish : LONGEST_WISH)
          .ifPresent(wish -> quietUntil = clock.instant().plus(wish));
    }
  }

  /** Groups are flat in AWS: every member is a user. */
  @Override
  public Optional<Set<String>> users(EntraGroup group) {
    return AwsFailures.asking("find the group " + group.name(), () -> groups.find(group))
        .flatMap(
            id ->
                AwsFailures.finding(
                    "list the members of " + group.name(),
                    () ->
                        aws
                            .store()
                            .listGroupMembershipsPaginator(
                                r ->
                                    r.identityStoreId(aws.identityStoreId())
                                        .groupId(id)
                                        .maxResults(PAGE))
                            .groupMemberships()
                            .stream()
                            .map(membership -> membership.memberId().userId())
                            .collect(Collectors.toSet())));
  }

  private Seen isMember(String awsUserId, String groupId) {
    return AwsFailures.finding(
            "look whether " + awsUserId + " is in " + groupId,
            () ->
                aws.store()
                    .isMemberInGroups(
                        r ->
                            r.identityStoreId(aws.identityStoreId())
                                .memberId(member -> member.userId(awsUserId))
                                .groupIds(groupId))
                    .results())
        .map(results -> seen(results, groupId))
        .orElse(Seen.NO); // The user or the group has gone, and the membership with it.
  }

  private static Seen seen(List<GroupMembershipExistenceResult> results, String groupId) {
    return results.stream()
        .filter(result -> groupId.equals(result.groupId()))
        .findFirst()
        .flatMap(result -> Optional.ofNullable(result.membershipExists()))
        .map(member -> member ? Seen.YES : Seen.NO)
        .orElse(Seen.UNKNOWN);
  }
}
