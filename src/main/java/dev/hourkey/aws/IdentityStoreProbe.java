package dev.hourkey.aws;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.AccessProbe;
import dev.hourkey.grant.AwsObservation;
import dev.hourkey.grant.AwsPresence;
import dev.hourkey.grant.Presence;
import dev.hourkey.person.AwsUsers;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.identitystore.model.DescribeUserResponse;
import software.amazon.awssdk.services.identitystore.model.GroupMembershipExistenceResult;
import software.amazon.awssdk.services.identitystore.model.UserStatus;

/** Reads memberships from the Identity Store. An error never counts as absence. */
@ApplicationScoped
class IdentityStoreProbe implements AccessProbe {
  private static final Logger LOG = Logger.getLogger(IdentityStoreProbe.class);

  private static final int PAGE = 100;

  /** Limits the pause that AWS asks for, so that memberships do not go unread for long. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

  private final IdentityCenter aws;
  private final IdentityStoreGroups groups;
  private final IdentityStoreUsers users;
  private final Clock clock;
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile Pause pause = new Pause(Instant.EPOCH, Instant.EPOCH);

  IdentityStoreProbe(
      IdentityCenter aws, IdentityStoreGroups groups, IdentityStoreUsers users, Clock clock) {
    this.aws = aws;
    this.groups = groups;
    this.users = users;
    this.clock = clock;
  }

  @Override
  public AwsObservation observe(EntraGroup group, PersonId person, Optional<String> known) {
    if (pause.includes(clock.instant())) {
      return AwsObservation.NOTHING;
    }
    try {
      AwsObservation observation =
          groups
              .find(group)
              .map(id -> observe(id, person, known))
              .orElseGet(() -> withoutGroup(group, known));
      failing.set(false);
      return observation;
    } catch (RuntimeException e) {
      pauseIfAsked(e);
      if (!failing.getAndSet(true)) { // Logged only once, and not for every grant.
        LOG.warnf(e, "cannot read group memberships in AWS; retrying");
      }
      return AwsObservation.NOTHING;
    }
  }

  /**
   * A known user that AWS shows in the group needs no search. If AWS does not show the user there,
   * the user is resolved again: it may no longer belong to the person.
   */
  private AwsObservation observe(String groupId, PersonId person, Optional<String> known) {
    Presence seen = known.map(id -> isMember(id, groupId)).orElse(Presence.UNKNOWN);
    if (seen == Presence.YES) {
      Optional<AwsObservation> member = known.flatMap(id -> member(id, person));
      if (member.isPresent()) {
        return member.get();
      }
    }
    return switch (users.current(person, known)) {
      case AwsUsers.AwsUser.Found(String id) when known.filter(id::equals).isPresent() ->
          AwsObservation.at(id, seen == Presence.NO ? AwsPresence.NOT_MEMBER : AwsPresence.UNKNOWN);
      case AwsUsers.AwsUser.Found(String id) ->
          switch (isMember(id, groupId)) {
            case YES -> member(id, person).orElse(AwsObservation.NOTHING);
            case NO -> AwsObservation.at(id, AwsPresence.NOT_MEMBER);
            case UNKNOWN -> AwsObservation.at(id, AwsPresence.UNKNOWN);
          };
      case AwsUsers.AwsUser.AnotherPersons _ ->
          AwsObservation.without(AwsPresence.ANOTHER_PERSONS_USER);
      case AwsUsers.AwsUser.None _ -> AwsObservation.without(AwsPresence.NO_USER);
    };
  }

  /**
   * A user who is known was seen in the group before. If SCIM has handed the group over to another
   * Entra group of the same name, the user may be left in it, and it is unknown why.
   */
  private AwsObservation withoutGroup(EntraGroup group, Optional<String> known) {
    return known.isPresent()
            && groups
                .withName(group)
                .filter(id -> isMember(known.get(), id) != Presence.NO)
                .isPresent()
        ? AwsObservation.NOTHING
        : AwsObservation.without(AwsPresence.NO_GROUP);
  }

  /** Empty if the user was deleted, or now belongs to another person. */
  private Optional<AwsObservation> member(String id, PersonId person) {
    return users
        .describe(id)
        .filter(user -> !IdentityStoreUsers.isAnothers(user, person))
        .map(
            user ->
                AwsObservation.at(
                    id,
                    user.userStatus() == UserStatus.DISABLED
                        ? AwsPresence.DISABLED_MEMBER
                        : AwsPresence.MEMBER));
  }

  /** Grants read often and independently, so the pause that AWS asks for applies to all of them. */
  private void pauseIfAsked(RuntimeException e) {
    if (e instanceof DirectoryFailure failure) {
      failure
          .retryAfter()
          .map(asked -> asked.compareTo(MAX_RETRY_AFTER) < 0 ? asked : MAX_RETRY_AFTER)
          .ifPresent(asked -> pause = new Pause(clock.instant(), clock.instant().plus(asked)));
    }
  }

  /**
   * A period in which AWS is not called. The current time is before its start only if the clock was
   * set back.
   */
  private record Pause(Instant from, Instant until) {
    boolean includes(Instant now) {
      return !now.isBefore(from) && now.isBefore(until);
    }
  }

  /** Groups are flat in AWS: every member is a user. */
  @Override
  public Optional<Set<String>> users(EntraGroup group) {
    return AwsFailures.call("find the group " + group.name(), () -> groups.find(group))
        .flatMap(
            id ->
                AwsFailures.find(
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

  @Override
  public String nameOf(String awsUserId) {
    try {
      return users.describe(awsUserId).map(user -> nameOf(user, awsUserId)).orElse(awsUserId);
    } catch (RuntimeException e) {
      LOG.debugf(e, "cannot read the name of %s", awsUserId);
      return awsUserId;
    }
  }

  /** Both names are optional. */
  private static String nameOf(DescribeUserResponse user, String id) {
    String login = Objects.requireNonNullElse(user.userName(), id);
    return user.displayName() == null ? login : user.displayName() + " (" + login + ")";
  }

  private Presence isMember(String awsUserId, String groupId) {
    return AwsFailures.find(
            "check whether " + awsUserId + " is in " + groupId,
            () ->
                aws.store()
                    .isMemberInGroups(
                        r ->
                            r.identityStoreId(aws.identityStoreId())
                                .memberId(member -> member.userId(awsUserId))
                                .groupIds(groupId))
                    .results())
        .map(results -> seen(results, groupId))
        .orElse(Presence.UNKNOWN); // The user or the group is gone and may have been replaced.
  }

  private static Presence seen(List<GroupMembershipExistenceResult> results, String groupId) {
    return results.stream()
        .filter(result -> groupId.equals(result.groupId()))
        .findFirst()
        .flatMap(result -> Optional.ofNullable(result.membershipExists()))
        .map(member -> member ? Presence.YES : Presence.NO)
        .orElse(Presence.UNKNOWN);
  }
}
