package dev.hourkey.aws;

import dev.hourkey.catalog.AwsAttributes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;

/** Organizational units and tags, as far as AWS shows them. */
@ApplicationScoped
class OrganizationAttributes implements AwsAttributes {
  /** The largest page that Organizations returns. */
  private static final int PAGE = 20;

  private final IdentityCenter aws;
  private final PermissionSets permissionSets;

  OrganizationAttributes(IdentityCenter aws, PermissionSets permissionSets) {
    this.aws = aws;
    this.permissionSets = permissionSets;
  }

  /**
   * Walks through the organization from its root, with two calls for each unit and one for every 20
   * accounts. Reading the parents of each account would take several calls per account.
   */
  @Override
  public Map<String, String> ouPaths() {
    return AwsFailures.call(
        "read the organizational units of accounts",
        () -> {
          Map<String, String> paths = new HashMap<>();
          aws.organizations().listRootsPaginator(r -> r.maxResults(PAGE)).stream()
              .flatMap(page -> page.roots().stream())
              .forEach(root -> walk(root.id(), "", paths));
          return paths;
        });
  }

  private void walk(String parent, String path, Map<String, String> paths) {
    aws
        .organizations()
        .listAccountsForParentPaginator(r -> r.parentId(parent).maxResults(PAGE))
        .stream()
        .flatMap(page -> page.accounts().stream())
        .forEach(account -> paths.put(account.id(), path));
    aws
        .organizations()
        .listOrganizationalUnitsForParentPaginator(r -> r.parentId(parent).maxResults(PAGE))
        .stream()
        .flatMap(page -> page.organizationalUnits().stream())
        .forEach(
            unit -> {
              String name = unit.name().replace("/", "%2F");
              walk(unit.id(), path.isEmpty() ? name : path + "/" + name, paths);
            });
  }

  @Override
  public Map<String, String> accountTags(String accountId) {
    return AwsFailures.call(
        "read the tags of account " + accountId,
        () -> {
          Map<String, String> tags = new HashMap<>();
          aws.organizations()
              .listTagsForResourcePaginator(r -> r.resourceId(accountId))
              .tags()
              .forEach(tag -> tags.put(tag.key(), tag.value()));
          return tags;
        });
  }

  @Override
  public Map<String, String> permissionSetTags(String name) {
    return AwsFailures.call(
        "read the tags of permission set " + name,
        () -> {
          Map<String, String> tags = new HashMap<>();
          String arn = permissionSets.find(name);
          aws.admin()
              .listTagsForResourcePaginator(r -> r.instanceArn(aws.instanceArn()).resourceArn(arn))
              .tags()
              .forEach(tag -> tags.put(tag.key(), tag.value()));
          return tags;
        });
  }
}
