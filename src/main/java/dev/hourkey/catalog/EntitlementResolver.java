package dev.hourkey.catalog;

import dev.hourkey.catalog.AnswerCache.Answer;
import dev.hourkey.catalog.AnswerCache.Silence;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns drafts into entitlements by asking Entra and Identity Center. A draft that names something
 * unknown is left off the list and reported; so is one that could never be checked. A directory
 * that stops answering later has its last answer used for an hour ({@link AnswerCache}).
 */
@ApplicationScoped
class EntitlementResolver {
  private static final int MOST_NAMED = 10;
  private static final String NOT_YET = "it could not be checked yet: ";

  private final AnswerCache<String, List<GroupDirectory.FoundGroup>> groupAnswers;
  private final AnswerCache<Nesting, Set<String>> nestingAnswers;
  private final AnswerCache<EntraGroup, Optional<AwsAccess>> accessAnswers;

  EntitlementResolver(GroupDirectory directory, Assignments assignments, Clock clock) {
    groupAnswers = new AnswerCache<>("Entra", directory::groups, clock);
    nestingAnswers =
        new AnswerCache<>("Entra", q -> directory.containing(q.group(), q.among()), clock);
    accessAnswers = new AnswerCache<>("AWS", assignments::opens, clock);
  }

  CatalogSnapshot resolve(PolicyFile file) {
    Run run = new Run();
    List<Entitlement> entitlements = file.whole() ? run.entitlements(file.specs()) : List.of();
    List<Principal> operators =
        file.whole() ? run.operators(file.operators(), file.specs(), entitlements) : List.of();
    List<CatalogProblem> problems = new ArrayList<>(file.problems());
    problems.addAll(run.problems);
    run.silences.values().stream()
        .filter(Silence::worthAWarning)
        .forEach(silence -> problems.add(CatalogProblem.at(0, silence.warning())));
    return new CatalogSnapshot(
        entitlements,
        problems,
        file.operations(),
        operators,
        file.whole() && file.removesDrift(),
        file.whole() && run.failures.isEmpty(),
        !file.whole(),
        run.undecided,
        run.failures);
  }

  /** One pass over the file, in which each group is asked for once. */
  private final class Run {
    final List<CatalogProblem> problems = new ArrayList<>();
    final Map<String, Answer<List<GroupDirectory.FoundGroup>>> groups = new HashMap<>();
    final Map<String, Silence> silences = new LinkedHashMap<>();
    final Set<String> undecided = new HashSet<>();
    final List<DirectoryFailure> failures = new ArrayList<>();

    List<Entitlement> entitlements(List<EntitlementSpec> specs) {
      Map<EntitlementSpec, Entitlement> found = new LinkedHashMap<>();
      specs.forEach(spec -> entitlement(spec).ifPresent(one -> found.put(spec, one)));
      refuseConflicts(specs, found);
      return List.copyOf(found.values());
    }

    /**
     * The operators, without groups that cannot be looked up or that a grant would put people into.
     */
    List<Principal> operators(
        List<String> texts, List<EntitlementSpec> specs, List<Entitlement> entitlements) {
      List<Principal> operators = new ArrayList<>();
      for (String text : texts) {
        try {
          Principal principal = principal(text);
          if (principal instanceof Principal.Group(String id, _)) {
            refuseFilled(id, filled(specs).getOrDefault(id, List.of()), entitlements);
          }
          operators.add(principal);
        } catch (Unresolvable e) {
          problems.add(CatalogProblem.at(0, "'" + text + "' is no operator: " + e.what()));
        } catch (DirectoryFailure e) {
          failures.add(e);
        }
      }
      return operators;
    }

    private void refuseFilled(
        String id, List<EntitlementSpec> fillers, List<Entitlement> entitlements) {
      Stream<String> direct = fillers.stream().map(EntitlementSpec::id);
      Stream<String> nested =
          entitlements.stream()
              .filter(
                  one ->
                      heard(nestingAnswers.ask(new Nesting(one.group(), Set.of(id)))).contains(id))
              .map(Entitlement::id);
      Stream.concat(direct, nested)
          .findFirst()
          .ifPresent(
              filler -> {
                throw new Unresolvable(
                    "a grant of '" + filler + "' would make the holder an operator");
              });
    }

    private Optional<Entitlement> entitlement(EntitlementSpec spec) {
      try {
        EntraGroup group = heldGroup(spec);
        return Optional.of(
            new Entitlement(
                spec.id(),
                spec.name(),
                group,
                access(spec, group),
                policy(spec),
                spec.channel(),
                spec.syncTimeout()));
      } catch (Undecided e) {
        undecided.add(spec.id());
        off(spec, e.what());
      } catch (Unresolvable e) {
        off(spec, e.what());
      } catch (DirectoryFailure e) {
        failures.add(e);
        undecided.add(spec.id());
        off(spec, NOT_YET + e.sentence());
      }
      return Optional.empty();
    }

    private void off(EntitlementSpec spec, String why) {
      problems.add(CatalogProblem.at(spec.line(), "'" + spec.id() + "' is off the list: " + why));
    }

    private EntraGroup heldGroup(EntitlementSpec spec) {
      GroupDirectory.FoundGroup found = group(spec.group());
      if (found.unusable().isPresent()) {
        throw new Unresolvable("group '" + spec.group() + "' " + found.unusable().get());
      }
      return found.group();
    }

    private GroupDirectory.FoundGroup group(String nameOrId) {
      Answer<List<GroupDirectory.FoundGroup>> answer = groups.get(nameOrId);
      if (answer == null) {
        answer = groupAnswers.ask(nameOrId);
        groups.put(nameOrId, answer);
      }
      List<GroupDirectory.FoundGroup> found = heard(answer);
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

    /**
     * Takes an answer, which may be from before the directory stopped answering, but not too old.
     */
    private <A> A heard(Answer<A> answer) {
      if (answer.silence().isPresent()) {
        Silence silence = answer.silence().get();
        failures.add(silence.failure());
        silences.merge(
            silence.directory(),
            silence,
            BinaryOperator.minBy(Comparator.comparing(Silence::since)));
        if (silence.tooOld()) {
          throw new Undecided(silence.refusal());
        }
      }
      return answer.value();
    }

    private AwsAccess access(EntitlementSpec spec, EntraGroup group) {
      AwsAccess access =
          heard(accessAnswers.ask(group))
              .orElseThrow(
                  () ->
                      new Unresolvable(
                          "Identity Center has no group for '"
                              + group.name()
                              + "'; assign it to the AWS enterprise application and let it"
                              + " synchronise"));
      String it = "group '" + group.name() + "' ";
      String unseen =
          access.complete()
              ? ""
              : "; Hourkey's AWS role cannot see assignments in the management account";
      if (access.targets().isEmpty()) {
        throw new Unresolvable(
            it + "opens nothing; Identity Center shows no assignment for it" + unseen);
      }
      if (access.open().isEmpty()) {
        throw new Unresolvable(it + "opens only inactive accounts: " + named(access.targets()));
      }
      if (access.open().stream().noneMatch(spec::names)) {
        throw new Unresolvable(
            it
                + "does not open "
                + wanted(spec)
                + "; it opens "
                + named(access.targets())
                + unseen);
      }
      List<AccountAssignment> others =
          access.open().stream().filter(target -> !spec.names(target)).toList();
      if (!others.isEmpty()) {
        throw new Unresolvable(
            it
                + "opens more than "
                + wanted(spec)
                + ", namely "
                + named(others)
                + "; remove these assignments from the group, or leave out 'account' and"
                + " 'permission_set' so that everything it opens is shown");
      }
      return access;
    }

    private static String wanted(EntitlementSpec spec) {
      return spec.permissionSet().map(set -> "permission set " + set).orElse("permission sets")
          + spec.account().map(account -> " in account " + account).orElse("");
    }

    private static String named(List<AccountAssignment> targets) {
      String first =
          targets.stream().limit(MOST_NAMED).map(Run::named).collect(Collectors.joining(", "));
      return targets.size() > MOST_NAMED
          ? first + " and " + (targets.size() - MOST_NAMED) + " more"
          : first;
    }

    private static String named(AccountAssignment target) {
      return target.permissionSet()
          + " in "
          + target.accountId()
          + (target.mayOpen() ? "" : " (" + target.state().words() + ")");
    }

    /**
     * Leaves out entitlements that share a group, because the weaker policy would decide, and those
     * that name the group of an entitlement in 'eligible' or 'approvers', because a grant would
     * then make its holder eligible or an approver.
     */
    private void refuseConflicts(
        List<EntitlementSpec> specs, Map<EntitlementSpec, Entitlement> found) {
      Map<String, List<EntitlementSpec>> filled = filled(specs);
      Map<EntitlementSpec, String> refused = new LinkedHashMap<>();
      filled.values().stream()
          .filter(sharing -> sharing.size() > 1)
          .forEach(sharing -> sharing.forEach(spec -> shares(spec, sharing, refused)));
      found.forEach(
          (spec, entitlement) ->
              entitlement
                  .policy()
                  .groups()
                  .forEach(
                      named ->
                          filled
                              .getOrDefault(named, List.of())
                              .forEach(filler -> decides(spec, filler, false, refused))));
      refuseNested(found, refused);
      refused.forEach(
          (spec, why) -> {
            if (found.remove(spec) != null) {
              off(spec, why);
            }
          });
    }

    /** The drafts by the object id of their group, as far as the group is known. */
    private Map<String, List<EntitlementSpec>> filled(List<EntitlementSpec> specs) {
      Map<String, List<EntitlementSpec>> filled = new LinkedHashMap<>();
      for (EntitlementSpec spec : specs) {
        Answer<List<GroupDirectory.FoundGroup>> answer = groups.get(spec.group());
        if (answer != null && answer.value().size() == 1) {
          filled
              .computeIfAbsent(answer.value().getFirst().group().id(), _ -> new ArrayList<>())
              .add(spec);
        }
      }
      return filled;
    }

    private void refuseNested(
        Map<EntitlementSpec, Entitlement> found, Map<EntitlementSpec, String> refused) {
      Map<String, List<EntitlementSpec>> naming = new LinkedHashMap<>();
      found.forEach(
          (spec, entitlement) ->
              entitlement
                  .policy()
                  .groups()
                  .forEach(id -> naming.computeIfAbsent(id, _ -> new ArrayList<>()).add(spec)));
      if (naming.isEmpty()) {
        return;
      }
      Set<String> among = Set.copyOf(naming.keySet());
      found.forEach(
          (spec, entitlement) -> {
            try {
              heard(nestingAnswers.ask(new Nesting(entitlement.group(), among))).stream()
                  .flatMap(id -> naming.getOrDefault(id, List.of()).stream())
                  .forEach(namer -> decides(namer, spec, true, refused));
            } catch (Undecided e) {
              undecided.add(spec.id());
              refused.putIfAbsent(spec, e.what());
            } catch (DirectoryFailure e) {
              failures.add(e);
              undecided.add(spec.id());
              refused.putIfAbsent(spec, NOT_YET + e.sentence());
            }
          });
    }

    private static void shares(
        EntitlementSpec spec, List<EntitlementSpec> sharing, Map<EntitlementSpec, String> refused) {
      refused.putIfAbsent(
          spec,
          "its group '"
              + spec.group()
              + "' is also the group of "
              + sharing.stream()
                  .filter(other -> !other.equals(spec))
                  .map(Run::quoted)
                  .collect(Collectors.joining(", "))
              + ", so the weaker of the policies would decide; give each entitlement a group of its"
              + " own");
    }

    private static void decides(
        EntitlementSpec namer,
        EntitlementSpec filler,
        boolean nested,
        Map<EntitlementSpec, String> refused) {
      String group = "the group of " + quoted(filler) + (nested ? " as a nested member" : "");
      refused.putIfAbsent(
          namer,
          "its 'eligible' or 'approvers' include "
              + group
              + ", so a grant of it would make the holder eligible or an approver here");
      refused.putIfAbsent(
          filler,
          "its group "
              + (nested ? "is a nested member of a group" : "is a group")
              + " in 'eligible' or 'approvers' of "
              + quoted(namer)
              + ", so a grant would make the holder eligible or an approver there");
    }

    private static String quoted(EntitlementSpec spec) {
      return "'" + spec.id() + "' (line " + spec.line() + ")";
    }

    private Policy policy(EntitlementSpec spec) {
      return new Policy(
          principals(spec.eligible()),
          principals(spec.approvers()),
          spec.approvals(),
          spec.durations(),
          spec.maxDuration(),
          spec.expireAfter(),
          spec.remindAfter(),
          spec.warnBefore(),
          spec.justification(),
          spec.risk(),
          spec.selfApproval());
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

  /** The question which of {@code among} contain a group. */
  private record Nesting(EntraGroup group, Set<String> among) {}

  /** Something a draft names is not there; the message ends the sentence about the draft. */
  private static class Unresolvable extends RuntimeException {
    Unresolvable(String what) {
      super(what);
    }

    String what() {
      return String.valueOf(getMessage());
    }
  }

  /** It is unknown whether it exists, because the directory's last answer is too old. */
  private static final class Undecided extends Unresolvable {
    Undecided(String what) {
      super(what);
    }
  }
}
