package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.DirectoryObjectCollectionResponse;
import com.microsoft.graph.models.Group;
import com.microsoft.graph.models.GroupCollectionResponse;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.catalog.GroupDirectory;
import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The groups of an Entra tenant, as the policy file names them. */
@ApplicationScoped
class GraphDirectory implements GroupDirectory {
  private static final Pattern OBJECT_ID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private static final int LARGEST_PAGE = 999;

  private static final String[] GROUP = {
    "id",
    "displayName",
    "groupTypes",
    "securityEnabled",
    "mailEnabled",
    "onPremisesSyncEnabled",
    "isAssignableToRole"
  };

  private final Graph graph;

  GraphDirectory(Graph graph) {
    this.graph = graph;
  }

  @Override
  public List<FoundGroup> groups(String nameOrId) {
    return (OBJECT_ID.matcher(nameOrId).matches() ? withId(nameOrId) : Optional.<Group>empty())
        .map(List::of).orElseGet(() -> named(nameOrId)).stream()
            .map(GraphDirectory::found)
            .toList();
  }

  @Override
  public List<FoundGroup> all() {
    String doing = "list all groups";
    List<FoundGroup> all = new ArrayList<>();
    GroupCollectionResponse page =
        graph.read(
            doing,
            client ->
                client
                    .groups()
                    .get(
                        request -> {
                          var query = requireNonNull(request.queryParameters);
                          query.select = GROUP;
                          query.top = LARGEST_PAGE;
                        }));
    graph.visit(
        doing,
        page,
        (client, next) -> client.groups().withUrl(next).get(),
        one ->
            requireNonNull(one.getValue()).stream().map(GraphDirectory::found).forEach(all::add));
    return all;
  }

  /**
   * Lists the members of this group. Listing the groups that contain an entitlement's group would
   * return far more.
   */
  @Override
  public Set<String> nestedIn(String groupId) {
    String doing = "read which groups are members of the group " + groupId;
    Set<String> nested = new HashSet<>();
    DirectoryObjectCollectionResponse page =
        graph
            .find(
                doing,
                client ->
                    client
                        .groups()
                        .byGroupId(groupId)
                        .transitiveMembers()
                        .get(
                            request -> {
                              var query = requireNonNull(request.queryParameters);
                              query.select = new String[] {"id"};
                              query.top = LARGEST_PAGE;
                            }))
            .orElseThrow(
                () ->
                    DirectoryFailure.temporary(
                        doing, null, new IllegalStateException("Entra does not know the group")));
    graph.visit(
        doing,
        page,
        (client, next) ->
            client.groups().byGroupId(groupId).transitiveMembers().withUrl(next).get(),
        one ->
            requireNonNull(one.getValue()).stream()
                .filter(Group.class::isInstance)
                .map(member -> requireNonNull(member.getId()))
                .forEach(nested::add));
    return nested;
  }

  private Optional<Group> withId(String id) {
    return graph.find(
        "read the group " + id,
        client ->
            client
                .groups()
                .byGroupId(id)
                .get(request -> requireNonNull(request.queryParameters).select = GROUP));
  }

  private List<Group> named(String name) {
    GroupCollectionResponse page =
        graph.read(
            "find the group '" + name + "'",
            client ->
                client
                    .groups()
                    .get(
                        request -> {
                          var query = requireNonNull(request.queryParameters);
                          query.select = GROUP;
                          query.filter = "displayName eq " + Graph.quoted(name);
                        }));
    return requireNonNull(page.getValue());
  }

  private static FoundGroup found(Group group) {
    String id = requireNonNull(group.getId());
    String name = requireNonNullElse(group.getDisplayName(), id);
    return new FoundGroup(new EntraGroup(id, name), unusable(group));
  }

  /** Why members of this kind of group can't be changed (Microsoft, group: add members). */
  private static Optional<String> unusable(Group group) {
    List<String> types = requireNonNullElse(group.getGroupTypes(), List.of());
    if (types.contains("DynamicMembership")) {
      return Optional.of("is dynamic: a rule in Entra decides who is in it");
    }
    if (Boolean.TRUE.equals(group.getOnPremisesSyncEnabled())) {
      return Optional.of("is synchronized from on premises and can be changed only there");
    }
    if (Boolean.FALSE.equals(group.getSecurityEnabled())) {
      return Optional.of("is not a security group, so it cannot open anything in AWS");
    }
    if (Boolean.TRUE.equals(group.getMailEnabled()) && !types.contains("Unified")) {
      return Optional.of("is mail-enabled and can be changed only in Exchange");
    }
    if (Boolean.TRUE.equals(group.getIsAssignableToRole())) {
      return Optional.of(
          "is assignable to Entra roles, so that only a role administrator can change it");
    }
    return Optional.empty();
  }
}
