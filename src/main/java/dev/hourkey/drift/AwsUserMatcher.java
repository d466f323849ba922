package dev.hourkey.drift;

import dev.hourkey.grant.Grant;
import dev.hourkey.person.AwsUsers;
import dev.hourkey.person.AwsUsers.AwsUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Matches the members of an Entra group with the users that AWS shows in it. */
@ApplicationScoped
class AwsUserMatcher {
  private static final Logger LOG = Logger.getLogger(AwsUserMatcher.class);

  private static final Pattern OBJECT_ID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final PersonDirectory people;
  private final AwsUsers awsUsers;
  private final Clock clock;

  /** The ids of people in AWS, remembered for a while; an unknown id is looked up each time. */
  private final Map<PersonId, String> idsInAws = new ConcurrentHashMap<>();

  private volatile Instant forgetAt = Instant.EPOCH;

  AwsUserMatcher(PersonDirectory people, AwsUsers awsUsers, Clock clock) {
    this.people = people;
    this.awsUsers = awsUsers;
    this.clock = clock;
  }

  /**
   * The AWS user of each member.
   *
   * @param unclear members and AWS users that could not be matched with certainty
   */
  record Placed(Map<PersonId, String> ids, Set<String> unclear) {}

  Placed place(Set<PersonId> members, List<Grant> open, Set<String> shown) {
    Map<PersonId, String> ids = new HashMap<>();
    Set<PersonId> unplaced = new HashSet<>();
    Set<String> unclear = new HashSet<>();
    for (PersonId member : members) {
      try {
        idInAws(member, open, shown)
            .ifPresentOrElse(id -> ids.put(member, id), () -> unplaced.add(member));
      } catch (DirectoryFailure failure) {
        LOG.infof("%s; cannot tell which AWS user belongs to %s", failure.sentence(), member);
        unplaced.add(member);
        unclear.add(member.value());
      }
    }
    if (!unplaced.isEmpty()) {
      shown.stream()
          .filter(user -> !ids.containsValue(user))
          .filter(
              user ->
                  open.stream()
                      .noneMatch(grant -> grant.awsUserId().filter(user::equals).isPresent()))
          .forEach(user -> place(user, unplaced, ids, unclear));
    }
    return new Placed(ids, unclear);
  }

  /**
   * An unmatched member may be this user under another name, unless the user is known to be
   * somebody else.
   */
  private void place(
      String user, Set<PersonId> unplaced, Map<PersonId, String> ids, Set<String> unclear) {
    Optional<PersonId> person = entraPersonOf(user);
    if (person.isEmpty()) {
      unclear.add(user);
    } else if (unplaced.contains(person.get())) {
      ids.put(person.get(), user);
      unclear.remove(person.get().value());
    }
  }

  private Optional<PersonId> entraPersonOf(String awsUserId) {
    try {
      return awsUsers
          .details(awsUserId)
          .flatMap(user -> fromEntra(user).or(() -> only(people.withMail(user.userName()))));
    } catch (DirectoryFailure failure) {
      LOG.debugf(failure, "cannot tell who the AWS user %s is in Entra", awsUserId);
      return Optional.empty();
    }
  }

  /**
   * The object id that Entra sent to AWS. Some tenants send another value, which never looks like
   * an object id.
   */
  private static Optional<PersonId> fromEntra(AwsUsers.Details user) {
    return user.externalIds().stream()
        .filter(id -> OBJECT_ID.matcher(id).matches())
        .map(PersonId::new)
        .findFirst();
  }

  private static Optional<PersonId> only(List<EntraAccount> accounts) {
    return accounts.size() == 1 ? Optional.of(accounts.getFirst().id()) : Optional.empty();
  }

  private Optional<String> idInAws(PersonId person, List<Grant> open, Set<String> shown) {
    return open.stream()
        .filter(grant -> grant.holder().equals(person))
        .map(Grant::awsUserId)
        .flatMap(Optional::stream)
        .filter(shown::contains)
        .findFirst()
        .or(() -> remembered(person, shown));
  }

  /**
   * The person's id in AWS. A remembered id that AWS does not show in the group may be outdated, so
   * it is looked up again.
   */
  private Optional<String> remembered(PersonId person, Set<String> shown) {
    Instant now = clock.instant();
    if (!now.isBefore(forgetAt)) {
      idsInAws.clear();
      forgetAt = now.plus(REMEMBERED);
    }
    Optional<String> known = Optional.ofNullable(idsInAws.get(person)).filter(shown::contains);
    if (known.isPresent()) {
      return known;
    }
    Optional<String> found =
        people
            .account(person)
            .map(awsUsers::find)
            .flatMap(
                user ->
                    user instanceof AwsUser.Found(String id) ? Optional.of(id) : Optional.empty());
    found.ifPresent(id -> idsInAws.put(person, id));
    return found;
  }
}
