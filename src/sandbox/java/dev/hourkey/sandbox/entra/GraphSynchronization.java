package dev.hourkey.sandbox.entra;

import static dev.hourkey.sandbox.entra.GraphEndpoint.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.Request;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Graph's calls about the enterprise application and its provisioning job. */
final class GraphSynchronization {
  private static final String APPLICATIONS = "/servicePrincipals";
  private static final String JOBS = APPLICATIONS + "/{application}/synchronization/jobs";

  private final Directory directory;
  private final TenantSeed.Application application;
  private final ProvisioningJob job;
  private final OnDemandProvisioning onDemand;
  private final TenantSeed.Self self;
  private final Map<String, String> externalIds = new ConcurrentHashMap<>();
  private final Map<String, List<String>> filters = new ConcurrentHashMap<>();
  private final List<DirectoryObject> others = new CopyOnWriteArrayList<>();
  private volatile boolean membersMapped = true;
  private volatile int applications = 1;
  private volatile boolean enabled = true;

  GraphSynchronization(
      Directory directory,
      TenantSeed.Application application,
      ProvisioningJob job,
      OnDemandProvisioning onDemand,
      TenantSeed.Self self) {
    this.self = self;
    this.directory = directory;
    this.application = application;
    this.job = job;
    this.onDemand = onDemand;
  }

  /** What the job carries to externalId for one kind of object; empty if its mapping is off. */
  void externalId(String kind, String source) {
    externalIds.put(kind, source);
  }

  /** The clauses of the scoping filter for one kind of object. */
  void scopingFilter(String kind, List<String> clauses) {
    filters.put(kind, clauses);
  }

  /** Whether the mapping of groups has their members. */
  void membersMapped(boolean mapped) {
    membersMapped = mapped;
  }

  /** Registers another application with these app roles. */
  void register(String clientId, List<String> roles) {
    others.add(
        new DirectoryObject(
            DirectoryObject.Kind.SERVICE_PRINCIPAL,
            Map.of(
                "id",
                "sp-" + clientId,
                "appId",
                clientId,
                "displayName",
                clientId,
                "appRoles",
                roles.stream()
                    .map(role -> Map.of("value", role, "displayName", role, "isEnabled", true))
                    .toList())));
  }

  /** Sets how many enterprise applications of AWS there are. */
  void applications(int number) {
    applications = number;
  }

  /** Whether people may sign in with the application. */
  void enabled(boolean now) {
    enabled = now;
  }

  void reset() {
    externalIds.clear();
    filters.clear();
    others.clear();
    membersMapped = true;
    applications = 1;
    enabled = true;
  }

  void addTo(GraphEndpoint graph) {
    graph.on("GET", APPLICATIONS, read(this::applications));
    onApplication(graph, "GET", APPLICATIONS + "/{application}", read(this::application));
    onApplication(
        graph, "GET", APPLICATIONS + "/{application}/appRoleAssignedTo", read(this::assignedTo));
    onApplication(graph, "GET", JOBS, synchronize(this::jobs));
    onJob(graph, "GET", "", _ -> json(ProvisioningJobJson.job(job, application)));
    onJob(graph, "GET", "/schema", _ -> json(schema()));
    onJob(graph, "POST", "/start", done(_ -> job.start()));
    onJob(graph, "POST", "/pause", done(_ -> job.state(ProvisioningJob.State.PAUSED)));
    onJob(graph, "POST", "/restart", done(request -> job.restart(forgetsTargets(request))));
    onJob(graph, "POST", "/provisionOnDemand", this::push);
  }

  private ObjectNode schema() {
    Map<String, String> ofGroups =
        membersMapped
            ? Map.of("displayName", "displayName", "members", "members")
            : Map.of("displayName", "displayName");
    return ProvisioningJobJson.schema(application, ofGroups, externalIds, filters);
  }

  private void onApplication(
      GraphEndpoint graph, String method, String path, Function<Request, Answer> handler) {
    graph.on(
        method,
        path,
        request -> {
          String id = request.parameter("application");
          if (!id.equals(application.id())) {
            throw GraphError.notFound(id);
          }
          return handler.apply(request);
        });
  }

  private Function<Request, Answer> read(Function<Request, Answer> handler) {
    return request -> {
      directory.permissions().readApplications();
      return handler.apply(request);
    };
  }

  private Function<Request, Answer> synchronize(Function<Request, Answer> handler) {
    return request -> {
      directory.permissions().synchronize();
      return handler.apply(request);
    };
  }

  private void onJob(
      GraphEndpoint graph, String method, String path, Function<Request, Answer> handler) {
    onApplication(
        graph,
        method,
        JOBS + "/{job}" + path,
        synchronize(
            request -> {
              String id = request.parameter("job");
              if (!id.equals(application.job()) || job.state() == ProvisioningJob.State.MISSING) {
                throw GraphError.notFound(id);
              }
              return handler.apply(request);
            }));
  }

  private static Function<Request, Answer> done(Consumer<Request> work) {
    return request -> {
      work.accept(request);
      return Answer.empty(204);
    };
  }

  private Answer applications(Request request) {
    var passes =
        ODataFilter.of(DirectoryObject.Kind.SERVICE_PRINCIPAL, request.query().get("$filter"));
    var found =
        Stream.of(
                Stream.of(own()),
                others.stream(),
                Stream.generate(this::principal).limit(applications))
            .flatMap(principals -> principals)
            .filter(passes)
            .toList();
    return GraphEndpoint.page(
        request, "servicePrincipals", found, principal -> principal.selected(request));
  }

  private Answer application(Request request) {
    return json(principal().selected(request));
  }

  private DirectoryObject principal() {
    return new DirectoryObject(
        DirectoryObject.Kind.SERVICE_PRINCIPAL,
        Map.of(
            "id",
            application.id(),
            "appId",
            application.appId(),
            "applicationTemplateId",
            application.template(),
            "displayName",
            application.displayName(),
            "accountEnabled",
            enabled,
            "servicePrincipalType",
            "Application"));
  }

  private DirectoryObject own() {
    return new DirectoryObject(
        DirectoryObject.Kind.SERVICE_PRINCIPAL,
        Map.of("id", self.id(), "appId", self.appId(), "displayName", "Hourkey"));
  }

  private Answer assignedTo(Request request) {
    return GraphEndpoint.page(
        request,
        "appRoleAssignments",
        List.copyOf(directory.assignments().entrySet()),
        one ->
            Map.of(
                "id",
                one.getKey().id(),
                "appRoleId",
                one.getValue().role,
                "principalId",
                one.getKey().id(),
                "principalType",
                "Group",
                "principalDisplayName",
                String.valueOf(one.getKey().text("displayName")),
                "resourceId",
                application.id(),
                "resourceDisplayName",
                application.displayName()));
  }

  private Answer jobs(Request request) {
    boolean missing = job.state() == ProvisioningJob.State.MISSING;
    return GraphEndpoint.collection(
        "servicePrincipals('" + application.id() + "')/synchronization/jobs",
        missing ? List.of() : List.of(ProvisioningJobJson.job(job, application)));
  }

  private Answer push(Request request) {
    return onDemand.provision(Json.read(request.text()), application);
  }

  private static boolean forgetsTargets(Request request) {
    String scope = Json.read(request.text()).path("criteria").path("resetScope").asText();
    return scope.contains("Full") || scope.contains("ConnectorDataStore");
  }
}
