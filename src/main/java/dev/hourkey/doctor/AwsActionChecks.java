package dev.hourkey.doctor;

import dev.hourkey.catalog.PolicyReferences;
import dev.hourkey.doctor.AwsDiagnostics.Attempt;
import dev.hourkey.person.DirectoryFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that Hourkey's role allows the actions that this installation needs. Pure. */
final class AwsActionChecks {
  /** Optional actions, each with what does not work without it. */
  private static final Map<String, String> USEFUL =
      Map.of(
          "organizations:DescribeAccount",
              "accounts are shown by number, and suspended ones are not recognized",
          "sso:ListManagedPoliciesInPermissionSet",
              "'hourkey discover' cannot tell how much a permission set allows",
          "sso:ListAccountAssignmentsForPrincipal",
              "outside the management account, Hourkey sees only a part of what a group opens",
          "identitystore:ListUsers", "people can only be found one at a time",
          "identitystore:ListGroups", "groups can only be found one at a time");

  /** An explicit deny wins (IAM, troubleshooting access denied errors). */
  private static final Pattern DENIED =
      Pattern.compile("explicit deny(?: in an? ([a-z -]*(?:policy|boundary)))?");

  private static final Set<String> UNITS =
      Set.of(
          "organizations:ListRoots",
          "organizations:ListOrganizationalUnitsForParent",
          "organizations:ListAccountsForParent");

  private static final String ACCOUNT_TAGS = "organizations:ListTagsForResource";
  private static final String SET_TAGS = "sso:ListTagsForResource";
  private static final String FIND_MEMBERSHIP = "identitystore:GetGroupMembershipId";

  private final Optional<PolicyReferences> policy;
  private final boolean removeDirectly;

  AwsActionChecks(Optional<PolicyReferences> policy, boolean removeDirectly) {
    this.policy = policy;
    this.removeDirectly = removeDirectly;
  }

  List<Finding> findings(List<Attempt> attempts) {
    Map<String, String> purposes = purposes();
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
              "Try the actions of the role's policy",
              "AWS allows " + allowed.size() + ": " + String.join(", ", allowed) + "."));
    }
    if (removeDirectly) {
      findings.add(
          Finding.note(
                  Area.AWS,
                  "Check the actions for direct removal",
                  "DeleteGroupMembership and CreateGroupMembership write, so doctor does not try"
                      + " them.",
                  "Check them with the IAM policy simulator.")
              .see(DocumentationLinks.REMOVE_DIRECTLY));
    }
    return findings;
  }

  /** The optional actions that this installation needs, and why. */
  private Map<String, String> purposes() {
    Map<String, String> needed = new LinkedHashMap<>();
    policy.ifPresent(
        named -> {
          if (named.organizationalUnits()) {
            UNITS.forEach(action -> needed.put(action, "a rule uses organizational units"));
          }
          if (named.accountTags()) {
            needed.put(ACCOUNT_TAGS, "the policy file uses tags of accounts");
          }
          if (named.permissionSetTags()) {
            needed.put(SET_TAGS, "a rule uses tags of permission sets");
          }
        });
    if (removeDirectly) {
      needed.put(FIND_MEMBERSHIP, "hourkey.aws.remove-directly is on");
    }
    return needed;
  }

  private static Finding refused(
      String action, DirectoryFailure failure, Map<String, String> purposes) {
    Finding finding = Finding.failed(Area.AWS, "Try " + action, failure);
    if (finding.outcome() == Outcome.UNKNOWN) {
      return finding;
    }
    if (finding.found().contains("(KMS_")) {
      return finding.advise(
          "Enable the KMS key that Identity Center is encrypted with, and let Hourkey's role use it.");
    }
    if (action.equals("sso:ListPermissionSets") && !finding.found().contains("AccessDenied")) {
      return finding.advise(
          "Use the organization's instance, in its primary Region: an instance of one account, or"
              + " an additional Region, shows no permission sets. Correct hourkey.aws.region or"
              + " hourkey.aws.instance-arn.");
    }
    String less = USEFUL.get(action);
    Matcher denied = DENIED.matcher(finding.found());
    if (denied.find()) {
      String policy = Objects.requireNonNullElse(denied.group(1), "policy");
      return finding
          .as(less == null ? finding.outcome() : Outcome.NOTE)
          .advise(
              "The %s denies it explicitly, so allowing it in the role's policy does not help. Ask"
                      .formatted(policy)
                  + " its owner to exempt Hourkey's role.");
    }
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
}
