package dev.hourkey.sandbox.entra;

import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Graph's calls about the app registrations of the tenant. */
final class GraphApplications {
  private final Directory directory;
  private final List<DirectoryObject> all = new CopyOnWriteArrayList<>();

  GraphApplications(Directory directory) {
    this.directory = directory;
  }

  void addTo(GraphEndpoint graph) {
    graph.on("GET", "/applications", this::list);
  }

  /** Adds an app registration; Graph shows claims that are not set as null. */
  void add(String clientId, Map<String, Object> properties) {
    Map<String, Object> application = new HashMap<>(properties);
    application.put("id", "app-" + clientId);
    application.put("appId", clientId);
    all.removeIf(one -> one.has("appId", clientId));
    all.add(new DirectoryObject(DirectoryObject.Kind.APPLICATION, application));
  }

  void reset() {
    all.clear();
  }

  private Answer list(Request request) {
    directory.permissions().readApplications();
    var passes = ODataFilter.of(DirectoryObject.Kind.APPLICATION, request.query().get("$filter"));
    return GraphEndpoint.page(
        request,
        "applications",
        all.stream().filter(passes).toList(),
        one -> one.selected(request));
  }
}
