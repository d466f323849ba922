package dev.hourkey.sandbox;

import static dev.hourkey.sandbox.GraphEndpoint.json;

import dev.hourkey.sandbox.DirectoryObject.Kind;
import dev.hourkey.sandbox.Loopback.Answer;
import dev.hourkey.sandbox.Loopback.Request;
import java.util.List;

/** Graph's calls about groups and their members. */
final class GraphGroups {
  private final EntraDirectory directory;

  GraphGroups(EntraDirectory directory) {
    this.directory = directory;
  }

  void addTo(GraphEndpoint graph) {
    graph.on("GET", "/groups", this::list);
    graph.on("GET", "/groups/{group}", this::get);
    graph.on("GET", "/groups/{group}/members", this::members);
    graph.on("GET", "/groups/{group}/transitiveMembers/{kind...}", this::transitiveMembers);
    graph.on("POST", "/groups/{group}/members", this::addWithoutRef);
    graph.on("POST", "/groups/{group}/members/$ref", this::add);
    graph.on("DELETE", "/groups/{group}/members/{member}/$ref", this::remove);
    graph.on("DELETE", "/groups/{group}/members/{member}", this::deleteObject);
  }

  private Answer list(Request request) {
    var found = directory.all(Kind.GROUP, filter(request));
    return GraphEndpoint.page(request, "groups", found, group -> group.selected(request));
  }

  private Answer get(Request request) {
    return json(directory.group(request.parameter("group")).selected(request));
  }

  private Answer members(Request request) {
    String group = directory.group(request.parameter("group")).id();
    return listed(request, directory.members(group, filter(request)));
  }

  private Answer transitiveMembers(Request request) {
    String group = directory.group(request.parameter("group")).id();
    ODataFilter filter = filter(request);
    return listed(request, directory.transitiveMembers(group).stream().filter(filter).toList());
  }

  private static ODataFilter filter(Request request) {
    return ODataFilter.of(request.query().get("$filter"));
  }

  private static Answer listed(Request request, List<DirectoryObject> members) {
    return GraphEndpoint.page(request, "directoryObjects", members, one -> one.typed(request));
  }

  private Answer addWithoutRef(Request request) {
    throw new GraphError(
        400, "BadRequest", "Write requests are only supported on contained entities");
  }

  private Answer add(Request request) {
    String reference = Json.read(request.text()).path("@odata.id").asText();
    if (reference.isEmpty()) {
      throw GraphError.badRequest("The request body lacks '@odata.id'.");
    }
    // Only the last segment counts: clients name the real Graph here, wherever they send it.
    String member = reference.substring(reference.lastIndexOf('/') + 1);
    directory.add(request.parameter("group"), member, Writer.GRAPH);
    return Answer.empty(204);
  }

  private Answer remove(Request request) {
    directory.remove(request.parameter("group"), request.parameter("member"), Writer.GRAPH);
    return Answer.empty(204);
  }

  /** Without {@code $ref} the path means the member itself, and Graph deletes it. */
  private Answer deleteObject(Request request) {
    directory.delete(request.parameter("member"), Writer.GRAPH);
    return Answer.empty(204);
  }
}
