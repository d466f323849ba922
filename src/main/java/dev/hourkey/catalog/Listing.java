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
 * @param operators who may revoke every grant, as far as their groups are known
 * @param removesDrift whether members without a grant are removed, and not only reported
 * @param complete whether every draft of the file was judged by answers of now: false before the
 *     first look, while a directory is silent, and while no version of the file is whole. What is
 *     not on the list may then be on it again soon
 * @param withoutPolicy whether the file is broken and no earlier version of it is known
 * @param undecided the ids of entitlements of which nobody knows whether they belong on the list
 * @param failures what the directories said instead of answers
 */
public record Listing(
    List<Entitlement> entitlements,
    List<CatalogProblem> problems,
    Optional<String> operationsChannel,
    List<Principal> operators,
    boolean removesDrift,
    boolean complete,
    boolean withoutPolicy,
    Set<String> undecided,
    List<DirectoryFailure> failures) {
  public Listing {
    entitlements = List.copyOf(entitlements);
    problems = List.copyOf(problems);
    operators = List.copyOf(operators);
    undecided = Set.copyOf(undecided);
    failures = List.copyOf(failures);
  }

  /** Before the first look. */
  static Listing nothingYet() {
    return new Listing(
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
  Listing orAlarmIn(Optional<String> channel) {
    return new Listing(
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

  /** The same listing, of a version of the file that was whole; the file has these problems now. */
  Listing besides(List<CatalogProblem> ofTheFile) {
    List<CatalogProblem> all = new ArrayList<>(ofTheFile);
    all.addAll(problems);
    return new Listing(
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

  /** Whether an id that is not on the list may belong there: that is not known. */
  boolean mayBecome(String id) {
    boolean judged = complete || !failures.isEmpty();
    return !judged || undecided.contains(id);
  }

  /** Whether it may be complete in a moment without anybody's doing. */
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
