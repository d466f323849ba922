package dev.hourkey.catalog;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The catalog at one moment.
 *
 * @param unavailable entitlements that are unavailable although the directories answer; only those
 *     whose possible requesters are known
 * @param unchecked those entitlements that could not be checked and whose policies are known. They
 *     open nothing here
 * @param leftOut all other entitlements of the file, even those whose policies are not known
 * @param operators the principals who may revoke every grant, without unknown groups
 * @param auditors the principals who may read who holds what, without unknown groups
 * @param removesDrift whether members without a grant are removed, and not only reported
 * @param complete whether every entitlement of the file was checked against current answers. False
 *     before the first refresh, while a directory does not answer, and while no version of the file
 *     is valid. In these cases, a missing entitlement may be back soon
 * @param withoutPolicy whether the file is broken and no earlier version of it is known
 * @param undecided the ids of entitlements that could not be checked
 * @param notAsked for how many of them the directories have not been queried yet
 * @param failures the failures of the directories that did not answer
 */
public record CatalogSnapshot(
    List<Entitlement> entitlements,
    List<Bundle> bundles,
    List<UnavailableEntitlement> unavailable,
    List<Entitlement> unchecked,
    List<LeftOut> leftOut,
    List<CatalogProblem> problems,
    Optional<String> operationsChannel,
    Optional<String> helpChannel,
    List<Principal> operators,
    List<Principal> auditors,
    boolean removesDrift,
    boolean complete,
    boolean withoutPolicy,
    Set<String> undecided,
    int notAsked,
    List<DirectoryFailure> failures) {
  public CatalogSnapshot {
    entitlements = List.copyOf(entitlements);
    bundles = List.copyOf(bundles);
    unavailable = List.copyOf(unavailable);
    unchecked = List.copyOf(unchecked);
    leftOut = List.copyOf(leftOut);
    problems = List.copyOf(problems);
    operators = List.copyOf(operators);
    auditors = List.copyOf(auditors);
    undecided = Set.copyOf(undecided);
    failures = List.copyOf(failures);
  }

  /**
   * An entitlement of the file that can't be requested.
   *
   * @param groupId the object id of its group; empty if Entra does not show which group it is
   * @param why a clause without a full stop
   */
  public record LeftOut(String id, Optional<String> groupId, String why) {}

  /** The snapshot before the first refresh. */
  public static CatalogSnapshot empty() {
    return new CatalogSnapshot(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        false,
        false,
        false,
        Set.of(),
        0,
        List.of());
  }

  /**
   * A snapshot of the entitlements that a valid file names, from the directories' current answers.
   * It leaves out entitlements that rules make, because finding them takes a call for each group.
   */
  public static CatalogSnapshot asked(
      PolicyFile file,
      GroupDirectory directory,
      Assignments assignments,
      AwsAttributes attributes,
      Clock clock) {
    AnswerStore own = AnswerStore.inMemory(clock);
    return new Discovery(directory, assignments, attributes, own, CatalogListener.NOBODY, clock)
        .check(file.withoutRules(), Map.of());
  }

  /** This snapshot, with the earlier channel for alarms if a broken file names none. */
  CatalogSnapshot orWithOperationsChannel(Optional<String> channel) {
    return new CatalogSnapshot(
        entitlements,
        bundles,
        unavailable,
        unchecked,
        leftOut,
        problems,
        operationsChannel.or(() -> channel),
        helpChannel,
        operators,
        auditors,
        removesDrift,
        complete,
        withoutPolicy,
        undecided,
        notAsked,
        failures);
  }

  /**
   * This snapshot of an earlier valid version of the file, with the problems of the current
   * version.
   */
  CatalogSnapshot withProblems(List<CatalogProblem> fileProblems) {
    List<CatalogProblem> all = new ArrayList<>(fileProblems);
    all.addAll(problems);
    return new CatalogSnapshot(
        entitlements,
        bundles,
        unavailable,
        unchecked,
        leftOut,
        all,
        operationsChannel,
        helpChannel,
        operators,
        auditors,
        removesDrift,
        complete,
        withoutPolicy,
        undecided,
        notAsked,
        failures);
  }

  /** The entitlement with this id, if it can be requested now. */
  public Optional<Entitlement> find(String id) {
    return entitlements.stream().filter(entitlement -> entitlement.id().equals(id)).findFirst();
  }

  /**
   * The entitlement with this id, with its policy, even if it can't be requested now. It is used to
   * take access away, and to decide who may read. It opens nothing here unless {@link #find} finds
   * it as well.
   */
  public Optional<Entitlement> named(String id) {
    return find(id)
        .or(() -> unavailable(id).map(UnavailableEntitlement::entitlement))
        .or(() -> unchecked.stream().filter(one -> one.id().equals(id)).findFirst());
  }

  /** Whether the file has, or may have, an entitlement with this id. */
  public boolean mayHave(String id) {
    return !complete
        || find(id).isPresent()
        || leftOut.stream().anyMatch(one -> one.id().equals(id));
  }

  /** Whether the file has, or may have, an entitlement for the group with this object id. */
  public boolean mayHaveGroup(String groupId) {
    return !complete
        || groups().contains(groupId)
        || leftOut.stream()
            .anyMatch(one -> one.groupId().isEmpty() || one.groupId().get().equals(groupId));
  }

  /** The object ids of the groups of all entitlements whose policy is known. */
  public Set<String> groups() {
    return Stream.of(
            entitlements.stream(),
            unavailable.stream().map(UnavailableEntitlement::entitlement),
            unchecked.stream())
        .flatMap(some -> some)
        .map(one -> one.group().id())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The entitlement with this id, if something is wrong with its group. */
  public Optional<UnavailableEntitlement> unavailable(String id) {
    return unavailable.stream().filter(one -> one.entitlement().id().equals(id)).findFirst();
  }

  /** Why {@link #find} finds nothing, as a clause with the id that was probably meant. */
  public String missing(String id) {
    Set<String> ids = entitlements.stream().map(Entitlement::id).collect(Collectors.toSet());
    return "there is no entitlement '%s' that can be requested%s"
        .formatted(
            id,
            SpellingSuggestion.nearest(id, ids)
                .map(better -> "; did you mean '" + better + "'?")
                .orElse(""));
  }

  /** Whether this entitlement may be missing only because it was not checked yet. */
  boolean isUndecided(String id) {
    boolean checked = complete || !failures.isEmpty() || !undecided.isEmpty();
    return !checked || undecided.contains(id);
  }

  /** Whether the snapshot may become complete soon by itself. */
  public boolean mayBeCompleteSoon() {
    return failures.isEmpty() || failures.stream().anyMatch(failure -> !failure.lasting());
  }

  /** Why the snapshot is incomplete, as the beginning of a sentence that users read. */
  public Optional<String> incompleteReason() {
    if (withoutPolicy) {
      return Optional.of("Hourkey's policy file has mistakes");
    }
    return failures.stream().map(DirectoryFailure::userSentenceStart).findFirst();
  }
}
