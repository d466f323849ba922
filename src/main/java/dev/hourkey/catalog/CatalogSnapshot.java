package dev.hourkey.catalog;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The catalog at one moment.
 *
 * @param operators those who may revoke every grant, without those whose group is unknown
 * @param removesDrift whether members without a grant are removed, and not only reported
 * @param complete whether every draft of the file was judged by current answers: false before the
 *     first look, while a directory does not answer, and while no version of the file is valid. A
 *     missing entitlement may then be back soon
 * @param withoutPolicy whether the file is broken and no earlier version of it is known
 * @param undecided the ids of entitlements that may or may not belong on the list
 * @param failures the failures of the directories that did not answer
 */
public record CatalogSnapshot(
    List<Entitlement> entitlements,
    List<CatalogProblem> problems,
    Optional<String> operationsChannel,
    List<Principal> operators,
    boolean removesDrift,
    boolean complete,
    boolean withoutPolicy,
    Set<String> undecided,
    List<DirectoryFailure> failures) {
  public CatalogSnapshot {
    entitlements = List.copyOf(entitlements);
    problems = List.copyOf(problems);
    operators = List.copyOf(operators);
    undecided = Set.copyOf(undecided);
    failures = List.copyOf(failures);
  }

  /** The listing before the first look. */
  static CatalogSnapshot nothingYet() {
    return new CatalogSnapshot(
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        false,
        false,
        false,
        Set.of(),
        List.of());
  }

  /** The same listing; alarms go where they went before if a broken file no longer says where. */
  CatalogSnapshot orAlarmIn(Optional<String> channel) {
    return new CatalogSnapshot(
        entitlements,
        problems,
        operationsChannel.or(() -> channel),
        operators,
        removesDrift,
        complete,
        withoutPolicy,
        undecided,
        failures);
  }

  /**
   * The same listing, of an earlier valid version of the file, with the problems of the file now.
   */
  CatalogSnapshot besides(List<CatalogProblem> ofTheFile) {
    List<CatalogProblem> all = new ArrayList<>(ofTheFile);
    all.addAll(problems);
    return new CatalogSnapshot(
        entitlements,
        all,
        operationsChannel,
        operators,
        removesDrift,
        complete,
        withoutPolicy,
        undecided,
        failures);
  }

  /** The entitlement of this id, if it is on the list now. */
  public Optional<Entitlement> find(String id) {
    return entitlements.stream().filter(entitlement -> entitlement.id().equals(id)).findFirst();
  }

  /** Whether it is unknown if an id that is not on the list belongs there. */
  boolean mayBecome(String id) {
    boolean processed = complete || !failures.isEmpty();
    return !processed || undecided.contains(id);
  }

  /** Whether it may become complete soon without anybody's help. */
  public boolean mayBeCompleteSoon() {
    return failures.isEmpty() || failures.stream().anyMatch(failure -> !failure.lasting());
  }

  /** Why it is not complete, as the beginning of a sentence for people. */
  public Optional<String> gap() {
    if (withoutPolicy) {
      return Optional.of("Hourkey's policy file has mistakes");
    }
    return failures.stream().map(DirectoryFailure::forPeople).findFirst();
  }
}
