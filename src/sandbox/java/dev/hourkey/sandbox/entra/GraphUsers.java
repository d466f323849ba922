package dev.hourkey.sandbox.entra;

import static dev.hourkey.sandbox.entra.GraphEndpoint.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.entra.DirectoryObject.Kind;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Graph's calls about people: who they are, their manager, and which groups they are in. */
final class GraphUsers {
  private static final int MAX_GROUPS = 20;

  private final Directory directory;

  GraphUsers(Directory directory) {
    this.directory = directory;
  }

  void addTo(GraphEndpoint graph) {
    graph.on("GET", "/users", people(this::list));
    graph.on("GET", "/users/{user}", people(this::get));
    graph.on("GET", "/users/{user}/manager", people(this::manager));
    graph.on("POST", "/users/{user}/checkMemberGroups", groups(this::checkMemberGroups));
    graph.on("GET", "/users/{user}/memberOf", groups(this::memberOf));
    graph.on("GET", "/users/{user}/transitiveMemberOf/{kind...}", groups(this::transitiveMemberOf));
  }

  private Function<Request, Answer> people(Function<Request, Answer> handler) {
    return request -> {
      directory.permissions().readPeople();
      return handler.apply(request);
    };
  }

  /** Reading which groups a person is in needs permission to read both. */
  private Function<Request, Answer> groups(Function<Request, Answer> handler) {
    return people(
        request -> {
          directory.permissions().readGroups();
          return handler.apply(request);
        });
  }

  private Answer list(Request request) {
    var found = directory.all(Kind.USER, ODataFilter.of(Kind.USER, request.query().get("$filter")));
    return GraphEndpoint.page(request, "users", found, user -> shown(user, request));
  }

  private Answer get(Request request) {
    return json(shown(directory.user(request.parameter("user")), request));
  }

  private Map<String, @Nullable Object> shown(DirectoryObject user, Request request) {
    Map<String, @Nullable Object> shown = user.selected(request);
    if (directory.hidesStatus(user.id())) {
      shown.remove("accountEnabled");
    }
    return shown;
  }

  private Answer manager(Request request) {
    return json(directory.managerOf(request.parameter("user")).typed(request));
  }

  private Answer checkMemberGroups(Request request) {
    String user = directory.user(request.parameter("user")).id();
    return checkMemberGroups(directory, user, request);
  }

  /** Which of the groups in the request contain this object, directly or nested. */
  static Answer checkMemberGroups(Directory directory, String member, Request request) {
    List<String> requested = new ArrayList<>();
    for (JsonNode id : Json.read(request.text()).path("groupIds")) {
      requested.add(id.asText());
    }
    if (requested.isEmpty() || requested.size() > MAX_GROUPS) {
      throw GraphError.badRequest(
          "Invalid number of groupIds: %d. Between 1 and %d are allowed."
              .formatted(requested.size(), MAX_GROUPS));
    }
    requested.forEach(directory::group); // Graph answers 404 for all if one is missing.
    requested.retainAll(
        directory.transitiveGroups(member).stream().map(DirectoryObject::id).toList());
    return GraphEndpoint.collection("Collection(Edm.String)", requested);
  }

  private Answer memberOf(Request request) {
    String user = directory.user(request.parameter("user")).id();
    return GraphEndpoint.page(
        request, "directoryObjects", directory.groupsOf(user), g -> g.typed(request));
  }

  private Answer transitiveMemberOf(Request request) {
    String user = directory.user(request.parameter("user")).id();
    return GraphEndpoint.page(
        request, "directoryObjects", directory.transitiveGroups(user), g -> g.typed(request));
  }
}
