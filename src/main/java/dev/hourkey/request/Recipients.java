package dev.hourkey.request;

import dev.hourkey.request.DecisionCard.Occasion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The people a notification of a card's approvers is for, and how it gets to them.
 *
 * @param mentioned those who are mentioned in the card's thread
 * @param groups the user groups that are mentioned there instead of their members
 * @param direct those who get a direct message, because they do not see the thread
 * @param withoutChatUser the names of those who cannot be reached in the chat; only some if there
 *     are many
 * @param others how many more can decide, and are not notified this time
 * @param complete whether everybody who can decide was known
 * @param link to the card, for those who get a direct message
 */
public record Recipients(
    List<Recipient> mentioned,
    List<UserGroup> groups,
    List<Recipient> direct,
    List<String> withoutChatUser,
    int others,
    boolean complete,
    Optional<String> link) {
  /** How many people one notification reaches at most. */
  public static final int MAX_PEOPLE = 10;

  private static final int MAX_NAMED = 5;

  public Recipients {
    mentioned = List.copyOf(mentioned);
    groups = List.copyOf(groups);
    direct = List.copyOf(direct);
    withoutChatUser = List.copyOf(withoutChatUser);
  }

  /**
   * A user, or a group of users, of the chat.
   *
   * @param name for readers who see no mention
   */
  public record Recipient(String chatId, String name) {}

  /**
   * Somebody who can decide now.
   *
   * @param chatId empty if no chat user is known
   * @param onCall whether they can because they are on call
   */
  public record Approver(Optional<String> chatId, String name, boolean onCall) {
    /** Merges two entries of a policy that name the same person. */
    Approver merge(Approver same) {
      return new Approver(chatId, name, onCall || same.onCall);
    }
  }

  /** A user group that the policy names, with the chat ids of its members. */
  public record UserGroup(Recipient group, Set<String> members) {
    public UserGroup {
      members = Set.copyOf(members);
    }
  }

  /**
   * Everybody who can decide now, without the requester and those who have approved.
   *
   * @param others whether there may be others that cannot be listed
   * @param complete false if a directory did not answer
   */
  public record Candidates(
      List<Approver> people, List<UserGroup> groups, boolean others, boolean complete) {
    public Candidates {
      people = List.copyOf(people);
      groups = List.copyOf(groups);
    }

    /** These, and those who can decide on another request of the same card. */
    Candidates and(Candidates more) {
      return new Candidates(
          Stream.concat(people.stream(), more.people.stream()).toList(),
          Stream.concat(groups.stream(), more.groups.stream()).distinct().toList(),
          others || more.others,
          complete && more.complete);
    }
  }

  /**
   * Chooses the people to notify: at first only those on call, if there are any. An escalation
   * notifies those who were not notified before. Never more than {@link #MAX_PEOPLE}: people on
   * call first, then those who were not notified before.
   *
   * @param inChannel the chat ids of those who see the card's thread; empty if that is unknown;
   *     then everybody is assumed to see it
   * @param told the chat ids of those who were notified before
   */
  public static Recipients choose(
      Candidates candidates, Occasion occasion, Optional<Set<String>> inChannel, Set<String> told) {
    List<Approver> reachable = reachable(candidates.people());
    List<Approver> chosen =
        forOccasion(reachable, occasion, told).stream()
            .sorted(
                Comparator.comparing(Approver::onCall)
                    .reversed()
                    .thenComparing(one -> told.contains(id(one)))
                    .thenComparing(Approver::name)
                    .thenComparing(Recipients::id))
            .limit(MAX_PEOPLE)
            .toList();
    Set<String> seeing =
        chosen.stream()
            .map(Recipients::id)
            .filter(id -> inChannel.isEmpty() || inChannel.get().contains(id))
            .collect(Collectors.toUnmodifiableSet());
    List<UserGroup> groups =
        candidates.groups().stream()
            .filter(group -> !group.members().isEmpty() && seeing.containsAll(group.members()))
            .toList();
    return new Recipients(
        chosen.stream()
            .filter(one -> seeing.contains(id(one)))
            .filter(one -> groups.stream().noneMatch(group -> group.members().contains(id(one))))
            .map(Recipients::recipient)
            .toList(),
        groups,
        chosen.stream()
            .filter(one -> !seeing.contains(id(one)))
            .map(Recipients::recipient)
            .toList(),
        candidates.people().stream()
            .filter(one -> one.chatId().isEmpty())
            .map(Approver::name)
            .distinct()
            .sorted()
            .limit(MAX_NAMED)
            .toList(),
        reachable.size() - chosen.size(),
        candidates.complete(),
        Optional.empty());
  }

  /** Each person once; on call if any entry says so. */
  private static List<Approver> reachable(List<Approver> people) {
    return people.stream()
        .filter(one -> one.chatId().isPresent())
        .collect(Collectors.toMap(Recipients::id, one -> one, Approver::merge))
        .values()
        .stream()
        .toList();
  }

  private static List<Approver> forOccasion(
      List<Approver> reachable, Occasion occasion, Set<String> told) {
    List<Approver> first =
        reachable.stream()
            .filter(
                one ->
                    occasion.first()
                        ? one.onCall()
                        : occasion == Occasion.ESCALATION && !told.contains(id(one)))
            .toList();
    return first.isEmpty() ? reachable : first;
  }

  private static String id(Approver approver) {
    return approver.chatId().orElseThrow();
  }

  private static Recipient recipient(Approver approver) {
    return new Recipient(id(approver), approver.name());
  }

  /** Returns these recipients with a link to the card. */
  public Recipients linkedTo(String url) {
    return new Recipients(
        mentioned, groups, direct, withoutChatUser, others, complete, Optional.of(url));
  }

  /** The chat ids of all that are notified. */
  List<String> chatIds() {
    return Stream.concat(
            Stream.concat(mentioned.stream(), direct.stream()).map(Recipient::chatId),
            groups.stream().flatMap(group -> group.members().stream()))
        .toList();
  }
}
