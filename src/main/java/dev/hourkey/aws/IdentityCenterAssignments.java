package dev.hourkey.aws;

import dev.hourkey.catalog.Assignments;
import dev.hourkey.catalog.AwsTarget;
import dev.hourkey.catalog.EntraGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssoadmin.model.PrincipalType;

/** The account assignments of Identity Center, seen from a group. */
@ApplicationScoped
class IdentityCenterAssignments implements Assignments {
  private static final Set<String> NOT_FROM_HERE =
      Set.of("ValidationException", "UnknownOperationException", "InvalidAction");

  private final Aws aws;
  private final StoreGroups groups;
  private final PermissionSets permissionSets;
  private final Accounts accounts;
  private final AssignmentMatrix matrix;

  IdentityCenterAssignments(
      Aws aws,
      StoreGroups groups,
      PermissionSets permissionSets,
      Accounts accounts,
      AssignmentMatrix matrix) {
    this.aws = aws;
    this.groups = groups;
    this.permissionSets = permissionSets;
    this.accounts = accounts;
    this.matrix = matrix;
  }

  /** Who holds what where: a permission set, by its ARN, in an account. */
  record Assigned(String accountId, String permissionSetArn) {}

  @Override
  public Optional<List<AwsTarget>> opens(
      EntraGroup group, Optional<String> account, Optional<String> permissionSet) {
    return groups
        .find(group)
        .map(
            id ->
                AwsFailures.asking(
                    "read what " + group.name() + " opens in AWS",
                    () -> targets(assigned(id, account, permissionSet))));
  }

  private List<AwsTarget> targets(List<Assigned> assigned) {
    return assigned.stream().distinct().map(this::target).toList();
  }

  private AwsTarget target(Assigned one) {
    PermissionSets.Described set = permissionSets.describe(one.permissionSetArn());
    return new AwsTarget(
        one.accountId(), accounts.name(one.accountId()), set.name(), set.session());
  }

  /** Only the management account may ask for a principal's; others walk through everybody's. */
  private List<Assigned> assigned(
      String groupId, Optional<String> account, Optional<String> permissionSet) {
    try {
      return ofPrincipal(groupId);
    } catch (SdkException e) {
      if (AwsFailures.denied(e) || NOT_FROM_HERE.contains(AwsFailures.code(e))) {
        return matrix.of(groupId, account, permissionSet);
      }
      throw e;
    }
  }

  private List<Assigned> ofPrincipal(String groupId) {
    return aws
        .admin()
        .listAccountAssignmentsForPrincipalPaginator(
            r ->
                r.instanceArn(aws.instanceArn())
                    .principalType(PrincipalType.GROUP)
                    .principalId(groupId)
                    .maxResults(100))
        .accountAssignments()
        .stream()
        .map(row -> new Assigned(row.accountId(), row.permissionSetArn()))
        .toList();
  }
}
