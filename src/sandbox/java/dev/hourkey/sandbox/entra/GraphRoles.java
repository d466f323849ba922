package dev.hourkey.sandbox.entra;

import static dev.hourkey.sandbox.entra.GraphEndpoint.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.entra.DirectoryObject.Kind;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.Request;
import dev.hourkey.sandbox.login.LoginStandIn;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Graph's calls about the tenant, its administrative unit, owners, and the app's directory roles.
 */
final class GraphRoles {
  private static final String UNIT = "55555555-0000-4000-8000-000000000001";

  /** Microsoft, Entra built-in roles. */
  private static final Map<String, String> DEFINITIONS =
      Map.of(
          GraphPermissions.UNIT_ROLE,
          "fdd7a751-b60b-444a-984c-02652fe8fa1c",
          GraphPermissions.READER_ROLE,
          "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
          "Global Administrator",
          "62e90394-69f5-4237-9190-012177145e10");

  private final Directory directory;
  private final TenantSeed.Self self;
  private final Map<String, Set<String>> owners = new LinkedHashMap<>();

  /** The role-assignable groups that the app is in, each with the role that it gives. */
  private final Map<String, String> ofGroups = new LinkedHashMap<>();

  private volatile boolean restricted = true;

  GraphRoles(Directory directory, TenantSeed.Self self) {
    this.directory = directory;
    this.self = self;
  }

  void addTo(GraphEndpoint graph) {
    graph.on("GET", "/organization", read(_ -> organization()));
    graph.on("GET", "/roleManagement/directory/roleAssignments", read(this::roleAssignments));
    graph.on("GET", "/directory/administrativeUnits/{unit}", read(this::unit));
    graph.on("GET", "/directory/administrativeUnits/{unit}/members", read(this::inUnit));
    graph.on("GET", "/groups/{group}/owners", read(this::owners));
    graph.on("GET", "/servicePrincipals/{principal}/ownedObjects", read(this::owned));
    graph.on("GET", "/servicePrincipals/{principal}/memberOf", read(this::memberOf));
  }

  /** Puts the app into a group, which gives its members a role for the whole tenant. */
  synchronized void memberOf(String group, String role) {
    ofGroups.put(group, role);
  }

  /** Whether the unit is a restricted one. */
  void restricted(boolean now) {
    restricted = now;
  }

  /** Makes somebody an owner of a group; the app itself by the id of its service principal. */
  synchronized void owner(String group, String owner) {
    owners.computeIfAbsent(group, _ -> new LinkedHashSet<>()).add(owner);
  }

  synchronized void reset() {
    restricted = true;
    owners.clear();
    ofGroups.clear();
  }

  private Function<Request, Answer> read(Function<Request, Answer> handler) {
    return request -> {
      directory.permissions().readDirectory();
      return handler.apply(request);
    };
  }

  private Answer organization() {
    return GraphEndpoint.collection(
        "organization", List.of(Json.object("id", LoginStandIn.TENANT, "displayName", "Example")));
  }

  private synchronized Answer roleAssignments(Request request) {
    String wanted = String.valueOf(request.query().get("$filter"));
    return GraphEndpoint.collection(
        "roleManagement/directory/roleAssignments",
        Stream.concat(
                DEFINITIONS.keySet().stream()
                    .filter(role -> directory.permissions().has(role))
                    .map(role -> Map.entry(self.id(), role)),
                ofGroups.entrySet().stream())
            .filter(one -> wanted.equals("principalId eq '" + one.getKey() + "'"))
            .map(one -> assignment(one.getKey(), one.getValue()))
            .toList());
  }

  private static ObjectNode assignment(String holder, String role) {
    String definition = String.valueOf(DEFINITIONS.get(role));
    return Json.object(
        "id",
        definition.substring(0, 8),
        "principalId",
        holder,
        "roleDefinitionId",
        definition,
        "directoryScopeId",
        role.equals(GraphPermissions.UNIT_ROLE) ? "/administrativeUnits/" + UNIT : "/");
  }

  private Answer unit(Request request) {
    if (!request.parameter("unit").equals(UNIT)) {
      throw GraphError.notFound(request.parameter("unit"));
    }
    return json(
        Json.object("id", UNIT, "displayName", "Hourkey")
            .put("isMemberManagementRestricted", restricted));
  }

  private Answer inUnit(Request request) {
    return objects(request, directory.permissions().unit());
  }

  private synchronized Answer owners(Request request) {
    return objects(
        request,
        owners.getOrDefault(directory.group(request.parameter("group")).id(), Set.of()).stream()
            .filter(owner -> !owner.equals(self.id()))
            .toList());
  }

  private synchronized Answer owned(Request request) {
    return objects(
        request,
        owners.entrySet().stream()
            .filter(one -> one.getValue().contains(request.parameter("principal")))
            .map(Map.Entry::getKey)
            .toList());
  }

  private synchronized Answer memberOf(Request request) {
    return objects(
        request,
        request.parameter("principal").equals(self.id()) ? ofGroups.keySet() : Set.<String>of());
  }

  private Answer objects(Request request, java.util.Collection<String> ids) {
    List<DirectoryObject> found =
        ids.stream()
            .flatMap(
                id ->
                    directory.byId(Kind.GROUP, id).or(() -> directory.byId(Kind.USER, id)).stream())
            .toList();
    return GraphEndpoint.page(request, "directoryObjects", found, one -> one.typed(request));
  }
}
