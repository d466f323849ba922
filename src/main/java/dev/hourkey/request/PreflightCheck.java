package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.AwsUsers;
import dev.hourkey.person.AwsUsers.AwsUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.request.Preflight.AwsUserState;
import dev.hourkey.request.Preflight.Check;
import dev.hourkey.request.Preflight.Finding;
import dev.hourkey.scim.ProvisioningScope;
import dev.hourkey.scim.ProvisioningScope.Assigned;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Looks up in the directories what {@link Preflight} has to know about a request. */
@ApplicationScoped
public class PreflightCheck {
  private static final Logger LOG = Logger.getLogger(PreflightCheck.class);

  private final ProvisioningScope scope;
  private final AwsUsers awsUsers;
  private final Catalog catalog;
  private final ProvisioningBlockers blockers;

  PreflightCheck(
      ProvisioningScope scope, AwsUsers awsUsers, Catalog catalog, ProvisioningBlockers blockers) {
    this.scope = scope;
    this.awsUsers = awsUsers;
    this.catalog = catalog;
    this.blockers = blockers;
  }

  /**
   * Why a grant of this entitlement could not reach AWS; empty if nothing is known to be in its
   * way. Operators are told what they have to fix.
   *
   * @throws DirectoryFailure when AWS did not say whether it has a user for the account
   */
  List<ProvisioningBlocker> blockers(EntraAccount account, Entitlement entitlement) {
    MaybeKnown<Assigned> assigned = ask(scope::assigned);
    EntraGroup group = entitlement.group();
    Map<Check, Finding> findings =
        Preflight.findings(
            new Preflight.GroupFacts(group, assigned, containing(assigned, group)),
            person(account, awsUser(account), () -> assigned));
    record(
        findings,
        account,
        check -> cause(check, account, group),
        ProvisioningBlocker::needsOperators,
        UnavailableEntitlements.cause(entitlement.id()));
    return Preflight.blockers(findings);
  }

  /**
   * Checks whether something about an account prevents all its requests, so that this is known
   * before a request. Operators are told only when there is a request.
   *
   * @throws DirectoryFailure when AWS did not say whether it has a user for the account
   */
  public void checkAccount(EntraAccount account) {
    record(
        Preflight.findings(person(account, awsUser(account), () -> ask(scope::assigned))),
        account,
        check -> ProvisioningBlockers.cause(check, account.id().value()),
        _ -> false);
  }

  private void record(
      Map<Check, Finding> findings,
      EntraAccount account,
      Function<Check, String> cause,
      Predicate<ProvisioningBlocker> alarms,
      String... alsoOver) {
    Map<String, ProvisioningBlockers.Description> seen = new TreeMap<>();
    Set<String> over = new TreeSet<>(Set.of(alsoOver));
    findings.forEach(
        (check, finding) -> {
          switch (finding) {
            case Finding.Passed _ -> over.add(cause.apply(check));
            case Finding.Failed(ProvisioningBlocker blocker) ->
                seen.put(
                    cause.apply(check),
                    new ProvisioningBlockers.Description(
                        blocker.toOperators(account.name()),
                        blocker.toRequester(),
                        alarms.test(blocker)));
            case Finding.Unknown _ -> {}
          }
        });
    blockers.record(seen, over);
  }

  /**
   * What prevents grants of these entitlements from reaching AWS, no matter who requests them. The
   * sentences are for operators, by the ids of the entitlements concerned.
   */
  public Map<String, String> ofGroups(List<Entitlement> entitlements) {
    MaybeKnown<Assigned> assigned = ask(scope::assigned);
    Map<String, String> found = new LinkedHashMap<>();
    for (Entitlement one : entitlements) {
      if (Preflight.group(one.group(), assigned, containing(assigned, one.group()))
          instanceof Finding.Failed(ProvisioningBlocker blocker)) {
        found.put(one.id(), blocker.toOperators(""));
      }
    }
    return found;
  }

  private MaybeKnown<Set<String>> containing(MaybeKnown<Assigned> assigned, EntraGroup group) {
    return assigned instanceof MaybeKnown.Known<Assigned>(Assigned some)
            && Preflight.needsContainingGroups(some, group)
        ? ask(() -> scope.containing(group, some.groups().keySet()))
        : new MaybeKnown.Unknown<>("not asked");
  }

  private static String cause(Check check, EntraAccount account, EntraGroup group) {
    return switch (check) {
      case GROUP -> ProvisioningBlockers.cause(check, group.id());
      case BASE_ACCESS, AWS_USER -> ProvisioningBlockers.cause(check, account.id().value());
    };
  }

  /**
   * The facts about a person. Memberships are not read if the account has an enabled AWS user,
   * because they do not matter then.
   */
  private Preflight.PersonFacts person(
      EntraAccount account, AwsUserState awsUser, Supplier<MaybeKnown<Assigned>> scopeOfJob) {
    MaybeKnown<Assigned> assigned =
        awsUser == AwsUserState.ENABLED ? new MaybeKnown.Unknown<>("not asked") : scopeOfJob.get();
    return new Preflight.PersonFacts(
        account.id(),
        assigned,
        catalog.current().groups(),
        assigned instanceof MaybeKnown.Known<Assigned>
            ? this.<Set<String>>ask(() -> scope.groupsOf(account.id()))
            : new MaybeKnown.Unknown<>("not asked"),
        awsUser,
        awsUser == AwsUserState.MISSING
            ? ask(() -> scope.namesOf(account.id()))
            : new MaybeKnown.Unknown<>("not asked"));
  }

  private AwsUserState awsUser(EntraAccount account) {
    return switch (awsUsers.find(account)) {
      case AwsUser.None _ -> AwsUserState.MISSING;
      case AwsUser.AnotherPersons _ -> AwsUserState.ENABLED; // Entra makes it this person's user.
      case AwsUser.Found(String id) ->
          awsUsers.details(id).map(AwsUsers.Details::disabled).orElse(false)
              ? AwsUserState.DISABLED
              : AwsUserState.ENABLED;
    };
  }

  private <T> MaybeKnown<T> ask(Supplier<T> question) {
    try {
      return new MaybeKnown.Known<>(question.get());
    } catch (DirectoryFailure failure) {
      LOG.debugf("not checked before approvers are asked: %s", failure.forLog());
      return new MaybeKnown.Unknown<>(failure.userSentenceStart());
    }
  }
}
