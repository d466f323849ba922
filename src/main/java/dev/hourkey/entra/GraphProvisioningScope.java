package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.groups.item.checkmembergroups.CheckMemberGroupsPostRequestBody;
import com.microsoft.graph.models.AppRoleAssignment;
import com.microsoft.graph.models.AppRoleAssignmentCollectionResponse;
import com.microsoft.graph.models.DirectoryObjectCollectionResponse;
import com.microsoft.graph.models.User;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonId;
import dev.hourkey.scim.ProvisioningScope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is assigned to the AWS enterprise application, and the direct memberships in groups.
 */
@ApplicationScoped
class GraphProvisioningScope implements ProvisioningScope {
  private static final int LARGEST_PAGE = 999;

  /** If there are more pages, Hourkey gives up, so that one request does not take minutes. */
  private static final int MAX_PAGES = 10;

  /** How many groups one call may name (Microsoft, directoryObject: checkMemberGroups). */
  private static final int GROUPS_A_CALL = 20;

  /** The role of people and groups that are assigned without a role. */
  private static final UUID DEFAULT_ACCESS = new UUID(0, 0);

  private final Graph graph;
  private final ScimJobs jobs;

  GraphProvisioningScope(Graph graph, ScimJobs jobs) {
    this.graph = graph;
    this.jobs = jobs;
  }

  /** Microsoft, servicePrincipal: list appRoleAssignedTo. */
  @Override
  public Assigned assigned() {
    String doing = "read what is assigned to the AWS enterprise application";
    String application = jobs.application();
    AppRoleAssignmentCollectionResponse page =
        graph.read(
            doing,
            client ->
                client
                    .servicePrincipals()
                    .byServicePrincipalId(application)
                    .appRoleAssignedTo()
                    .get(request -> requireNonNull(request.queryParameters).top = LARGEST_PAGE));
    List<AppRoleAssignment> all = new ArrayList<>();
    for (int pages = 1; ; pages++) {
      all.addAll(requireNonNullElse(page.getValue(), List.of()));
      String next = page.getOdataNextLink();
      if (next == null) {
        return assigned(all);
      }
      requireFew(pages, doing);
      page =
          graph.read(
              doing,
              client ->
                  client
                      .servicePrincipals()
                      .byServicePrincipalId(application)
                      .appRoleAssignedTo()
                      .withUrl(next)
                      .get());
    }
  }

  /** In an application without roles of its own, everybody has the default role. */
  private static Assigned assigned(List<AppRoleAssignment> all) {
    boolean hasRoles = all.stream().anyMatch(one -> !inDefaultRole(one));
    Map<String, String> groups = new HashMap<>();
    Set<String> unprovisioned = new HashSet<>();
    Set<PersonId> people = new HashSet<>();
    for (AppRoleAssignment one : all) {
      String id = String.valueOf(one.getPrincipalId());
      boolean provisioned = !hasRoles || !inDefaultRole(one);
      if ("Group".equals(one.getPrincipalType())) {
        if (provisioned) {
          groups.put(id, requireNonNullElse(one.getPrincipalDisplayName(), id));
        } else {
          unprovisioned.add(id);
        }
      } else if ("User".equals(one.getPrincipalType()) && provisioned) {
        people.add(new PersonId(id));
      }
    }
    unprovisioned.removeAll(groups.keySet());
    return new Assigned(groups, unprovisioned, people);
  }

  private static boolean inDefaultRole(AppRoleAssignment one) {
    return one.getAppRoleId() == null || one.getAppRoleId().equals(DEFAULT_ACCESS);
  }

  @Override
  public Set<String> containing(EntraGroup group, Set<String> groupIds) {
    List<String> ids = List.copyOf(groupIds);
    Set<String> containing = new HashSet<>();
    for (int from = 0; from < ids.size(); from += GROUPS_A_CALL) {
      List<String> some = ids.subList(from, Math.min(from + GROUPS_A_CALL, ids.size()));
      containing.addAll(
          graph.read(
              "read which groups contain " + group.name(),
              client -> {
                var body = new CheckMemberGroupsPostRequestBody();
                body.setGroupIds(new ArrayList<>(some));
                var answer = client.groups().byGroupId(group.id()).checkMemberGroups().post(body);
                return requireNonNullElse(requireNonNull(answer).getValue(), List.<String>of());
              }));
    }
    return containing;
  }

  /** Calls Graph's list memberOf, which lists direct memberships. */
  @Override
  public Set<String> groupsOf(PersonId person) {
    String doing = "read the groups of " + person;
    DirectoryObjectCollectionResponse page =
        graph.read(
            doing,
            client ->
                client
                    .users()
                    .byUserId(person.value())
                    .memberOf()
                    .get(
                        request -> {
                          var query = requireNonNull(request.queryParameters);
                          query.select = new String[] {"id"};
                          query.top = LARGEST_PAGE;
                        }));
    Set<String> groups = new HashSet<>();
    for (int pages = 1; ; pages++) {
      groups.addAll(
          requireNonNull(page.getValue()).stream()
              .map(one -> requireNonNull(one.getId()))
              .collect(Collectors.toSet()));
      String next = page.getOdataNextLink();
      if (next == null) {
        return groups;
      }
      requireFew(pages, doing);
      page =
          graph.read(
              doing,
              client -> client.users().byUserId(person.value()).memberOf().withUrl(next).get());
    }
  }

  @Override
  public Names namesOf(PersonId person) {
    User user =
        graph.read(
            "read the names of " + person,
            client ->
                client
                    .users()
                    .byUserId(person.value())
                    .get(
                        request ->
                            requireNonNull(request.queryParameters).select =
                                new String[] {"id", "givenName", "surname", "displayName"}));
    return new Names(
        text(user.getGivenName()), text(user.getSurname()), text(user.getDisplayName()));
  }

  private static String text(@Nullable String name) {
    return name == null ? "" : name.strip();
  }

  private static void requireFew(int pages, String doing) {
    if (pages >= MAX_PAGES) {
      throw DirectoryFailure.lasting(doing, new IllegalStateException("there are too many"));
    }
  }
}
