package dev.hourkey.catalog;

import dev.hourkey.catalog.AnswerCache.Answer;
import dev.hourkey.catalog.AnswerCache.Silence;
import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.person.DirectoryFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * What Entra and AWS answer during one pass over the policy file. Each group is looked up once. An
 * answer may be from before the directory stopped answering, unless it is too old.
 */
final class DirectoryAnswers {
  private final Caches caches;
  private final Map<String, Answer<List<FoundGroup>>> groups = new HashMap<>();
  private final Map<String, Silence> silences = new LinkedHashMap<>();
  private final List<DirectoryFailure> failures = new ArrayList<>();

  DirectoryAnswers(Caches caches) {
    this.caches = caches;
  }

  /** The answers that outlast a pass. */
  record Caches(
      AnswerCache<String, List<FoundGroup>> groups,
      AnswerCache<Nesting, Set<String>> nestings,
      AnswerCache<EntraGroup, Optional<AwsAccess>> accesses) {}

  /** The question of which of these groups contain a group. */
  record Nesting(EntraGroup group, Set<String> among) {}

  /**
   * The group with this name or object id.
   *
   * @throws Unresolvable when there is none, or more than one
   * @throws DirectoryFailure when Entra does not answer and never answered this question
   */
  FoundGroup group(String nameOrId) {
    Answer<List<FoundGroup>> answer = groups.get(nameOrId);
    if (answer == null) {
      answer = caches.groups.ask(nameOrId);
      groups.put(nameOrId, answer);
    }
    List<FoundGroup> found = accept(answer);
    if (found.size() != 1) {
      throw new Unresolvable(
          found.isEmpty()
              ? "Entra has no group '" + nameOrId + "'"
              : "Entra has "
                  + found.size()
                  + " groups named '"
                  + nameOrId
                  + "'; name the right one by its object id");
    }
    return found.getFirst();
  }

  /** The object id of a group that was looked up in this pass, if there is exactly one. */
  Optional<String> knownId(String nameOrId) {
    return Optional.ofNullable(groups.get(nameOrId))
        .map(Answer::value)
        .filter(found -> found.size() == 1)
        .map(found -> found.getFirst().group().id());
  }

  /** Which of these groups, by object id, contain a group as a member, directly or nested. */
  Set<String> containing(EntraGroup group, Set<String> among) {
    return accept(caches.nestings.ask(new Nesting(group, among)));
  }

  /** What a group opens in AWS; empty when Identity Center has no such group. */
  Optional<AwsAccess> access(EntraGroup group) {
    return accept(caches.accesses.ask(group));
  }

  /** Records that a directory did not answer. */
  void failed(DirectoryFailure failure) {
    failures.add(failure);
  }

  List<DirectoryFailure> failures() {
    return List.copyOf(failures);
  }

  /** Which directories have been silent for so long that operators should know. */
  List<String> warnings() {
    return silences.values().stream().filter(Silence::worthAWarning).map(Silence::warning).toList();
  }

  private <A> A accept(Answer<A> answer) {
    answer
        .silence()
        .ifPresent(
            silence -> {
              failed(silence.failure());
              silences.merge(
                  silence.directory(),
                  silence,
                  BinaryOperator.minBy(Comparator.comparing(Silence::since)));
              if (silence.tooOld()) {
                throw new Unresolvable.Undecided(silence.refusal());
              }
            });
    return answer.value();
  }
}
