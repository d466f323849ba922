package dev.hourkey.aws;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.starter.IdentityCenterGroups;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssoadmin.model.AttachedManagedPolicy;

/** Everything that the groups of Identity Center open, for a first policy file. */
@ApplicationScoped
class IdentityCenterInventory implements IdentityCenterGroups {
  private final IdentityCenter aws;
  private final IdentityCenterAssignments assignments;
  private final PermissionSets permissionSets;

  IdentityCenterInventory(
      IdentityCenter aws, IdentityCenterAssignments assignments, PermissionSets permissionSets) {
    this.aws = aws;
    this.assignments = assignments;
    this.permissionSets = permissionSets;
  }

  @Override
  public List<ListedGroup> groups() {
    return AwsFailures.call(
        "list the groups in the Identity Store",
        () ->
            aws
                .store()
                .listGroupsPaginator(r -> r.identityStoreId(aws.identityStoreId()).maxResults(100))
                .groups()
                .stream()
                .map(
                    group ->
                        new ListedGroup(
                            group.groupId(),
                            group.displayName() == null ? "" : group.displayName(),
                            Set.copyOf(ExternalIds.objects(group.externalIds()))))
                .toList());
  }

  @Override
  public AwsAccess opens(ListedGroup group) {
    return assignments.opens(group.name(), group.id(), Instant.MIN);
  }

  @Override
  public Optional<Set<String>> managedPolicies(String permissionSet) {
    return permissionSets
        .arn(permissionSet)
        .flatMap(
            arn ->
                AwsFailures.call(
                    "read the policies of the permission set " + permissionSet,
                    () -> policies(arn)));
  }

  private Optional<Set<String>> policies(String arn) {
    try {
      return Optional.of(
          aws
              .admin()
              .listManagedPoliciesInPermissionSetPaginator(
                  r -> r.instanceArn(aws.instanceArn()).permissionSetArn(arn).maxResults(100))
              .attachedManagedPolicies()
              .stream()
              .map(AttachedManagedPolicy::name)
              .collect(Collectors.toSet()));
    } catch (SdkException e) {
      if (AwsFailures.refused(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
