package dev.hourkey.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.directory.Memberships.Membership;
import dev.hourkey.sandbox.directory.Writer;
import dev.hourkey.sandbox.http.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The operations of the Identity Store. */
final class IdentityStoreApi {
  private static final Pattern ID =
      Pattern.compile(
          "([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}");
  private static final Pattern STORE_ID = Pattern.compile("d-[0-9a-f]{10}");
  private static final int MAX_GROUPS = 100;

  private final IdentityStore store;
  private final OrganizationSeed seed;
  private final Pages pages;
  private final IdentityStoreShapes shapes;

  IdentityStoreApi(IdentityStore store, OrganizationSeed seed, Pages pages) {
    this.store = store;
    this.seed = seed;
    this.pages = pages;
    this.shapes = new IdentityStoreShapes(seed);
  }

  void addTo(Endpoint aws) {
    Map<String, Function<JsonNode, Object>> operations =
        Map.ofEntries(
            Map.entry("GetUserId", this::getUserId),
            Map.entry("GetGroupId", this::getGroupId),
            Map.entry("DescribeUser", request -> shapes.user(user(request))),
            Map.entry("DescribeGroup", request -> shapes.group(group(request))),
            Map.entry("ListUsers", this::listUsers),
            Map.entry("ListGroups", this::listGroups),
            Map.entry("IsMemberInGroups", this::isMemberInGroups),
            Map.entry("GetGroupMembershipId", this::getGroupMembershipId),
            Map.entry("DescribeGroupMembership", request -> shapes.membership(membership(request))),
            Map.entry("ListGroupMemberships", this::listGroupMemberships),
            Map.entry("ListGroupMembershipsForMember", this::listGroupMembershipsForMember),
            Map.entry("CreateGroupMembership", this::createGroupMembership),
            Map.entry("DeleteGroupMembership", this::deleteGroupMembership));
    operations.forEach(
        (name, operation) ->
            aws.on("AWSIdentityStore." + name, request -> operation.apply(ofThisStore(request))));
  }

  private Object getUserId(JsonNode request) {
    StoreUser user =
        lookUp(request, "userName", store::userNamed, store::userOf)
            .orElseThrow(() -> ServiceError.notFound("USER", ""));
    return Json.object("IdentityStoreId", seed.identityStoreId(), "UserId", user.id());
  }

  private Object getGroupId(JsonNode request) {
    StoreGroup group =
        lookUp(request, "displayName", store::groupNamed, store::groupOf)
            .orElseThrow(() -> ServiceError.notFound("GROUP", ""));
    return Json.object("IdentityStoreId", seed.identityStoreId(), "GroupId", group.id());
  }

  private Object listUsers(JsonNode request) {
    refuseFilters(request);
    return pages.page(request, 100, "Users", store.users(), shapes::user);
  }

  private Object listGroups(JsonNode request) {
    refuseFilters(request);
    return pages.page(request, 100, "Groups", store.groups(), shapes::group);
  }

  private Object isMemberInGroups(JsonNode request) {
    String user = member(request).id();
    JsonNode requested = request.path("GroupIds");
    if (requested.isEmpty() || requested.size() > MAX_GROUPS) {
      throw ServiceError.validation(
          "1 validation error detected: Value at 'groupIds' failed to satisfy constraint: Member must have length between 1 and 100");
    }
    List<String> groups = requested.valueStream().map(id -> groupById(id(id)).id()).toList();
    return Json.object(
        "Results",
        groups.stream()
            .map(
                group ->
                    Json.object()
                        .put("GroupId", group)
                        .putPOJO("MemberId", Json.object("UserId", user))
                        .put("MembershipExists", store.membership(group, user).isPresent()))
            .toList());
  }

  private Object getGroupMembershipId(JsonNode request) {
    String group = group(request).id();
    String user = member(request).id();
    return store
        .membership(group, user)
        .map(shapes::reference)
        .orElseThrow(() -> ServiceError.notFound("GROUP_MEMBERSHIP", ""));
  }

  private Object listGroupMemberships(JsonNode request) {
    String group = group(request).id();
    return listed(request, store.membershipsOfGroup(group));
  }

  private Object listGroupMembershipsForMember(JsonNode request) {
    String user = member(request).id();
    return listed(request, store.membershipsOfUser(user));
  }

  private Object createGroupMembership(JsonNode request) {
    String group = group(request).id();
    String user = member(request).id();
    return store
        .add(group, user, Writer.STORE_API)
        .map(shapes::reference)
        .orElseThrow(
            () ->
                ServiceError.conflict(
                    "UNIQUENESS_CONSTRAINT_VIOLATION",
                    "Member and Group relationship already exists"));
  }

  private Object deleteGroupMembership(JsonNode request) {
    Membership membership = membership(request);
    store.remove(membership.group(), membership.member(), Writer.STORE_API);
    return Json.object();
  }

  private JsonNode ofThisStore(JsonNode request) {
    if (store.keyDisabled()) {
      throw ServiceError.keyDisabled();
    }
    String id = request.path("IdentityStoreId").asText();
    if (!STORE_ID.matcher(id).matches()) {
      throw ServiceError.validation("Invalid IdentityStoreId: '" + id + "'");
    }
    if (!id.equals(seed.identityStoreId())) {
      throw ServiceError.notFound("IDENTITY_STORE", id);
    }
    return request;
  }

  private <T> Optional<T> lookUp(
      JsonNode request,
      String path,
      Function<String, Optional<T>> byName,
      Function<String, Optional<T>> byExternalId) {
    JsonNode identifier = request.path("AlternateIdentifier");
    JsonNode external = identifier.path("ExternalId");
    if (external.isObject()) {
      return external.path("Issuer").asText().equals(seed.issuer())
          ? byExternalId.apply(external.path("Id").asText())
          : Optional.empty();
    }
    JsonNode unique = identifier.path("UniqueAttribute");
    String requested = unique.path("AttributePath").asText();
    if (!requested.equals(path) && !(requested.equals("emails.value") && path.equals("userName"))) {
      throw ServiceError.validation("Invalid AttributePath: '" + requested + "'");
    }
    // Everyone's mail address here is also their user name.
    return byName.apply(unique.path("AttributeValue").asText());
  }

  private static void refuseFilters(JsonNode request) {
    if (request.path("Filters").size() > 0) {
      throw ServiceError.validation("Filter is deprecated, please remove filter from request.");
    }
  }

  private StoreUser user(JsonNode request) {
    String id = id(request.path("UserId"));
    return store.user(id).orElseThrow(() -> ServiceError.notFound("USER", id));
  }

  private StoreUser member(JsonNode request) {
    return user(request.path("MemberId"));
  }

  private StoreGroup group(JsonNode request) {
    return groupById(id(request.path("GroupId")));
  }

  private StoreGroup groupById(String id) {
    return store.group(id).orElseThrow(() -> ServiceError.notFound("GROUP", id));
  }

  private Membership membership(JsonNode request) {
    String id = id(request.path("MembershipId"));
    return store.membership(id).orElseThrow(() -> ServiceError.notFound("GROUP_MEMBERSHIP", id));
  }

  private static String id(JsonNode value) {
    if (!ID.matcher(value.asText()).matches()) {
      throw ServiceError.validation(
          "1 validation error detected: Value '%s' failed to satisfy constraint: Member must satisfy regular expression pattern: %s"
              .formatted(value.asText(), ID));
    }
    return value.asText();
  }

  private Object listed(JsonNode request, List<Membership> memberships) {
    return pages.page(request, 100, "GroupMemberships", memberships, shapes::membership);
  }
}
