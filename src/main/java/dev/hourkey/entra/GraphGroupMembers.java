package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.DirectoryObject;
import com.microsoft.graph.models.DirectoryObjectCollectionResponse;
import com.microsoft.graph.models.ReferenceCreate;
import com.microsoft.graph.models.User;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.EntraGroupMembers;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The direct members of Entra's groups. The status and code of an error are not enough: only the
 * message distinguishes "already a member" from a malformed request, and a 404 names the group even
 * if only the member is missing.
 */
@ApplicationScoped
class GraphGroupMembers implements EntraGroupMembers {
  private static final String ALREADY_THERE = "added object references already exist";
  private static final String ALREADY_GONE = "removed object references do not exist";

  /** Other members, such as nested groups, get no access in AWS. */
  private static final String PERSON = "#microsoft.graph.user";

  private static final int PAGE = 999;

  private final Graph graph;
  private final String objects;

  GraphGroupMembers(Graph graph, EntraConfig config) {
    this.graph = graph;
    this.objects = config.graphUrl() + "/directoryObjects/";
  }

  @Override
  public boolean contains(EntraGroup group, PersonId person) {
    return graph
        .find(
            "read whether " + person + " is in " + group.name(),
            client -> contains(client, group, person))
        .orElse(false); // Nobody is in a group that does not exist.
  }

  @Override
  public Optional<Map<PersonId, Person>> members(EntraGroup group) {
    return graph.find("list the members of " + group.name(), client -> members(client, group));
  }

  /** Microsoft, group: add members. */
  @Override
  public Added add(EntraGroup group, PersonId person) {
    return graph.call(
        "add " + person + " to " + group.name(),
        client -> {
          var reference = new ReferenceCreate(); // Used twice, it would be sent empty.
          reference.setOdataId(objects + person);
          client.groups().byGroupId(group.id()).members().ref().post(reference);
          return Added.ADDED;
        },
        refusal ->
            refusal.says(400, ALREADY_THERE)
                ? Optional.of(Added.WAS_THERE)
                : refusal.notFound()
                    ? Optional.of(missing(refusal, group, person))
                    : Optional.empty());
  }

  /**
   * Microsoft, group: remove member. Without {@code $ref}, the path would refer to the account
   * itself.
   */
  @Override
  public Removed remove(EntraGroup group, PersonId person) {
    return graph.call(
        "remove " + person + " from " + group.name(),
        client -> {
          client
              .groups()
              .byGroupId(group.id())
              .members()
              .byDirectoryObjectId(person.value())
              .ref()
              .delete();
          return Removed.REMOVED;
        },
        refusal -> alreadyRemoved(refusal, group, person));
  }

  private static boolean contains(GraphServiceClient client, EntraGroup group, PersonId person) {
    var members = client.groups().byGroupId(group.id()).members();
    var page =
        members.get(
            request -> {
              var query = requireNonNull(request.queryParameters);
              query.select = new String[] {"id"};
              query.filter = "id eq " + Graph.quoted(person.value());
            });
    while (true) { // In case the filter was ignored.
      String next = requireNonNull(page).getOdataNextLink();
      if (shows(page, person)) {
        return true;
      }
      if (next == null) {
        return false;
      }
      page = members.withUrl(next).get();
    }
  }

  private static Map<PersonId, Person> members(GraphServiceClient client, EntraGroup group) {
    var members = client.groups().byGroupId(group.id()).members();
    var page =
        members.get(
            request -> {
              var query = requireNonNull(request.queryParameters);
              query.select = new String[] {"id", "displayName", "userPrincipalName"};
              query.top = PAGE;
            });
    Map<PersonId, Person> found = new HashMap<>();
    while (true) {
      for (DirectoryObject member : requireNonNull(requireNonNull(page).getValue())) {
        if (PERSON.equals(requireNonNullElse(member.getOdataType(), PERSON))) {
          Person person = person(member);
          found.put(person.id(), person);
        }
      }
      String next = page.getOdataNextLink();
      if (next == null) {
        return found;
      }
      page = members.withUrl(next).get();
    }
  }

  private static Person person(DirectoryObject member) {
    String id = requireNonNull(member.getId());
    Optional<User> user = member instanceof User one ? Optional.of(one) : Optional.empty();
    String principalName = user.map(User::getUserPrincipalName).orElse(id);
    return new Person(
        new PersonId(id),
        Optional.empty(),
        user.map(User::getDisplayName).orElse(principalName),
        principalName);
  }

  private static boolean shows(DirectoryObjectCollectionResponse page, PersonId person) {
    return requireNonNull(page.getValue()).stream()
        .anyMatch(member -> person.value().equalsIgnoreCase(member.getId()));
  }

  private Added missing(GraphError refusal, EntraGroup group, PersonId person) {
    if (!exists(group)) {
      return Added.NO_SUCH_GROUP;
    }
    if (exists(person)) { // In that case, the 404 proved nothing.
      throw DirectoryFailure.temporary(
          "add " + person + " to " + group.name(), null, refusal.cause());
    }
    return Added.NO_SUCH_PERSON;
  }

  private Optional<Removed> alreadyRemoved(GraphError refusal, EntraGroup group, PersonId person) {
    if (refusal.says(400, ALREADY_GONE)) {
      return Optional.of(Removed.WAS_NOT_THERE);
    }
    // Graph has refused removals that it carried out (microsoftgraph/msgraph-sdk-powershell#1539),
    // and refuses all removals in a group that a rule or another system has taken over.
    boolean gone = refusal.notFound() || (refusal.lasting() && !contains(group, person));
    return gone ? Optional.of(missing(group, person)) : Optional.empty();
  }

  /**
   * What a removal did not find: the member or the group. Graph's answer always names the group.
   */
  private Removed missing(EntraGroup group, PersonId person) {
    return !exists(group)
        ? Removed.NO_SUCH_GROUP
        : exists(person) ? Removed.WAS_NOT_THERE : Removed.NO_SUCH_PERSON;
  }

  private boolean exists(EntraGroup group) {
    return graph
        .find(
            "read the group " + group.name(),
            client ->
                client
                    .groups()
                    .byGroupId(group.id())
                    .get(
                        request ->
                            requireNonNull(request.queryParameters).select = new String[] {"id"}))
        .isPresent();
  }

  private boolean exists(PersonId person) {
    return graph
        .find(
            "read the account " + person,
            client ->
                client
                    .users()
                    .byUserId(person.value())
                    .get(
                        request ->
                            requireNonNull(request.queryParameters).select = new String[] {"id"}))
        .isPresent();
  }
}
