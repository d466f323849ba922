package dev.hourkey.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.aws.AccountAssignments.Assignment;
import dev.hourkey.sandbox.http.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The operations of Identity Center for permission sets and their assignments. */
final class SsoAdminApi {
  /** The service's own page when no MaxResults is given. */
  private static final int PAGE = 10;

  private final AccountAssignments assignments;
  private final OrganizationSeed seed;
  private final Pages pages;
  private final Map<String, List<String>> policies = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> tags = new ConcurrentHashMap<>();
  private volatile boolean delegated;
  private volatile int instances = 1;
  private volatile String noPermissionSets = "";

  SsoAdminApi(AccountAssignments assignments, OrganizationSeed seed, Pages pages) {
    this.assignments = assignments;
    this.seed = seed;
    this.pages = pages;
  }

  /**
   * Whether the caller is a delegated administrator. If so, it may not list the assignments of one
   * principal, and gets nothing about the management account.
   */
  void delegated(boolean delegated) {
    this.delegated = delegated;
  }

  /**
   * The error with which the instance refuses everything about permission sets: an account instance
   * has none, and an additional Region does not show them.
   */
  void withoutPermissionSets(String error) {
    noPermissionSets = error;
  }

  /** How many instances the caller sees; all but the first belong to accounts of their own. */
  void instances(int number) {
    instances = number;
  }

  /** Attaches a policy that AWS manages to a permission set. */
  void attach(String permissionSet, String policy) {
    policies.computeIfAbsent(permissionSet, _ -> new CopyOnWriteArrayList<>()).add(policy);
  }

  void tag(String permissionSet, Map<String, String> all) {
    tags.put(permissionSet, Map.copyOf(all));
  }

  void reset() {
    delegated = false;
    instances = 1;
    noPermissionSets = "";
    policies.clear();
    tags.clear();
  }

  void addTo(Endpoint aws) {
    aws.on("SWBExternalService.ListInstances", this::listInstances);
    on(aws, "DescribeInstance", _ -> instance());
    on(aws, "ListPermissionSets", this::listPermissionSets);
    on(aws, "DescribePermissionSet", this::describePermissionSet);
    on(aws, "ListAccountsForProvisionedPermissionSet", this::listAccounts);
    on(aws, "ListPermissionSetsProvisionedToAccount", this::listProvisioned);
    on(aws, "ListManagedPoliciesInPermissionSet", this::listManagedPolicies);
    on(aws, "ListAccountAssignments", this::listAccountAssignments);
    on(aws, "ListAccountAssignmentsForPrincipal", this::listAccountAssignmentsForPrincipal);
    on(aws, "ListTagsForResource", this::listTags);
  }

  private void on(Endpoint aws, String operation, Function<JsonNode, Object> handler) {
    aws.on(
        "SWBExternalService." + operation,
        request -> {
          JsonNode accepted = ofThisInstance(request);
          if (!noPermissionSets.isEmpty() && !operation.equals("DescribeInstance")) {
            throw ServiceError.of(
                noPermissionSets, "The operation is not supported for this instance.");
          }
          return handler.apply(accepted);
        });
  }

  private JsonNode ofThisInstance(JsonNode request) {
    String arn = request.path("InstanceArn").asText();
    if (!arn.matches("arn:aws:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}")) {
      throw ServiceError.validation("Invalid InstanceArn: '" + arn + "'");
    }
    if (!arn.equals(seed.instanceArn())) {
      throw ServiceError.of("ResourceNotFoundException", "Could not find Instance " + arn);
    }
    return request;
  }

  private Object listInstances(JsonNode request) {
    List<Object> all =
        Stream.concat(
                Stream.of(instance()),
                Stream.generate(
                    () ->
                        (Object)
                            Json.object()
                                .put(
                                    "InstanceArn", "arn:aws:sso:::instance/ssoins-0000000000000002")
                                .put("IdentityStoreId", "d-0000000002")
                                .put("OwnerAccountId", "444455556666")
                                .put("Status", "ACTIVE")))
            .limit(instances)
            .toList();
    return pages.page(request, PAGE, "Instances", all, instance -> instance);
  }

  private Object instance() {
    return Json.object()
        .put("InstanceArn", seed.instanceArn())
        .put("IdentityStoreId", seed.identityStoreId())
        .put("OwnerAccountId", seed.ownerAccountId())
        .put("Status", "ACTIVE")
        .put("PrimaryRegion", seed.region());
  }

  private Object listPermissionSets(JsonNode request) {
    return pages.page(
        request,
        PAGE,
        "PermissionSets",
        seed.permissionSets(),
        OrganizationSeed.PermissionSet::arn);
  }

  private Object describePermissionSet(JsonNode request) {
    OrganizationSeed.PermissionSet set = permissionSet(request);
    return Json.object(
        "PermissionSet",
        Json.object()
            .put("Name", set.name())
            .put("PermissionSetArn", set.arn())
            .put("Description", set.description())
            .put("SessionDuration", set.sessionDuration()));
  }

  private Object listManagedPolicies(JsonNode request) {
    return pages.page(
        request,
        PAGE,
        "AttachedManagedPolicies",
        policies.getOrDefault(permissionSet(request).name(), List.of()),
        name -> Json.object().put("Arn", "arn:aws:iam::aws:policy/" + name).put("Name", name));
  }

  private Object listTags(JsonNode request) {
    OrganizationSeed.PermissionSet set = permissionSet(request, "ResourceArn");
    return pages.page(
        request, PAGE, "Tags", Tags.sorted(tags.getOrDefault(set.name(), set.tags())), Tags::shape);
  }

  private Object listAccounts(JsonNode request) {
    String arn = permissionSet(request).arn();
    var accounts =
        where(assignment -> assignment.permissionSet().equals(arn))
            .map(Assignment::account)
            .distinct()
            .toList();
    refuse(accounts.contains(seed.ownerAccountId()));
    return pages.page(request, PAGE, "AccountIds", accounts, account -> account);
  }

  private Object listProvisioned(JsonNode request) {
    String account = request.path("AccountId").asText();
    refuse(account.equals(seed.ownerAccountId()));
    var sets =
        where(assignment -> assignment.account().equals(account))
            .map(Assignment::permissionSet)
            .distinct()
            .toList();
    return pages.page(request, PAGE, "PermissionSets", sets, set -> set);
  }

  private Object listAccountAssignments(JsonNode request) {
    String arn = permissionSet(request).arn();
    String account = request.path("AccountId").asText();
    refuse(account.equals(seed.ownerAccountId()));
    return listed(
        request, where(one -> one.permissionSet().equals(arn) && one.account().equals(account)));
  }

  private Object listAccountAssignmentsForPrincipal(JsonNode request) {
    refuse(true);
    String principal = request.path("PrincipalId").asText();
    String type = request.path("PrincipalType").asText();
    if (!type.equals("GROUP") && !type.equals("USER")) {
      throw ServiceError.validation("Invalid PrincipalType: '" + type + "'");
    }
    String account = request.path("Filter").path("AccountId").asText();
    return listed(
        request,
        where(one -> type.equals("GROUP") && one.group().equals(principal))
            .filter(one -> account.isEmpty() || one.account().equals(account)));
  }

  private void refuse(boolean ofTheManagementAccount) {
    if (delegated && ofTheManagementAccount) {
      throw ServiceError.of(
          "AccessDeniedException", "You do not have sufficient access to perform this action.");
    }
  }

  private Object listed(JsonNode request, Stream<Assignment> assignments) {
    return pages.page(request, PAGE, "AccountAssignments", assignments.toList(), this::shape);
  }

  private Object shape(Assignment assignment) {
    return Json.object()
        .put("AccountId", assignment.account())
        .put("PermissionSetArn", assignment.permissionSet())
        .put("PrincipalType", "GROUP")
        .put("PrincipalId", assignment.group());
  }

  private Stream<Assignment> where(Predicate<Assignment> which) {
    return assignments.all().stream().filter(which);
  }

  private OrganizationSeed.PermissionSet permissionSet(JsonNode request) {
    return permissionSet(request, "PermissionSetArn");
  }

  private OrganizationSeed.PermissionSet permissionSet(JsonNode request, String field) {
    String arn = request.path(field).asText();
    return seed.permissionSets().stream()
        .filter(set -> set.arn().equals(arn))
        .findFirst()
        .orElseThrow(
            () ->
                ServiceError.of(
                    "ResourceNotFoundException", "Could not find PermissionSet with id " + arn));
  }
}
