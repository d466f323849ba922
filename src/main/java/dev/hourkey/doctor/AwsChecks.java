package dev.hourkey.doctor;

import dev.hourkey.catalog.PolicyReferences;
import dev.hourkey.doctor.AwsExamination.Attempt;
import dev.hourkey.doctor.AwsExamination.Caller;
import dev.hourkey.doctor.AwsExamination.Instance;
import dev.hourkey.person.DirectoryFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether AWS lets Hourkey in, and shows it the right Identity Center. */
public final class AwsChecks {
  /** Actions that Hourkey can do without, and what is missing without each. */
  private static final Map<String, String> USEFUL =
      Map.of(
          "organizations:DescribeAccount",
              "accounts are shown by number, and suspended ones are not recognised",
          "sso:ListManagedPoliciesInPermissionSet",
              "'hourkey discover' cannot tell how much a permission set allows",
          "sso:ListAccountAssignmentsForPrincipal",
              "outside the management account, Hourkey sees only a part of what a group opens",
          "identitystore:ListUsers", "people can only be found one at a time",
          "identitystore:ListGroups", "groups can only be found one at a time");

  private static final Set<String> UNITS =
      Set.of(
          "organizations:ListRoots",
          "organizations:ListOrganizationalUnitsForParent",
          "organizations:ListAccountsForParent");

  private static final String ACCOUNT_TAGS = "organizations:ListTagsForResource";
  private static final String SET_TAGS = "sso:ListTagsForResource";
  private static final String FIND_MEMBERSHIP = "identitystore:GetGroupMembershipId";

  private final AwsExamination aws;
  private final Configured configured;
  private final Optional<PolicyReferences> policy;

  /** The settings. */
  public record Configured(
      String region,
      Optional<String> instanceArn,
      Optional<String> identityStoreId,
      boolean startUrl,
      boolean removeDirectly) {}

  /**
   * @param policy empty without a valid policy file
   */
  public AwsChecks(AwsExamination aws, Configured configured, Optional<PolicyReferences> policy) {
    this.aws = aws;
    this.configured = configured;
    this.policy = policy;
  }

  public List<Finding> findings() {
    Checks checks = new Checks(Area.AWS);
    Optional<Caller> caller = checks.ask("Ask AWS who Hourkey is", aws::caller, AwsChecks::caller);
    if (caller.isEmpty()) {
      return checks.findings();
    }
    if (!configured.startUrl()) {
      checks.add(
          Finding.note(
              Area.AWS,
              "Look for the access portal",
              "hourkey.aws.start-url is not set, so messages have no link.",
              "Set it to the portal's URL."));
    }
    Optional<List<Instance>> instances =
        checks.askAll(
            "List the instances of Identity Center",
            aws::instances,
            all -> instances(all, configured, caller.get()));
    chosen(instances.orElse(List.of()), configured)
        .ifPresent(
            instance ->
                checks.addAll(
                    actions(
                        aws.attempts(instance, caller.get().account()), purposes(), configured)));
    return checks.findings();
  }

  static Finding caller(Caller caller) {
    String tried = "Ask AWS who Hourkey is";
    return caller.arn().endsWith(":root")
        ? wrong(tried, "The root user of " + caller.account() + ".", "Use a role that only reads.")
        : caller.arn().contains(":user/")
            ? Finding.note(
                Area.AWS,
                tried,
                caller.arn() + ", a user with access keys.",
                "Use a role instead, if that is possible.")
            : Finding.ok(Area.AWS, tried, caller.arn() + ".");
  }

  /** The instance that the settings mean, if they mean one. */
  static Optional<Instance> chosen(List<Instance> all, Configured configured) {
    List<Instance> fitting =
        all.stream()
            .filter(one -> configured.instanceArn().map(one.arn()::equals).orElse(true))
            .filter(
                one -> configured.identityStoreId().map(one.identityStoreId()::equals).orElse(true))
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  static List<Finding> instances(List<Instance> all, Configured configured, Caller caller) {
    String tried = "List the instances of Identity Center in " + configured.region();
    Optional<Instance> chosen = chosen(all, configured);
    if (chosen.isEmpty()) {
      return List.of(
          all.isEmpty()
              ? wrong(
                  tried,
                  "There is none.",
                  "Set hourkey.aws.region to the primary Region of Identity Center, and use a role"
                      + " in its account.")
              : configured.instanceArn().isPresent() || configured.identityStoreId().isPresent()
                  ? wrong(
                      tried,
                      "None has the instance ARN and identity store id that are set.",
                      "Set both as AWS shows them, or leave them out if there is one instance.")
                  : wrong(
                      tried,
                      "There are " + all.size() + ".",
                      "Set hourkey.aws.instance-arn and hourkey.aws.identity-store-id to those of"
                          + " the organization."));
    }
    Instance instance = chosen.get();
    if (!instance.status().isEmpty() && !instance.status().equals("ACTIVE")) {
      return List.of(
          wrong(tried, "It is " + instance.status() + ".", "Wait until AWS shows it as active."));
    }
    return List.of(
        instance.owner().equals(caller.account())
            ? Finding.ok(Area.AWS, tried, instance.arn() + ", in this account.")
            : Finding.note(
                    Area.AWS,
                    tried,
                    "%s belongs to account %s, and Hourkey runs in %s."
                        .formatted(instance.arn(), instance.owner(), caller.account()),
                    "Use a role in the management account: elsewhere AWS does not show what groups"
                        + " open in it, and each form says so.")
                .see(Guide.ANOTHER_ACCOUNT));
  }

  /** What each action that is not always needed is needed for, if it is needed. */
  private Map<String, String> purposes() {
    Map<String, String> needed = new LinkedHashMap<>();
    policy.ifPresent(
        named -> {
          if (named.organizationalUnits()) {
            UNITS.forEach(action -> needed.put(action, "a rule asks for organizational units"));
          }
          if (named.accountTags()) {
            needed.put(ACCOUNT_TAGS, "the policy file asks for tags of accounts");
          }
          if (named.permissionSetTags()) {
            needed.put(SET_TAGS, "a rule asks for tags of permission sets");
          }
        });
    if (configured.removeDirectly()) {
      needed.put(FIND_MEMBERSHIP, "hourkey.aws.remove-directly is on");
    }
    return needed;
  }

  /**
   * @param purposes the optional actions that this installation needs, and why
   */
  static List<Finding> actions(
      List<Attempt> attempts, Map<String, String> purposes, Configured configured) {
    List<Finding> findings = new ArrayList<>();
    List<String> allowed = new ArrayList<>();
    for (Attempt attempt : attempts) {
      if (attempt.failure().isEmpty()) {
        allowed.add(attempt.action());
      } else if (!optional(attempt.action()) || purposes.containsKey(attempt.action())) {
        findings.add(refused(attempt.action(), attempt.failure().get(), purposes));
      }
    }
    if (!allowed.isEmpty()) {
      findings.addFirst(
          Finding.ok(
              Area.AWS,
              "Try the actions of the policy",
              "AWS allows " + allowed.size() + ": " + String.join(", ", allowed) + "."));
    }
    if (configured.removeDirectly()) {
      findings.add(
          Finding.note(
                  Area.AWS,
                  "Check the actions that remove directly",
                  "DeleteGroupMembership and CreateGroupMembership write, so doctor does not try"
                      + " them.",
                  "Prove them with the IAM policy simulator.")
              .see(Guide.REMOVE_DIRECTLY));
    }
    return findings;
  }

  private static Finding refused(
      String action, DirectoryFailure failure, Map<String, String> purposes) {
    Finding finding = Finding.failed(Area.AWS, "Try " + action, failure);
    if (finding.outcome() == Outcome.UNKNOWN) {
      return finding;
    }
    String less = USEFUL.get(action);
    return less != null
        ? finding
            .as(Outcome.NOTE)
            .advise("Allow it in the role's policy. Without it, " + less + ".")
        : finding.advise(
            "Allow it in the role's policy"
                + (purposes.containsKey(action) ? ": " + purposes.get(action) : "")
                + ".");
  }

  private static boolean optional(String action) {
    return UNITS.contains(action)
        || action.equals(ACCOUNT_TAGS)
        || action.equals(SET_TAGS)
        || action.equals(FIND_MEMBERSHIP);
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.AWS, tried, found, advice);
  }
}
