package dev.hourkey.catalog;

import dev.hourkey.catalog.CatalogSnapshot.LeftOut;
import dev.hourkey.catalog.EntitlementIds.Owner;
import dev.hourkey.catalog.UnresolvableReference.Undecided;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.MaybeKnown;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns groups of Identity Center into entitlements, according to the rules of a policy file. The
 * first rule that matches a group applies. If it is unknown whether a rule matches, no later rule
 * applies either, because the later one may be weaker. Pure.
 */
final class RuleEntitlements {
  private final PolicyFile file;
  private final DirectoryAnswers answers;
  private final Map<String, Owner> owners;
  private final RuleCandidates candidates;
  private final RuleIds ids;

  private @Nullable PrivilegedGroups rights;
  private final List<Made> made = new ArrayList<>();
  private final List<CatalogProblem> problems = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final Set<String> undecided = new HashSet<>();
  private int notAsked;
  private final Set<String> unknown = new HashSet<>();

  private RuleEntitlements(PolicyFile file, DirectoryAnswers answers, Map<String, Owner> owners) {
    this.file = file;
    this.answers = answers;
    this.owners = owners;
    this.candidates = new RuleCandidates(file);
    this.ids = new RuleIds(file, owners);
  }

  /**
   * @param specs the entitlements
   * @param leftOut entitlements that are not among them
   * @param undecided the ids of entitlements that were not checked yet
   * @param notAsked how many groups have not been looked up in AWS yet
   * @param unknown the ids of other entitlements that may exist
   */
  record Result(
      List<EntitlementSpec> specs,
      List<CatalogProblem> problems,
      List<LeftOut> leftOut,
      Set<String> undecided,
      int notAsked,
      Set<String> unknown) {}

  /** An entitlement that a rule makes from a group. */
  record Made(RuleSpec rule, EntraGroup group, EntitlementSpec spec) {}

  static Result of(PolicyFile file, DirectoryAnswers answers, Map<String, Owner> owners) {
    RuleEntitlements all = new RuleEntitlements(file, answers, owners);
    if (!file.rules().isEmpty()) {
      all.evaluateGroups();
    }
    Map<Made, String> refused = all.ids.refused(all.made);
    List<EntitlementSpec> specs = new ArrayList<>();
    for (Made one : all.made) {
      if (refused.containsKey(one)) {
        String why = String.valueOf(refused.get(one));
        all.leftOut.add(new LeftOut(one.spec.id(), Optional.of(one.group.id()), why));
        all.problem(one.rule, one.group, why, false);
      } else {
        specs.add(one.spec);
      }
    }
    return new Result(specs, all.problems, all.leftOut, all.undecided, all.notAsked, all.unknown);
  }

  /**
   * Whether the file may have an entitlement with this id for this group. If so, a request for it
   * continues, even if the entitlement is unavailable.
   */
  static boolean mayDefine(PolicyFile file, DirectoryAnswers answers, String id, String groupId) {
    RuleEntitlements all = new RuleEntitlements(file, answers, Map.of());
    if (file.rules().isEmpty()) {
      return false;
    }
    try {
      EntraGroup group = answers.group(groupId).group();
      if (!all.candidates.isTaken(group)) {
        all.evaluate(group);
      }
      return !all.undecided.isEmpty()
          || !all.problems.isEmpty()
          || all.made.stream().anyMatch(one -> one.spec.id().equals(id));
    } catch (UnresolvableReference | DirectoryFailure e) {
      return true; // The group's absence in Entra says nothing about the file.
    }
  }

  private void evaluateGroups() {
    try {
      for (String key : answers.awsGroups()) {
        find(key).filter(group -> !candidates.isTaken(group)).ifPresent(this::evaluate);
      }
    } catch (Undecided.NotAsked e) {
      everythingIsUndecided();
    } catch (Undecided e) {
      everythingIsUndecided();
      problems.add(
          CatalogProblem.temporary(ruleLine(), "the rules make no entitlements: " + e.reason()));
    } catch (DirectoryFailure e) {
      answers.failed(e);
      everythingIsUndecided();
      problems.add(
          CatalogProblem.temporary(
              ruleLine(), "the rules make no entitlements: " + EntitlementResolver.notChecked(e)));
    }
  }

  private int ruleLine() {
    return file.rules().getFirst().line();
  }

  private void everythingIsUndecided() {
    undecided.add("*"); // For entitlements whose ids are not known either.
    owners.forEach(
        (id, owner) -> {
          if (owner.template().isPresent()) {
            undecided.add(id);
          }
        });
  }

  /** Finds a group of Identity Center in Entra. Empty for a group that Entra does not have. */
  private Optional<EntraGroup> find(String key) {
    try {
      return Optional.of(answers.group(key).group());
    } catch (Undecided e) {
      undecided.addAll(ids.had(key));
    } catch (DirectoryFailure e) {
      answers.failed(e);
      undecided.addAll(ids.had(key));
    } catch (UnresolvableReference e) {
      // Entra has no such group, or several groups with this name.
    }
    return Optional.empty();
  }

  private void evaluate(EntraGroup group) {
    List<RuleSpec> rules = candidates.rulesFor(group);
    if (rules.isEmpty()) {
      return;
    }
    RuleSpec rule = rules.getFirst();
    try {
      AwsAccess opens = answers.access(group).orElseGet(AwsAccess::none);
      for (RuleSpec one : rules) {
        rule = one;
        if (matches(one, group, opens)) {
          make(one, group, opens);
          return;
        }
      }
    } catch (Undecided.NotAsked e) {
      notAsked++;
      undecided.addAll(ids.had(group.id()));
      undecided.add(group.id()); // In case the group has had no entitlement id yet.
    } catch (Undecided e) {
      unknown.addAll(ids.had(group.id()));
      problem(rule, group, e.reason(), true);
    } catch (UnresolvableReference e) {
      problem(rule, group, e.reason(), false);
    } catch (DirectoryFailure e) {
      answers.failed(e);
      undecided.addAll(ids.had(group.id()));
      problem(rule, group, EntitlementResolver.notChecked(e), true);
    }
  }

  private boolean matches(RuleSpec rule, EntraGroup group, AwsAccess opens) {
    if (!rule.match().asksAboutAccess()) {
      return true;
    }
    return switch (rule.match().matches(opens, answers)) {
      case MaybeKnown.Known<Boolean>(Boolean matches) -> matches;
      case MaybeKnown.Unknown<Boolean>(String why) ->
          throw answers.asked(file, group)
              ? new Undecided("it is unknown whether the rule matches: " + why)
              : new Undecided.NotAsked("AWS");
    };
  }

  private PrivilegedGroups rights() {
    if (rights == null) {
      rights = new PrivilegedGroups(file, answers);
    }
    return rights;
  }

  private void make(RuleSpec rule, EntraGroup group, AwsAccess opens) {
    rights()
        .refusal(group)
        .ifPresent(
            why -> {
              throw new UnresolvableReference(why);
            });
    EntitlementSpec common = rule.entitlement();
    refuseSeveral(common, "account.tags", opens.accounts(), "account");
    refuseSeveral(
        common,
        "permission_set",
        opens.open().stream().map(AccountAssignment::permissionSet).distinct().count(),
        "permission set");
    made.add(
        new Made(
            rule,
            group,
            common.of(
                new RuleOrigin(rule.line(), rule.id().text()),
                group.id(),
                rule.id().id(group, opens),
                rule.name().name(group, opens))));
  }

  private static void refuseSeveral(
      EntitlementSpec common, String variable, long count, String what) {
    if (count > 1 && common.asksAbout(variable)) {
      throw new UnresolvableReference(
          "a condition in its 'overrides' uses %s, but its group opens more than one %s"
              .formatted(variable, what));
    }
  }

  private void problem(RuleSpec rule, EntraGroup group, String why, boolean temporary) {
    ids.current(group.id())
        .forEach(id -> leftOut.add(new LeftOut(id, Optional.of(group.id()), why)));
    String what = "group '%s' is unavailable: %s".formatted(group.name(), why);
    problems.add(
        temporary
            ? CatalogProblem.temporary(rule.line(), what)
            : CatalogProblem.at(rule.line(), what));
  }
}
