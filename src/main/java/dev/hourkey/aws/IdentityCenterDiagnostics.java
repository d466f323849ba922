package dev.hourkey.aws;

import static dev.hourkey.aws.AwsActionProbe.attempt;
import static dev.hourkey.aws.AwsActionProbe.strictly;

import dev.hourkey.doctor.AwsDiagnostics;
import dev.hourkey.person.CredentialListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.identitystore.IdentitystoreClient;
import software.amazon.awssdk.services.identitystore.model.AlternateIdentifier;
import software.amazon.awssdk.services.identitystore.model.ExternalId;
import software.amazon.awssdk.services.identitystore.model.MemberId;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.ssoadmin.SsoAdminClient;
import software.amazon.awssdk.services.ssoadmin.model.PrincipalType;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Collects what doctor checks from AWS. It uses only read actions. */
public final class IdentityCenterDiagnostics implements AwsDiagnostics, AutoCloseable {
  /** An id that nobody has. AWS checks the permission before it looks for the id. */
  private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

  private final AwsConfig config;
  private final AwsClients clients;

  public IdentityCenterDiagnostics(AwsConfig config) {
    this.config = config;
    this.clients = AwsClients.of(config, CredentialListener.NOBODY);
  }

  @Override
  public Caller caller() {
    return AwsFailures.call(
        "ask who Hourkey is",
        () -> {
          try (StsClient sts = AwsClients.sts(config)) {
            GetCallerIdentityResponse answer = sts.getCallerIdentity();
            return new Caller(answer.account(), answer.arn());
          }
        });
  }

  @Override
  public List<Instance> instances() {
    return AwsFailures.call(
        "list the instances of Identity Center",
        () ->
            clients.admin().listInstancesPaginator(r -> r.maxResults(100)).instances().stream()
                .map(
                    one ->
                        new Instance(
                            one.instanceArn(),
                            one.identityStoreId(),
                            Objects.requireNonNullElse(one.ownerAccountId(), ""),
                            Objects.requireNonNullElse(one.statusAsString(), "")))
                .toList());
  }

  @Override
  public List<Attempt> attempts(Instance instance, String account) {
    List<Attempt> attempts = new ArrayList<>();
    SsoAdminClient admin = clients.admin();
    String arn = instance.arn();
    attempts.add(strictly("sso:ListInstances", () -> admin.listInstances(r -> r.maxResults(1))));
    String set = permissionSet(arn);
    attempts.add(
        strictly(
            "sso:ListPermissionSets",
            () -> admin.listPermissionSets(r -> r.instanceArn(arn).maxResults(1))));
    attempts.add(
        attempt(
            "sso:DescribePermissionSet",
            () -> admin.describePermissionSet(r -> r.instanceArn(arn).permissionSetArn(set))));
    attempts.add(
        attempt(
            "sso:ListAccountAssignments",
            () ->
                admin.listAccountAssignments(
                    r ->
                        r.instanceArn(arn)
                            .permissionSetArn(set)
                            .accountId(account)
                            .maxResults(1))));
    attempts.add(
        attempt(
            "sso:ListAccountAssignmentsForPrincipal",
            () ->
                admin.listAccountAssignmentsForPrincipal(
                    r ->
                        r.instanceArn(arn)
                            .principalType(PrincipalType.GROUP)
                            .principalId(NOBODY)
                            .maxResults(1))));
    attempts.add(
        attempt(
            "sso:ListAccountsForProvisionedPermissionSet",
            () ->
                admin.listAccountsForProvisionedPermissionSet(
                    r -> r.instanceArn(arn).permissionSetArn(set).maxResults(1))));
    attempts.add(
        attempt(
            "sso:ListManagedPoliciesInPermissionSet",
            () ->
                admin.listManagedPoliciesInPermissionSet(
                    r -> r.instanceArn(arn).permissionSetArn(set).maxResults(1))));
    attempts.add(
        attempt(
            "sso:ListTagsForResource",
            () -> admin.listTagsForResource(r -> r.instanceArn(arn).resourceArn(set))));
    store(instance.identityStoreId(), attempts);
    organization(account, attempts);
    return attempts;
  }

  private void store(String store, List<Attempt> attempts) {
    IdentitystoreClient client = clients.store();
    AlternateIdentifier nobody =
        AlternateIdentifier.fromExternalId(
            ExternalId.builder().issuer("https://example.com").id(NOBODY).build());
    MemberId member = MemberId.fromUserId(NOBODY);
    attempts.add(
        strictly(
            "identitystore:ListGroups",
            () -> client.listGroups(r -> r.identityStoreId(store).maxResults(1))));
    attempts.add(
        strictly(
            "identitystore:ListUsers",
            () -> client.listUsers(r -> r.identityStoreId(store).maxResults(1))));
    attempts.add(
        attempt(
            "identitystore:DescribeGroup",
            () -> client.describeGroup(r -> r.identityStoreId(store).groupId(NOBODY))));
    attempts.add(
        attempt(
            "identitystore:DescribeUser",
            () -> client.describeUser(r -> r.identityStoreId(store).userId(NOBODY))));
    attempts.add(
        attempt(
            "identitystore:GetGroupId",
            () -> client.getGroupId(r -> r.identityStoreId(store).alternateIdentifier(nobody))));
    attempts.add(
        attempt(
            "identitystore:GetUserId",
            () -> client.getUserId(r -> r.identityStoreId(store).alternateIdentifier(nobody))));
    attempts.add(
        attempt(
            "identitystore:IsMemberInGroups",
            () ->
                client.isMemberInGroups(
                    r -> r.identityStoreId(store).memberId(member).groupIds(NOBODY))));
    attempts.add(
        attempt(
            "identitystore:ListGroupMemberships",
            () ->
                client.listGroupMemberships(
                    r -> r.identityStoreId(store).groupId(NOBODY).maxResults(1))));
    attempts.add(
        attempt(
            "identitystore:GetGroupMembershipId",
            () ->
                client.getGroupMembershipId(
                    r -> r.identityStoreId(store).groupId(NOBODY).memberId(member))));
  }

  private void organization(String account, List<Attempt> attempts) {
    OrganizationsClient client = clients.organizations();
    attempts.add(
        attempt(
            "organizations:DescribeAccount",
            () -> client.describeAccount(r -> r.accountId(account))));
    attempts.add(strictly("organizations:ListRoots", () -> client.listRoots(r -> r.maxResults(1))));
    attempts.add(
        attempt(
            "organizations:ListOrganizationalUnitsForParent",
            () ->
                client.listOrganizationalUnitsForParent(r -> r.parentId("r-none").maxResults(1))));
    attempts.add(
        attempt(
            "organizations:ListAccountsForParent",
            () -> client.listAccountsForParent(r -> r.parentId("r-none").maxResults(1))));
    attempts.add(
        attempt(
            "organizations:ListTagsForResource",
            () -> client.listTagsForResource(r -> r.resourceId(account))));
  }

  /** The ARN of a permission set in the instance, which these actions need. It need not exist. */
  private String permissionSet(String instance) {
    try {
      return clients
          .admin()
          .listPermissionSets(r -> r.instanceArn(instance).maxResults(1))
          .permissionSets()
          .stream()
          .findFirst()
          .orElseGet(() -> noPermissionSet(instance));
    } catch (SdkException e) {
      return noPermissionSet(instance);
    }
  }

  private static String noPermissionSet(String instance) {
    return instance.replace(":instance/", ":permissionSet/") + "/ps-0000000000000000";
  }

  @Override
  public void close() {
    clients.close();
  }

  @Override
  public void bucket(String name, Optional<String> region, Optional<String> owner) {
    var _ =
        AwsFailures.call(
            "list the bucket " + name,
            () -> {
              try (S3Client s3 = AwsClients.s3(config, region)) {
                return s3.listObjectsV2(
                    r -> r.bucket(name).maxKeys(1).expectedBucketOwner(owner.orElse(null)));
              }
            });
  }
}
