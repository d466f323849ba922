package dev.hourkey.catalog;

import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.catalog.StoredAnswer.Silence;
import dev.hourkey.catalog.StoredAnswer.Value;
import dev.hourkey.catalog.UnresolvableReference.Undecided;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.MaybeKnown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Entra and AWS have answered, for one pass over the policy file. If a directory has stopped
 * answering, its last answer is used until it is too old.
 */
final class DirectoryAnswers {
  private final DirectorySnapshot snapshot;
  private final Map<String, StoredAnswer> silent = new LinkedHashMap<>();
  private final List<DirectoryFailure> failures = new ArrayList<>();

  DirectoryAnswers(DirectorySnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /**
   * The group with this name or object id.
   *
   * @throws UnresolvableReference when there is none, or more than one
   * @throws Undecided when Entra has not been queried yet, or its answer is too old
   * @throws DirectoryFailure when Entra does not answer and never answered this question
   */
  FoundGroup group(String nameOrId) {
    List<FoundGroup> found = ((Value.Groups) accept(DirectoryQuery.group(nameOrId))).found();
    if (found.size() != 1) {
      throw new UnresolvableReference(
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
        .to(DirectoryQuery.group(nameOrId))
        .value()
        .map(value -> ((Value.Groups) value).found())
        .filter(found -> found.size() == 1)
        .map(found -> found.getFirst().group().id());
  }

  /** The object ids of the groups that are members of a group, directly or nested. */
  Set<String> nestedIn(String groupId) {
    return ((Value.Nested) accept(DirectoryQuery.nested(groupId))).groupIds();
  }

  /** What a group opens in AWS; empty when Identity Center has no such group. */
  Optional<AwsAccess> access(EntraGroup group) {
    return ((Value.Access) accept(DirectoryQuery.access(group.id()))).opens();
  }

  /**
   * The groups in Identity Center, by Entra's object id or, if it is missing there, by display
   * name.
   */
  Set<String> awsGroups() {
    return ((Value.AwsGroups) accept(DirectoryQuery.awsGroups())).namesOrIds();
  }

  /**
   * The path of an account's organizational unit, like {@code Workloads/Dev}; empty in the root.
   */
  MaybeKnown<String> ouPath(String accountId) {
    return switch (fact(DirectoryQuery.ouPaths(), "the organizational units of accounts")) {
      case MaybeKnown.Known<Value>(Value value) ->
          Optional.ofNullable(((Value.OuPaths) value).paths().get(accountId))
              .<MaybeKnown<String>>map(MaybeKnown.Known::new)
              .orElse(
                  new MaybeKnown.Unknown<>(
                      "AWS Organizations shows no organizational unit of account " + accountId));
      case MaybeKnown.Unknown<Value>(String why) -> new MaybeKnown.Unknown<>(why);
    };
  }

  MaybeKnown<Map<String, String>> accountTags(String accountId) {
    return tags(DirectoryQuery.accountTags(accountId), "the tags of account " + accountId);
  }

  MaybeKnown<Map<String, String>> permissionSetTags(String name) {
    return tags(DirectoryQuery.permissionSetTags(name), "the tags of permission set " + name);
  }

  private MaybeKnown<Map<String, String>> tags(DirectoryQuery question, String what) {
    return switch (fact(question, what)) {
      case MaybeKnown.Known<Value>(Value value) ->
          new MaybeKnown.Known<>(((Value.Tags) value).tags());
      case MaybeKnown.Unknown<Value>(String why) -> new MaybeKnown.Unknown<>(why);
    };
  }

  /**
   * Whether AWS has been queried for all attributes that the rules need of this group's targets.
   */
  boolean asked(PolicyFile file, EntraGroup group) {
    return new NeededAttributes(file, snapshot, List.of(group))
        .questions().stream()
            .map(snapshot::to)
            .allMatch(answer -> answer.value().isPresent() || answer.silence().isPresent());
  }

  /**
   * If such an answer is missing, only the rules and conditions that need it are affected. Other
   * missing answers affect the whole entitlement.
   */
  private MaybeKnown<Value> fact(DirectoryQuery question, String what) {
    StoredAnswer answer = snapshot.to(question);
    return answer.value().isPresent() && !answer.tooOld(snapshot.now())
        ? new MaybeKnown.Known<>(answer.value().get())
        : new MaybeKnown.Unknown<>(
            answer
                .silence()
                .map(one -> "AWS doesn't show " + what + " (" + one.reason() + ")")
                .orElse(
                    what
                        + (answer.value().isPresent()
                            ? " have not been read for an hour"
                            : " have not been read yet")));
  }

  /** Records that a directory did not answer. */
  void failed(DirectoryFailure failure) {
    failures.add(failure);
  }

  List<DirectoryFailure> failures() {
    return List.copyOf(failures);
  }

  /** The directories that have not answered for so long that operators should be alerted. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    silent.forEach(
        (directory, answer) -> answer.warning(directory, snapshot.now()).ifPresent(warnings::add));
    return warnings;
  }

  private Value accept(DirectoryQuery question) {
    StoredAnswer answer = snapshot.to(question);
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

  private static StoredAnswer longerSilent(StoredAnswer one, StoredAnswer other) {
    return since(other).isBefore(since(one)) ? other : one;
  }

  private static Instant since(StoredAnswer answer) {
    return answer.silence().map(Silence::since).orElse(Instant.MAX);
  }
}
