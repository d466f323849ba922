package dev.hourkey.catalog;

import dev.hourkey.catalog.CatalogSnapshot.LeftOut;
import dev.hourkey.catalog.UnresolvableReference.Undecided;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.Principal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns the entitlements of the policy file into entitlements that can be requested, using what
 * Entra and Identity Center have answered. An entitlement that names something unknown is left out
 * and reported. An entitlement that was not checked yet is left out too, but not reported as a
 * problem. If a directory stops answering, its last answer is used for an hour ({@link
 * StoredAnswer}). Pure.
 */
final class EntitlementResolver {
  private EntitlementResolver() {}

  /**
   * @param owners the owners of the ids that entitlements have had
   */
  static CatalogSnapshot resolve(
      PolicyFile file, DirectorySnapshot snapshot, Map<String, EntitlementIds.Owner> owners) {
    Pass pass = new Pass(new DirectoryAnswers(snapshot), file.tools());
    List<EntitlementSpec> specs = file.valid() ? pass.specs(file, owners) : List.of();
    List<Entitlement> entitlements = pass.entitlements(specs);
    List<Principal> operators =
        file.valid() ? pass.role("operator", file.operators(), specs, entitlements) : List.of();
    List<Principal> auditors =
        file.valid() ? pass.role("auditor", file.auditors(), specs, entitlements) : List.of();
    List<CatalogProblem> problems = new ArrayList<>(file.problems());
    problems.addAll(pass.problems);
    pass.answers.warnings().forEach(warning -> problems.add(CatalogProblem.temporary(0, warning)));
    List<DirectoryFailure> failures = pass.answers.failures();
    return new CatalogSnapshot(
        entitlements,
        file.bundles(),
        pass.unavailable,
        pass.unchecked,
        pass.leftOut,
        problems,
        file.operations(),
        file.help(),
        operators,
        auditors,
        file.valid() && file.removesDrift(),
        file.valid() && failures.isEmpty() && pass.undecided.isEmpty(),
        !file.valid(),
        Stream.concat(pass.undecided.stream(), pass.unknown.stream()).collect(Collectors.toSet()),
        pass.notAsked,
        failures);
  }

  /** Why an entitlement is unavailable when a directory did not answer. */
  static String notChecked(DirectoryFailure failure) {
    return "it could not be checked yet: " + failure.sentence();
  }

  /** The state of one pass over the file. */
  private static final class Pass {
    final DirectoryAnswers answers;
    final PolicyResolver policies;
    final List<CatalogProblem> problems = new ArrayList<>();
    final List<UnavailableEntitlement> unavailable = new ArrayList<>();
    final List<Entitlement> unchecked = new ArrayList<>();
    final List<LeftOut> leftOut = new ArrayList<>();
    final Set<String> undecided = new HashSet<>();
    int notAsked;
    final Set<String> unknown = new HashSet<>();

    Pass(DirectoryAnswers answers, ExternalTools tools) {
      this.answers = answers;
      this.policies = new PolicyResolver(answers, tools);
    }

    /** The entitlements that the file names, and those that its rules make. */
    List<EntitlementSpec> specs(PolicyFile file, Map<String, EntitlementIds.Owner> owners) {
      RuleEntitlements.Result ofRules = RuleEntitlements.of(file, answers, owners);
      problems.addAll(ofRules.problems());
      leftOut.addAll(ofRules.leftOut());
      owners.keySet().stream()
          .filter(ofRules.undecided()::contains)
          .forEach(id -> leftOut.add(new LeftOut(id, Optional.empty(), "it was not checked yet")));
      undecided.addAll(ofRules.undecided());
      notAsked += ofRules.notAsked();
      unknown.addAll(ofRules.unknown());
      return Stream.concat(file.specs().stream(), ofRules.specs().stream()).toList();
    }

    List<Entitlement> entitlements(List<EntitlementSpec> specs) {
      Map<EntitlementSpec, Entitlement> found = new LinkedHashMap<>();
      specs.forEach(spec -> entitlement(spec).ifPresent(one -> found.put(spec, one)));
      new GroupConflicts(specs, answers)
          .refused(found)
          .forEach(
              (spec, why) -> {
                Entitlement refused = found.remove(spec);
                if (refused != null) {
                  report(spec, why);
                  unavailable.add(
                      new UnavailableEntitlement(refused.opening(AwsAccess.none()), why));
                }
              });
      return List.copyOf(found.values());
    }

    /**
     * The principals with a role, without groups that cannot be looked up or that a grant would put
     * people into.
     */
    List<Principal> role(
        String role,
        List<String> texts,
        List<EntitlementSpec> specs,
        List<Entitlement> entitlements) {
      List<Principal> members = new ArrayList<>();
      for (String text : texts) {
        try {
          Principal principal = policies.principal(text);
          if (principal instanceof Principal.Group(String id, _)) {
            refuseFilled(role, id, new GroupConflicts(specs, answers).filling(id), entitlements);
          }
          members.add(principal);
        } catch (Undecided.NotAsked e) {
          undecided.add(text);
        } catch (UnresolvableReference e) {
          problems.add(
              CatalogProblem.at(0, "'" + text + "' can't be an " + role + ": " + e.reason()));
        } catch (DirectoryFailure e) {
          answers.failed(e);
        }
      }
      return members;
    }

    private void refuseFilled(
        String role, String id, List<EntitlementSpec> fillers, List<Entitlement> entitlements) {
      Stream<String> direct = fillers.stream().map(EntitlementSpec::id);
      Stream<String> nested =
          entitlements.stream()
              .filter(one -> answers.nestedIn(id).contains(one.group().id()))
              .map(Entitlement::id);
      Stream.concat(direct, nested)
          .findFirst()
          .ifPresent(
              filler -> {
                throw new UnresolvableReference(
                    "a grant of '" + filler + "' would make the holder an " + role);
              });
    }

    private Optional<Entitlement> entitlement(EntitlementSpec spec) {
      try {
        EntraGroup group = usableGroup(spec);
        Entitlement found =
            entitlement(spec, group, new AwsAccessCheck(spec, group).check(answers.access(group)));
        found.entitlingGroups().forEach(answers::nestedIn); // Otherwise, conflicts would be missed.
        return Optional.of(found);
      } catch (Undecided.NotAsked e) {
        notAsked++;
        undecided.add(spec.id());
        leaveOut(spec, e.reason());
      } catch (Undecided e) {
        undecided.add(spec.id());
        report(spec, e.reason());
      } catch (UnresolvableReference e) {
        report(spec, e.reason());
        withoutAccess(spec)
            .ifPresent(one -> unavailable.add(new UnavailableEntitlement(one, e.reason())));
        return Optional.empty();
      } catch (DirectoryFailure e) {
        answers.failed(e);
        undecided.add(spec.id());
        report(spec, notChecked(e));
      }
      withoutAccess(spec).ifPresent(unchecked::add);
      return Optional.empty();
    }

    private Entitlement entitlement(EntitlementSpec spec, EntraGroup group, AwsAccess opens) {
      Policy policy = policies.policy(spec);
      List<PolicyOverride> overrides = spec.overrides().stream().map(policies::override).toList();
      return new Entitlement(
          spec.id(),
          spec.name(),
          group,
          opens,
          policy,
          overrides,
          policies.breakGlass(spec, policy, overrides),
          spec.channel(),
          spec.decideWith(),
          spec.syncTimeout(),
          accountTags(spec, opens),
          spec.rule());
    }

    /** The entitlement without its access. Its policy still says who may deny and revoke. */
    private Optional<Entitlement> withoutAccess(EntitlementSpec spec) {
      try {
        EntraGroup group =
            new EntraGroup(answers.knownId(spec.group()).orElse(spec.group()), spec.group());
        return Optional.of(entitlement(spec, group, AwsAccess.none()));
      } catch (UnresolvableReference | DirectoryFailure e) {
        return Optional.empty(); // This is already reported, or will be with the other answers.
      }
    }

    private MaybeKnown<Map<String, String>> accountTags(EntitlementSpec spec, AwsAccess opens) {
      return !spec.asksAbout("account.tags")
          ? new MaybeKnown.Unknown<>("no condition uses the tags of the account")
          : opens.accounts() == 1
              ? answers.accountTags(opens.open().getFirst().accountId())
              : new MaybeKnown.Unknown<>("the group opens more than one account");
    }

    private void leaveOut(EntitlementSpec spec, String why) {
      leftOut.add(new LeftOut(spec.id(), answers.knownId(spec.group()), why));
    }

    private void report(EntitlementSpec spec, String why) {
      leaveOut(spec, why);
      String what = "'" + spec.id() + "' is unavailable: " + why;
      problems.add(
          undecided.contains(spec.id())
              ? CatalogProblem.temporary(spec.line(), what)
              : CatalogProblem.at(spec.line(), what));
    }

    private EntraGroup usableGroup(EntitlementSpec spec) {
      GroupDirectory.FoundGroup found = answers.group(spec.group());
      if (found.unusable().isPresent()) {
        throw new UnresolvableReference(
            "group '" + found.group().name() + "' " + found.unusable().get());
      }
      return found.group();
    }
  }
}
