package dev.hourkey.catalog;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.DistinctPeople;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.text.Counted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that there are enough different people for the approvals that the policy file requires.
 */
public final class ApproverCount {
  private final GroupDirectory groups;
  private final PersonDirectory persons;
  private final Map<String, Supplier<Optional<Set<String>>>> answers = new HashMap<>();
  private final Map<String, String> shown = new HashMap<>();

  /** Finds the people in these directories. */
  public ApproverCount(GroupDirectory groups, PersonDirectory persons) {
    this.groups = groups;
    this.persons = persons;
  }

  /**
   * Rules whose approvers were counted.
   *
   * @param id of the entitlement, or the template of the ids that a rule makes
   * @param problem why no request could ever be approved; empty if there are enough people. Also
   *     empty if Hourkey can't know, because some approvers are on call, in a Slack group or in a
   *     very large group
   */
  public record Result(String id, MaybeKnown<Optional<CatalogProblem>> problem) {}

  /**
   * Counts for each entitlement, rule and override of a valid file. An override whose result is the
   * same as without it has no result of its own.
   */
  public List<Result> of(PolicyFile file) {
    return Stream.concat(
            file.specs().stream(),
            file.rules().stream().map(rule -> rule.entitlement().named(rule.id().text())))
        .flatMap(
            spec ->
                Stream.concat(
                    Stream.of(spec),
                    spec.overrides().stream().map(one -> one.rules().named(spec.id()))))
        .map(spec -> new Result(spec.id(), counted(spec)))
        .distinct()
        .toList();
  }

  private MaybeKnown<Optional<CatalogProblem>> counted(EntitlementSpec spec) {
    try {
      return new MaybeKnown.Known<>(problem(spec, this::people));
    } catch (DirectoryFailure failure) {
      return new MaybeKnown.Unknown<>(failure.forLog());
    }
  }

  /**
   * The people that an entry stands for; empty if they can't be counted. Each entry is looked up
   * only once.
   */
  private Optional<Set<String>> people(String principal) {
    Supplier<Optional<Set<String>>> answer = answers.get(principal);
    if (answer == null) {
      answer = answer(principal);
      answers.put(principal, answer);
    }
    return answer.get();
  }

  private Supplier<Optional<Set<String>>> answer(String principal) {
    try {
      Optional<Set<String>> people = DirectoryFailure.retryOnce(() -> ask(principal));
      return () -> people;
    } catch (DirectoryFailure failure) {
      return () -> {
        throw failure;
      };
    }
  }

  private Optional<Set<String>> ask(String principal) {
    String name = principal.substring(principal.indexOf(':') + 1).strip();
    if (principal.startsWith(PrincipalForm.GROUP)) {
      List<GroupDirectory.FoundGroup> found = groups.groups(name);
      return found.size() == 1
          ? persons
              .membersOf(found.getFirst().group().id())
              .map(
                  members ->
                      shown(members.stream().filter(one -> one.userType() != UserType.GUEST)))
          : Optional.empty(); // A separate problem of the file.
    }
    if (principal.startsWith(PrincipalForm.PERSON)) {
      return Optional.of(
          shown(
              name.contains("@")
                  ? persons.withMail(name).stream()
                  : persons.account(new PersonId(name)).stream()));
    }
    return namedPerson(principal);
  }

  /**
   * The accounts that can approve. An account counts even if Entra does not show whether it is
   * enabled.
   */
  private Set<String> shown(Stream<EntraAccount> accounts) {
    return accounts
        .filter(one -> one.status() != EntraAccount.Status.DISABLED)
        .map(
            one ->
                shown.computeIfAbsent(
                    one.id().value(), id -> "%s (%s)".formatted(one.principalName(), id)))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The person that an entry names, without asking a directory; empty if it stands for several
   * people.
   */
  static Optional<Set<String>> namedPerson(String principal) {
    return principal.startsWith(PrincipalForm.PERSON)
        ? Optional.of(
            Set.of(
                PrincipalForm.PERSON
                    + principal
                        .substring(PrincipalForm.PERSON.length())
                        .strip()
                        .toLowerCase(Locale.ROOT)))
        : principal.equals("manager") ? Optional.of(Set.of(principal)) : Optional.empty();
  }

  /** A stage whose approvers can all be counted. */
  private record CountedStage(EntitlementSpec.Stage stage, Set<String> people) {
    DistinctPeople.Need<String> need(Set<String> without) {
      Set<String> others = new HashSet<>(people);
      others.removeAll(without);
      return new DistinctPeople.Need<>(others, stage.approvals());
    }
  }

  /**
   * Why no request could ever be approved.
   *
   * @param people the people that an entry stands for; empty if they can't be counted
   */
  static Optional<CatalogProblem> problem(
      EntitlementSpec spec, Function<String, Optional<Set<String>>> people) {
    List<CountedStage> counted = new ArrayList<>();
    for (EntitlementSpec.Stage stage : spec.stages()) {
      if (!stage.approvers().isEmpty() && stage.approvals() > 0) {
        all(stage.everybody(), people)
            .ifPresent(some -> counted.add(new CountedStage(stage, some)));
      }
    }
    if (counted.isEmpty()) {
      return Optional.empty();
    }
    int line = counted.getFirst().stage().line();
    if (!suffice(counted, Set.of())) {
      return Optional.of(CatalogProblem.at(line, tooFew(spec, counted)));
    }
    return !spec.selfApproval() && everyRequesterIsNeeded(spec, counted, people)
        ? Optional.of(
            CatalogProblem.at(
                line,
                "'%s' could never be approved: every possible requester is also a required approver, and nobody can approve their own request; name other 'approvers'"
                    .formatted(spec.id())))
        : Optional.empty();
  }

  /**
   * Looks up only requesters who are named one by one, because groups of requesters may be large.
   */
  private static boolean everyRequesterIsNeeded(
      EntitlementSpec spec,
      List<CountedStage> counted,
      Function<String, Optional<Set<String>>> people) {
    return !spec.eligible().isEmpty()
        && spec.eligible().stream().allMatch(one -> one.startsWith(PrincipalForm.PERSON))
        && all(spec.eligible(), people)
            .filter(some -> !some.isEmpty()) // Nobody with an account is a separate problem.
            .filter(some -> some.stream().allMatch(one -> !suffice(counted, Set.of(one))))
            .isPresent();
  }

  private static Optional<Set<String>> all(
      List<String> principals, Function<String, Optional<Set<String>>> people) {
    Set<String> all = new HashSet<>();
    for (String principal : principals) {
      Optional<Set<String>> some = people.apply(principal);
      if (some.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(some.get());
    }
    return Optional.of(all);
  }

  private static boolean suffice(List<CountedStage> stages, Set<String> without) {
    return DistinctPeople.suffice(stages.stream().map(stage -> stage.need(without)).toList());
  }

  private static String tooFew(EntitlementSpec spec, List<CountedStage> counted) {
    Set<String> seen = new HashSet<>();
    Optional<String> inSeveral =
        counted.stream()
            .flatMap(stage -> stage.people().stream().sorted())
            .filter(one -> !seen.add(one))
            .findFirst();
    if (inSeveral.isPresent()
        && counted.stream().allMatch(stage -> suffice(List.of(stage), Set.of()))) {
      return "'%s' is needed in several stages of '%s', but can approve only one: name a group or more people"
          .formatted(inSeveral.get(), spec.id());
    }
    int approvals = counted.stream().mapToInt(one -> one.stage().approvals()).sum();
    long people = counted.stream().flatMap(one -> one.people().stream()).distinct().count();
    return people == 0
        ? "'%s' needs %s, but nobody is among its 'approvers': name people or a group with people"
            .formatted(spec.id(), Counted.of(approvals, "approval"))
        : "'%s' needs %d approvals by different people, but 'approvers' can only be %d: name a group or more people"
            .formatted(spec.id(), approvals, people);
  }
}
