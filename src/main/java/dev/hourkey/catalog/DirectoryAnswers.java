package dev.hourkey.catalog;

import dev.hourkey.catalog.Answer.Silence;
import dev.hourkey.catalog.Answer.Value;
import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.catalog.Unresolvable.Undecided;
import dev.hourkey.person.DirectoryFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Entra and AWS have answered, for one pass over the policy file. An answer may be from before
 * the directory stopped answering, unless it is too old.
 */
final class DirectoryAnswers {
  private final DirectorySnapshot snapshot;
  private final Map<String, Answer> silent = new LinkedHashMap<>();
  private final List<DirectoryFailure> failures = new ArrayList<>();

  DirectoryAnswers(DirectorySnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /**
   * The group with this name or object id.
   *
   * @throws Unresolvable when there is none, or more than one
   * @throws Undecided when Entra was not asked yet, or its answer is too old
   * @throws DirectoryFailure when Entra does not answer and never answered this question
   */
  FoundGroup group(String nameOrId) {
    List<FoundGroup> found = ((Value.Groups) accept(Question.group(nameOrId))).found();
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

  /** The object id of a group, if Entra has shown exactly one. */
  Optional<String> knownId(String nameOrId) {
    return snapshot
        .to(Question.group(nameOrId))
        .value()
        .map(value -> ((Value.Groups) value).found())
        .filter(found -> found.size() == 1)
        .map(found -> found.getFirst().group().id());
  }

  /** The object ids of the groups that are members of a group, directly or nested. */
  Set<String> nestedIn(String groupId) {
    return ((Value.Nested) accept(Question.nested(groupId))).groupIds();
  }

  /** What a group opens in AWS; empty when Identity Center has no such group. */
  Optional<AwsAccess> access(EntraGroup group) {
    return ((Value.Access) accept(Question.access(group.id()))).opens();
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
    List<String> warnings = new ArrayList<>();
    silent.forEach(
        (directory, answer) -> answer.warning(directory, snapshot.now()).ifPresent(warnings::add));
    return warnings;
  }

  private Value accept(Question question) {
    Answer answer = snapshot.to(question);
    Optional<Silence> silence = answer.silence();
    if (answer.value().isEmpty()) {
      throw silence
          .<RuntimeException>map(Silence::failure)
          .orElseGet(() -> new Undecided.NotAsked(question.directory()));
    }
    silence.ifPresent(
        one -> {
          if (!silent.containsKey(question.directory()) || one.lasting()) {
            failed(one.failure());
          }
          silent.merge(question.directory(), answer, DirectoryAnswers::longerSilent);
        });
    if (answer.tooOld(snapshot.now())) {
      throw new Undecided(answer.refusal(question.directory()));
    }
    return answer.value().get();
  }

  private static Answer longerSilent(Answer one, Answer other) {
    return since(other).isBefore(since(one)) ? other : one;
  }

  private static Instant since(Answer answer) {
    return answer.silence().map(Silence::since).orElse(Instant.MAX);
  }
}
