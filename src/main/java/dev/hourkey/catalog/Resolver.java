package dev.hourkey.catalog;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Turns drafts into entitlements by asking Entra and Identity Center. A draft that names something
 * unknown is left off the list and reported; so is one that could never be checked. A directory
 * that falls silent later is taken at its last word, because a policy that is stricter by now still
 * comes from the file.
 */
@ApplicationScoped
class Resolver {
  private final Directory directory;
  private final Assignments assignments;
  private final Map<String, List<Directory.FoundGroup>> lastGroups = new ConcurrentHashMap<>();
  private final Map<Wanted, Optional<List<AwsTarget>>> lastTargets = new ConcurrentHashMap<>();

  Resolver(Directory directory, Assignments assignments) {
    this.directory = directory;
    this.assignments = assignments;
  }

  Listing resolve(PolicyFile file) {
    Run run = new Run();
    List<Entitlement> entitlements =
        file.problems().isEmpty()
            ? file.drafts().stream().flatMap(draft -> run.entitlement(draft).stream()).toList()
            : List.of();
    List<CatalogProblem> problems = new ArrayList<>(file.problems());
    problems.addAll(run.problems);
    return new Listing(
        entitlements,
        problems,
        file.operations(),
        file.problems().isEmpty() && file.removesDrift(),
        file.problems().isEmpty() && !run.directoryWasSilent);
  }

  /** One pass over the file, in which each group is asked for once. */
  private final class Run {
    final List<CatalogProblem> problems = new ArrayList<>();
    final Map<String, List<Directory.FoundGroup>> groups = new HashMap<>();
    boolean directoryWasSilent;

    Optional<Entitlement> entitlement(Draft draft) {
      try {
        EntraGroup group = heldGroup(draft);
        return Optional.of(
            new Entitlement(
                draft.id(),
                draft.name(),
                group,
                target(draft, group),
                policy(draft),
                draft.channel(),
                draft.longestWait()));
      } catch (Unresolvable e) {
        problems.add(CatalogProblem.at(draft.line(), off(draft) + e.getMessage()));
      } catch (DirectoryFailure e) {
        problems.add(
            CatalogProblem.at(
                draft.line(), off(draft) + "it could not be checked yet: " + e.getMessage()));
      }
      return Optional.empty();
    }

    private static String off(Draft draft) {
      return "'" + draft.id() + "' is off the list: ";
    }

    private EntraGroup heldGroup(Draft draft) {
      Directory.FoundGroup found = group(draft.group());
      if (found.unusable().isPresent()) {
        throw new Unresolvable("group '" + draft.group() + "' " + found.unusable().get());
      }
      return found.group();
    }

    private Directory.FoundGroup group(String nameOrId) {
      List<Directory.FoundGroup> found =
          groups.computeIfAbsent(nameOrId, name -> ask(name, directory::groups, lastGroups));
      if (found.size() != 1) {
        throw new Unresolvable(
            found.isEmpty()
                ? "Entra has no group '" + nameOrId + "'"
                : "Entra has "
                    + found.size()
                    + " groups named '"
                    + nameOrId
                    + "'; name the one meant by its object id");
      }
      return found.getFirst();
    }

    private AwsTarget target(Draft draft, EntraGroup group) {
      List<AwsTarget> all =
          ask(
                  new Wanted(group, draft.account(), draft.permissionSet()),
                  wanted ->
                      assignments.opens(wanted.group(), wanted.account(), wanted.permissionSet()),
                  lastTargets)
              .orElseThrow(
                  () ->
                      new Unresolvable(
                          "Identity Center has no group for '"
                              + group.name()
                              + "'; assign it to the AWS enterprise application and let it"
                              + " synchronise"));
      List<AwsTarget> fitting =
          all.stream()
              .filter(one -> draft.account().map(one.accountId()::equals).orElse(true))
              .filter(one -> draft.permissionSet().map(one.permissionSet()::equals).orElse(true))
              .toList();
      if (fitting.size() == 1) {
        return fitting.getFirst();
      }
      String wanted =
          draft.permissionSet().map(set -> "permission set " + set).orElse("a permission set")
              + draft.account().map(account -> " in account " + account).orElse("");
      throw new Unresolvable(
          fitting.isEmpty()
              ? "group '" + group.name() + "' does not open " + wanted + opened(all)
              : "group '"
                  + group.name()
                  + "' opens "
                  + wanted
                  + " more than once; name 'account' and 'permission_set'");
    }

    private static String opened(List<AwsTarget> all) {
      return all.isEmpty()
          ? "; Identity Center shows no assignment for it"
          : "; it opens "
              + all.stream()
                  .map(one -> one.permissionSet() + " in " + one.accountId())
                  .collect(Collectors.joining(", "));
    }

    private <Q, A> A ask(Q question, Function<Q, A> directory, Map<Q, A> lastAnswers) {
      try {
        A answer = directory.apply(question);
        lastAnswers.put(question, answer);
        return answer;
      } catch (DirectoryFailure silence) {
        directoryWasSilent = true;
        A last = lastAnswers.get(question);
        if (last == null) {
          throw silence;
        }
        return last;
      }
    }

    private Policy policy(Draft draft) {
      return new Policy(
          principals(draft.eligible()),
          principals(draft.approvers()),
          draft.approvals(),
          draft.durations(),
          draft.longest(),
          draft.lapseAfter(),
          draft.remindAfter(),
          draft.warnBefore(),
          draft.justification(),
          draft.risk(),
          draft.selfApproval());
    }

    private List<Principal> principals(List<String> texts) {
      return texts.stream().map(this::principal).toList();
    }

    private Principal principal(String text) {
      if (text.equals("manager")) {
        return new Principal.Manager();
      }
      if (text.equals("anyone")) {
        return new Principal.Anyone();
      }
      String name = text.substring(text.indexOf(':') + 1).strip();
      if (text.startsWith("person:")) {
        return new Principal.One(name);
      }
      EntraGroup group = group(name).group();
      return new Principal.Group(group.id(), group.name());
    }
  }

  /** What is asked of Identity Center for one draft. */
  private record Wanted(
      EntraGroup group, Optional<String> account, Optional<String> permissionSet) {}

  /** Something a draft names is not there; the message ends the sentence about the draft. */
  private static final class Unresolvable extends RuntimeException {
    Unresolvable(String what) {
      super(what);
    }
  }
}
