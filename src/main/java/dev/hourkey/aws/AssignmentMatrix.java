package dev.hourkey.aws;

import dev.hourkey.aws.IdentityCenterAssignments.Assigned;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ssoadmin.model.AccountAssignment;
import software.amazon.awssdk.services.ssoadmin.model.PrincipalType;

/**
 * All permission sets in all accounts: the way to a group's assignments for a delegated
 * administrator. It is long, so an account and a permission set that are asked for are all that is
 * walked through, and what was seen serves the next group too.
 */
@ApplicationScoped
class AssignmentMatrix {
  private final Aws aws;
  private final PermissionSets permissionSets;
  private final Remembered<String, List<String>> arns;
  private final Remembered<String, List<String>> accounts;
  private final Remembered<Assigned, Set<String>> groups;

  AssignmentMatrix(Aws aws, PermissionSets permissionSets, Clock clock) {
    this.aws = aws;
    this.permissionSets = permissionSets;
    this.arns = new Remembered<>(clock);
    this.accounts = new Remembered<>(clock);
    this.groups = new Remembered<>(clock);
  }

  List<Assigned> of(String groupId, Optional<String> account, Optional<String> permissionSet) {
    return arns.get(aws.instanceArn(), this::arns).stream()
        .filter(arn -> permissionSet.map(name -> isNamed(arn, name)).orElse(true))
        .flatMap(
            arn ->
                account.map(List::of).orElseGet(() -> accounts.get(arn, this::accounts)).stream()
                    .map(id -> new Assigned(id, arn)))
        .filter(place -> groups.get(place, this::groups).contains(groupId))
        .toList();
  }

  private boolean isNamed(String arn, String name) {
    return permissionSets.describe(arn).name().equals(name);
  }

  private List<String> arns(String instance) {
    return aws
        .admin()
        .listPermissionSetsPaginator(r -> r.instanceArn(instance).maxResults(100))
        .permissionSets()
        .stream()
        .toList();
  }

  private List<String> accounts(String arn) {
    return aws
        .admin()
        .listAccountsForProvisionedPermissionSetPaginator(
            r -> r.instanceArn(aws.instanceArn()).permissionSetArn(arn).maxResults(100))
        .accountIds()
        .stream()
        .toList();
  }

  private Set<String> groups(Assigned place) {
    return aws
        .admin()
        .listAccountAssignmentsPaginator(
            r ->
                r.instanceArn(aws.instanceArn())
                    .accountId(place.accountId())
                    .permissionSetArn(place.permissionSetArn())
                    .maxResults(100))
        .accountAssignments()
        .stream()
        .filter(row -> row.principalType() == PrincipalType.GROUP)
        .map(AccountAssignment::principalId)
        .collect(Collectors.toSet());
  }
}
