package dev.hourkey.aws;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.DirectAwsMembership;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import software.amazon.awssdk.services.identitystore.model.ConflictException;
import software.amazon.awssdk.services.identitystore.model.ConflictExceptionReason;

/**
 * Memberships in the Identity Store itself. AWS allows programs other than SCIM to write them in
 * the primary Region, and warns that the identity provider does not learn of such changes (AWS,
 * reconcile automatic provisioning).
 */
@ApplicationScoped
class IdentityStoreMemberships implements DirectAwsMembership {
  private final IdentityCenter aws;
  private final IdentityStoreGroups groups;
  private final boolean allowed;

  IdentityStoreMemberships(IdentityCenter aws, IdentityStoreGroups groups, AwsConfig config) {
    this.aws = aws;
    this.groups = groups;
    this.allowed = config.removeDirectly();
  }

  @Override
  public boolean allowed() {
    return allowed;
  }

  @Override
  public boolean remove(EntraGroup group, String awsUserId) {
    refuseUnlessAllowed();
    return groups
        .find(group)
        .flatMap(id -> membership(id, awsUserId))
        .flatMap(
            membership ->
                AwsFailures.find(
                    "take " + awsUserId + " out of " + group.name() + " in AWS",
                    () ->
                        aws.store()
                            .deleteGroupMembership(
                                r ->
                                    r.identityStoreId(aws.identityStoreId())
                                        .membershipId(membership))))
        .isPresent();
  }

  @Override
  public boolean add(EntraGroup group, String awsUserId) {
    refuseUnlessAllowed();
    return groups
        .find(group)
        .filter(
            id ->
                AwsFailures.call(
                    "put " + awsUserId + " back into " + group.name() + " in AWS",
                    () -> add(id, awsUserId)))
        .isPresent();
  }

  private boolean add(String groupId, String awsUserId) {
    try {
      aws.store()
          .createGroupMembership(
              r ->
                  r.identityStoreId(aws.identityStoreId())
                      .groupId(groupId)
                      .memberId(member -> member.userId(awsUserId)));
      return true;
    } catch (ConflictException e) {
      if (e.reason() == ConflictExceptionReason.UNIQUENESS_CONSTRAINT_VIOLATION) {
        return false; // The membership exists already.
      }
      throw e;
    }
  }

  private Optional<String> membership(String groupId, String awsUserId) {
    return AwsFailures.find(
        "find the membership of " + awsUserId + " in " + groupId,
        () ->
            aws.store()
                .getGroupMembershipId(
                    r ->
                        r.identityStoreId(aws.identityStoreId())
                            .groupId(groupId)
                            .memberId(member -> member.userId(awsUserId)))
                .membershipId());
  }

  private void refuseUnlessAllowed() {
    if (!allowed) {
      throw new IllegalStateException("hourkey.aws.remove-directly is false");
    }
  }
}
