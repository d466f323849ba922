package dev.hourkey.request;

import java.util.List;

/**
 * Why a grant could not reach AWS although the policy allows the request, with the messages for the
 * requester and for operators.
 */
sealed interface ProvisioningBlocker {
  /** The group is not assigned to the AWS enterprise application. */
  record NotAssigned(String group) implements ProvisioningBlocker {}

  /** The group is only a member of a group that is assigned. */
  record OnlyNested(String group, String outer) implements ProvisioningBlocker {}

  /** The group is assigned in a role that Entra does not provision. */
  record InDefaultRole(String group) implements ProvisioningBlocker {}

  /**
   * The person is in no group, other than those of entitlements, that is assigned to the
   * application.
   *
   * @param disabled whether AWS has a disabled user for the person: Entra disables it when the
   *     person leaves the last group. If false, AWS has no user for the person
   */
  record NoBaseAccess(boolean disabled) implements ProvisioningBlocker {}

  /**
   * AWS has no user for the person and refuses to create one.
   *
   * @param names which names are missing, such as "last name"
   */
  record NamesMissing(List<String> names) implements ProvisioningBlocker {}

  /** AWS has no user for the person, and refuses a character in these names. */
  record NamesRefused(List<String> names) implements ProvisioningBlocker {}

  /** AWS has no user for the person, and nothing is known to keep Entra from creating it. */
  record NotYetProvisioned() implements ProvisioningBlocker {}

  record AwsUserDisabled() implements ProvisioningBlocker {}

  /** Whether somebody has to act before a new request can succeed. */
  default boolean needsOperators() {
    return !(this instanceof NotYetProvisioned);
  }

  /** What the requester reads. */
  default String toRequester() {
    return switch (this) {
      case NotAssigned _, OnlyNested _, InDefaultRole _ ->
          "A grant could not reach AWS, because " + clause() + ".";
      case NoBaseAccess(boolean disabled) ->
          (disabled
                  ? "Your AWS user is disabled, because you have no base access to AWS: "
                  : "You have no AWS user yet: ")
              + "you are not a direct member of a permanent group that is assigned to the AWS"
              + " application in Entra.";
      case NamesMissing(List<String> names) ->
          "You have no AWS user yet: your Entra account has no "
              + String.join(" and no ", names)
              + ", and AWS refuses users without one.";
      case NamesRefused(List<String> names) ->
          "You have no AWS user yet: your "
              + String.join(" and ", names)
              + " in Entra contains a character that AWS refuses (< > ; : % or a line break).";
      case NotYetProvisioned _ ->
          "You have no AWS user yet. Entra creates it with its next synchronization, usually within"
              + " 40 minutes. If it is still missing after an hour, tell your operators.";
      case AwsUserDisabled _ -> "Your AWS user is disabled.";
    };
  }

  /**
   * What operators read, and what they can do about it.
   *
   * @param person the requester's name
   */
  default String toOperators(String person) {
    return switch (this) {
      case NotAssigned _, OnlyNested _, InDefaultRole _ ->
          clause()
              + ". In Entra, assign this group itself to the AWS enterprise application, in the"
              + " role User";
      case NoBaseAccess _ ->
          person
              + " is in no permanent group that is assigned to the AWS enterprise application."
              + " In Entra, add them to your group for base access, as a direct member";
      case NamesMissing(List<String> names) ->
          person
              + " has no AWS user: AWS refuses people without a "
              + String.join(" and a ", names)
              + ". Add it to their account in Entra";
      case NamesRefused(List<String> names) ->
          person
              + " has no AWS user: AWS refuses < > ; : % and line breaks in the "
              + String.join(" and the ", names)
              + ". Change it in their account in Entra";
      case NotYetProvisioned _ -> person + " has no AWS user yet";
      case AwsUserDisabled _ ->
          person
              + "'s AWS user is disabled. Enable it in IAM Identity Center, or restart Entra's"
              + " provisioning job if Entra disabled it";
    };
  }

  private String clause() {
    return switch (this) {
      case NotAssigned(String group) ->
          "the group " + group + " is not assigned to the AWS enterprise application";
      case OnlyNested(String group, String outer) ->
          "the group "
              + group
              + " is assigned to the AWS enterprise application only through "
              + outer
              + ", and Entra does not provision nested groups";
      case InDefaultRole(String group) ->
          "the group "
              + group
              + " is assigned to the AWS enterprise application in the role Default Access, which"
              + " Entra does not provision";
      case NoBaseAccess _, NamesMissing _, NamesRefused _, NotYetProvisioned _, AwsUserDisabled _ ->
          throw new IllegalStateException("not about the group");
    };
  }
}
