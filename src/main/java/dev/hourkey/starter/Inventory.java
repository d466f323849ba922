package dev.hourkey.starter;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.EntraGroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The data for a first policy file.
 *
 * @param manageable the groups that open something and whose members Hourkey can change
 * @param leftOut the other groups that open something, or may
 * @param empty how many groups of Identity Center open nothing
 * @param entraGroups the Entra group of each group in Identity Center, by its id there
 * @param policies the AWS managed policies of each permission set, as far as Hourkey could read
 *     them
 * @param gaps what could not be read, one sentence each
 */
public record Inventory(
    List<Manageable> manageable,
    List<LeftOut> leftOut,
    int empty,
    Map<String, EntraGroup> entraGroups,
    Map<String, List<String>> policies,
    List<String> gaps) {
  public Inventory {
    manageable = List.copyOf(manageable);
    leftOut = List.copyOf(leftOut);
    entraGroups = Map.copyOf(entraGroups);
    policies = Map.copyOf(policies);
    gaps = List.copyOf(gaps);
  }

  /**
   * A group for an entitlement.
   *
   * @param awsId its id in Identity Center
   */
  public record Manageable(EntraGroup group, String awsId, AwsAccess opens) {}

  /**
   * A group that the file lists only in a comment.
   *
   * @param why in words that follow the name of the group
   */
  public record LeftOut(String name, String why) {}

  /** The group as a principal; empty if Entra does not have it. */
  Optional<String> principal(String awsGroupId) {
    return Optional.ofNullable(entraGroups.get(awsGroupId)).map(group -> "group:" + group.id());
  }

  /** Whether a grant would put people into this group, so that no rule may name it. */
  boolean isOfAnEntitlement(String principal) {
    return manageable.stream().anyMatch(one -> principal.equals("group:" + one.group().id()));
  }
}
