package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.scim.ScimProvisioner;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Entra, its SCIM job, AWS and the approval check in one. A test sets what AWS shows, and may set
 * what happens between the sending of a call and its effect.
 */
public final class FakeDirectories
    implements EntraGroupMembers, ScimProvisioner, AccessProbe, ApprovalCheck {
  private final Set<MembershipKey> members = ConcurrentHashMap.newKeySet();
  private final Set<PersonId> lookedFor = ConcurrentHashMap.newKeySet();
  public final List<String> calls = new CopyOnWriteArrayList<>();

  /** What happens after a call was sent and before it is carried out. */
  public volatile Runnable onTheWay = () -> {};

  public volatile boolean down;

  /** Whether Hourkey may not start the job. */
  public volatile boolean startRefused;

  public volatile AwsPresence aws = AwsPresence.UNKNOWN;

  /** How the ids of users in AWS begin. */
  public volatile String awsUser = "aws-";

  public volatile Warrant warrant = new Warrant.Stands();

  /** What happens to every add. */
  public volatile Added refuses = Added.ADDED;

  /** What every removal is answered instead of being carried out, if anything. */
  volatile Optional<Removed> answersRemoval = Optional.empty();

  public volatile Job job = new Job.Running(Optional.empty());

  public void has(EntraGroup group, PersonId person) {
    members.add(new MembershipKey(group.id(), person.value()));
  }

  public void loses(EntraGroup group, PersonId person) {
    members.remove(new MembershipKey(group.id(), person.value()));
  }

  @Override
  public boolean contains(EntraGroup group, PersonId person) {
    answer("contains");
    return members.contains(new MembershipKey(group.id(), person.value()));
  }

  @Override
  public Optional<Map<PersonId, Person>> members(EntraGroup group) {
    answer("members");
    return Optional.of(
        members.stream()
            .filter(membershipKey -> membershipKey.groupId().equals(group.id()))
            .map(MembershipKey::person)
            .collect(Collectors.toMap(one -> one, FakeDirectories::named)));
  }

  private static Person named(PersonId person) {
    return new Person(person, Optional.empty(), "Known in Entra", "known@example.com");
  }

  @Override
  public Added add(EntraGroup group, PersonId person) {
    answer("add");
    if (refuses != Added.ADDED) {
      return refuses;
    }
    return members.add(new MembershipKey(group.id(), person.value()))
        ? Added.ADDED
        : Added.WAS_THERE;
  }

  @Override
  public Removed remove(EntraGroup group, PersonId person) {
    answer("remove");
    return answersRemoval.orElseGet(
        () ->
            members.remove(new MembershipKey(group.id(), person.value()))
                ? Removed.REMOVED
                : Removed.WAS_NOT_THERE);
  }

  @Override
  public OnDemandResult provisionOnDemand(EntraGroup group, List<PersonId> people) {
    answer("push");
    return new OnDemandResult.Done();
  }

  @Override
  public void start() {
    answer("start");
    if (startRefused) {
      throw DirectoryFailure.lasting(
          "start the provisioning job", new IllegalStateException("403"));
    }
  }

  @Override
  public Job job() {
    answer("job");
    return job;
  }

  @Override
  public AwsObservation observe(EntraGroup group, PersonId person, Optional<String> known) {
    lookedFor.add(person);
    return switch (aws) {
      case MEMBER, DISABLED_MEMBER, NOT_MEMBER -> AwsObservation.at(awsUser + person, aws);
      case NO_USER, NO_GROUP, ANOTHER_PERSONS_USER, UNKNOWN -> AwsObservation.without(aws);
    };
  }

  @Override
  public Optional<Set<String>> users(EntraGroup group) {
    return Optional.of(
        aws.shown()
            ? lookedFor.stream().map(person -> awsUser + person).collect(Collectors.toSet())
            : Set.of());
  }

  @Override
  public Warrant of(UUID request) {
    return warrant;
  }

  /** Counts how often a call was sent. */
  public long sent(String call) {
    return calls.stream().filter(call::equals).count();
  }

  private void answer(String call) {
    calls.add(call);
    Runnable meanwhile = onTheWay;
    onTheWay = () -> {};
    meanwhile.run();
    if (down) {
      throw DirectoryFailure.temporary(call, null, new IOException("down"));
    }
  }

  @Override
  public String nameOf(String awsUserId) {
    return awsUserId;
  }
}
