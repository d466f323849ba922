package dev.hourkey.policy;

import dev.hourkey.person.DirectoryFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The known facts of a request. Tries all possible values of missing facts, so a missing fact
 * matters only if the answer depends on it. Pure.
 *
 * @param facts with the groups that the requester is known to be in
 * @param unknownGroups the ids of groups that the requester may or may not be in
 * @param usage unknown parts are not checked
 * @param justification not checked if it is empty
 * @param startsAt when the access is to start; empty if at once
 * @param sender who requests it for them; empty if they do so themselves
 */
public record PartialFacts(
    ConditionFacts facts,
    Set<String> unknownGroups,
    PartialUsage usage,
    Optional<String> justification,
    Optional<Instant> startsAt,
    Optional<PartialSender> sender) {
  /** How many unknown groups are tried out at most; a condition about more of them is unknown. */
  private static final int MAX_GROUPS = 8;

  public PartialFacts {
    unknownGroups = Set.copyOf(unknownGroups);
    sender = sender.filter(one -> !one.subject().person().equals(facts.requester().person()));
  }

  Subject requester() {
    return facts.requester();
  }

  /** When the access would start; a time in the past means now. */
  Instant start() {
    return startsAt.filter(facts.now()::isBefore).orElse(facts.now());
  }

  private Set<Principal.OfTool> unknownEntries() {
    return requester().tools().unknown().keySet();
  }

  /** Whether a condition holds, no matter which of the unknown groups the requester is in. */
  ConditionOutcome outcome(Condition condition) {
    List<String> groups = new ArrayList<>(condition.groupIds());
    groups.retainAll(unknownGroups);
    ConditionOutcome unknown =
        new ConditionOutcome.Unknown(inGroups("the person", new TreeSet<>(condition.groups())));
    if (groups.size() > MAX_GROUPS) {
      return unknown;
    }
    Set<ConditionOutcome> outcomes =
        subsets(groups)
            .map(some -> condition.evaluate(facts.of(requester().withMemberships(some, Set.of()))))
            .collect(Collectors.toSet());
    return outcomes.size() == 1 ? outcomes.iterator().next() : unknown;
  }

  private static Stream<Set<String>> subsets(List<String> items) {
    return IntStream.range(0, 1 << items.size())
        .mapToObj(
            chosen ->
                IntStream.range(0, items.size())
                    .filter(i -> (chosen & (1 << i)) != 0)
                    .mapToObj(items::get)
                    .collect(Collectors.toSet()));
  }

  /**
   * All cases that may make a difference to a policy: the requester is in none of the unknown
   * groups and entries, in all of them, only in those that don't exclude people, or only in those
   * that do. Each case is combined with those of the sender. One of the combinations gives the
   * right answer.
   */
  Stream<Subject> possible(Policy policy) {
    Set<String> excludingGroups = new HashSet<>(policy.excludedGroups());
    excludingGroups.retainAll(unknownGroups);
    Set<String> otherGroups = new HashSet<>(unknownGroups);
    otherGroups.removeAll(excludingGroups);
    Set<Principal.OfTool> excluding = new HashSet<>(Principal.ofTools(policy.excluded().stream()));
    excluding.retainAll(unknownEntries());
    Set<Principal.OfTool> others = new HashSet<>(unknownEntries());
    others.removeAll(excluding);
    return Stream.of(
            known(Set.of(), Set.of()),
            known(unknownGroups, unknownEntries())
                .withPossibleNames(policy.eligible())
                .withPossibleNames(policy.excluded()),
            known(otherGroups, others)
                .withPossibleNames(
                    policy.eligible().stream()
                        .filter(one -> !policy.excluded().contains(one))
                        .toList()),
            known(excludingGroups, excluding).withPossibleNames(policy.excluded()))
        .distinct()
        .flatMap(
            one ->
                sender
                    .map(other -> other.possible(policy.onBehalfOf()).map(one::requestedBy))
                    .orElseGet(() -> Stream.of(one)));
  }

  private Subject known(Set<String> groups, Set<Principal.OfTool> entries) {
    return requester().withMemberships(groups, entries).withoutUnknown();
  }

  /** Whether an entry of the policy file includes the requester. */
  TriState matches(Principal principal) {
    Subject none = known(Set.of(), Set.of());
    Subject all = known(unknownGroups, unknownEntries()).withPossibleNames(List.of(principal));
    boolean holds = principal.matches(none, none);
    return holds == principal.matches(all, all) ? TriState.of(holds) : TriState.UNKNOWN;
  }

  /** What is unknown about the entries of a policy that say who may request, as a clause. */
  String unknownOf(Policy policy) {
    Stream<String> ofRequester =
        unknown(
            Stream.concat(policy.eligible().stream(), policy.excluded().stream())
                .filter(one -> matches(one) == TriState.UNKNOWN)
                .toList(),
            requester(),
            "the person");
    Stream<String> ofSender =
        sender.stream()
            .flatMap(
                one ->
                    unknown(
                        policy.onBehalfOf().stream()
                            .filter(entry -> one.matches(entry) == TriState.UNKNOWN)
                            .toList(),
                        one.subject(),
                        "the person who requests it for them"));
    return Stream.concat(ofRequester, ofSender).distinct().collect(Collectors.joining(", and "));
  }

  private static Stream<String> unknown(List<Principal> entries, Subject about, String who) {
    Set<String> groups = new LinkedHashSet<>();
    Set<String> clauses = new LinkedHashSet<>();
    for (Principal entry : entries) {
      if (entry instanceof Principal.OfTool tool) {
        DirectoryFailure failure = about.tools().unknown().get(tool);
        if (failure != null) {
          clauses.add(failure.userSentenceStart());
        }
      } else if (entry instanceof Principal.One(String id)) {
        clauses.add("it is unknown whether %s is %s".formatted(who, id));
      } else {
        groups.add(entry.words());
      }
    }
    return Stream.concat(
        groups.isEmpty() ? Stream.of() : Stream.of(inGroups(who, groups)), clauses.stream());
  }

  private static String inGroups(String who, Set<String> names) {
    return "it is unknown whether " + who + " is in " + String.join(", ", names);
  }
}
