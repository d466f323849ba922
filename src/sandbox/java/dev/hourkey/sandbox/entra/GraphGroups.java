package dev.hourkey.sandbox.entra;

import static dev.hourkey.sandbox.entra.GraphEndpoint.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.directory.Writer;
import dev.hourkey.sandbox.entra.DirectoryObject.Kind;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.Request;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Graph's calls about groups and their members. */
final class GraphGroups {
  private static final int MAX_BOUND = 20;

  private final Directory directory;
  private final WriteQuota writeQuota;

  GraphGroups(Directory directory, WriteQuota writeQuota) {
    this.directory = directory;
    this.writeQuota = writeQuota;
  }

  void addTo(GraphEndpoint graph) {
    graph.on("GET", "/groups", read(this::list));
    graph.on("GET", "/groups/{group}", read(this::get));
    graph.on("PATCH", "/groups/{group}", write(this::bind));
    graph.on("GET", "/groups/{group}/members", read(this::members));
    graph.on("POST", "/groups/{group}/checkMemberGroups", read(this::checkMemberGroups));
    graph.on("GET", "/groups/{group}/transitiveMembers/{kind...}", read(this::transitiveMembers));
    graph.on("POST", "/groups/{group}/members", this::addWithoutRef);
    graph.on("POST", "/groups/{group}/members/$ref", write(this::add));
    graph.on("DELETE", "/groups/{group}/members/{member}/$ref", write(this::remove));
    graph.on("DELETE", "/groups/{group}/members/{member}", this::deleteObject);
  }

  private Function<Request, Answer> read(Function<Request, Answer> handler) {
    return request -> {
      directory.permissions().readGroups();
      return handler.apply(request);
    };
  }

  private Function<Request, Answer> write(Function<Request, Answer> handler) {
    return request -> {
      directory
          .byId(Kind.GROUP, request.parameter("group"))
          .ifPresent(group -> directory.permissions().changeMembers(group.id()));
      writeQuota.take();
      return handler.apply(request);
    };
  }

  private Answer list(Request request) {
    ODataFilter filter = ODataFilter.of(Kind.GROUP, request.query().get("$filter"));
    var found = directory.all(Kind.GROUP, filter);
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

  private Answer checkMemberGroups(Request request) {
    String member = directory.group(request.parameter("group")).id();
    return GraphUsers.checkMemberGroups(directory, member, request);
  }

  private static ODataFilter filter(Request request) {
    return ODataFilter.ofMembers(request.query().get("$filter"));
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
    directory.add(request.parameter("group"), List.of(lastSegment(reference)), Writer.GRAPH);
    return Answer.empty(204);
  }

  /** Several members at once; nothing else of a group can be changed here. */
  private Answer bind(Request request) {
    JsonNode references = Json.read(request.text()).path("members@odata.bind");
    if (references.isEmpty() || references.size() > MAX_BOUND) {
      throw GraphError.badRequest("sandbox: 'members@odata.bind' has to name 1 to 20 members.");
    }
    List<String> members = references.valueStream().map(one -> lastSegment(one.asText())).toList();
    if (Set.copyOf(members).size() < members.size()) {
      throw GraphError.badRequest(
          "Object referenced from '[ResourceType=Group,Id=%s]' can only be present once as an add/remove change."
              .formatted(request.parameter("group")));
    }
    directory.add(request.parameter("group"), members, Writer.GRAPH);
    return Answer.empty(204);
  }

  /**
   * The id in a reference. Only this counts, because clients name the real Graph there, wherever
   * they send the call.
   */
  private static String lastSegment(String reference) {
    return reference.substring(reference.lastIndexOf('/') + 1);
  }

  private Answer remove(Request request) {
    directory.remove(request.parameter("group"), request.parameter("member"), Writer.GRAPH);
    return Answer.empty(204);
  }

  /** Without {@code $ref} the path means the member itself, and Graph deletes it if it may. */
  private Answer deleteObject(Request request) {
    directory.permissions().deletePeople();
    directory.delete(request.parameter("member"), Writer.GRAPH);
    return Answer.empty(204);
  }
}
