package dev.hourkey.sandbox;

import static dev.hourkey.sandbox.GraphEndpoint.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.Loopback.Answer;
import dev.hourkey.sandbox.Loopback.Request;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Graph's calls about the enterprise application and its provisioning job. */
final class GraphSynchronization {
  private static final String APPLICATIONS = "/servicePrincipals";
  private static final String JOBS = APPLICATIONS + "/{application}/synchronization/jobs";

  private final EntraDirectory directory;
  private final EntraSeed.Application application;
  private final ScimJob job;
  private final OnDemand onDemand;

  GraphSynchronization(
      EntraDirectory directory, EntraSeed.Application application, ScimJob job, OnDemand onDemand) {
    this.directory = directory;
    this.application = application;
    this.job = job;
    this.onDemand = onDemand;
  }

  void addTo(GraphEndpoint graph) {
    graph.on("GET", APPLICATIONS, this::applications);
    onApplication(graph, "GET", APPLICATIONS + "/{application}", this::application);
    onApplication(
        graph, "GET", APPLICATIONS + "/{application}/appRoleAssignedTo", this::assignedTo);
    onApplication(graph, "GET", JOBS, this::jobs);
    onJob(graph, "GET", "", _ -> json(shape()));
    onJob(graph, "GET", "/schema", _ -> json(schema()));
    onJob(graph, "POST", "/start", done(_ -> job.start()));
    onJob(graph, "POST", "/pause", done(_ -> job.state(ScimJob.State.PAUSED)));
    onJob(graph, "POST", "/restart", done(request -> job.restart(forgetsTargets(request))));
    onJob(graph, "POST", "/provisionOnDemand", this::provisionOnDemand);
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

  private void onJob(
      GraphEndpoint graph, String method, String path, Function<Request, Answer> handler) {
    onApplication(
        graph,
        method,
        JOBS + "/{job}" + path,
        request -> {
          String id = request.parameter("job");
          if (!id.equals(application.job()) || job.state() == ScimJob.State.MISSING) {
            throw GraphError.notFound(id);
          }
          return handler.apply(request);
        });
  }

  private static Function<Request, Answer> done(Consumer<Request> work) {
    return request -> {
      work.accept(request);
      return Answer.empty(204);
    };
  }

  private Answer applications(Request request) {
    var passes = ODataFilter.of(request.query().get("$filter"));
    var found = List.of(principal()).stream().filter(passes).toList();
    return GraphEndpoint.page(
        request, "servicePrincipals", found, principal -> principal.selected(request));
  }

  private Answer application(Request request) {
    return json(principal().selected(request));
  }

  private DirectoryObject principal() {
    return new DirectoryObject(
        DirectoryObject.Type.SERVICE_PRINCIPAL,
        Map.of(
            "id",
            application.id(),
            "appId",
            application.appId(),
            "displayName",
            application.displayName(),
            "accountEnabled",
            true,
            "servicePrincipalType",
            "Application"));
  }

  private Answer assignedTo(Request request) {
    return GraphEndpoint.page(
        request,
        "appRoleAssignments",
        directory.assigned(),
        group ->
            Map.of(
                "id",
                group.id(),
                "principalId",
                group.id(),
                "principalType",
                "Group",
                "principalDisplayName",
                String.valueOf(group.text("displayName")),
                "resourceId",
                application.id(),
                "resourceDisplayName",
                application.displayName()));
  }

  private Answer jobs(Request request) {
    boolean missing = job.state() == ScimJob.State.MISSING;
    return GraphEndpoint.collection(
        "servicePrincipals('" + application.id() + "')/synchronization/jobs",
        missing ? List.of() : List.of(shape()));
  }

  private Answer provisionOnDemand(Request request) {
    return job.state() == ScimJob.State.QUARANTINED
        ? OnDemand.answer("Failure")
        : onDemand.provision(Json.read(request.text()), application);
  }

  private static boolean forgetsTargets(Request request) {
    String scope = Json.read(request.text()).path("criteria").path("resetScope").asText();
    return scope.contains("Full") || scope.contains("ConnectorDataStore");
  }

  private ObjectNode shape() {
    boolean paused = job.state() == ScimJob.State.PAUSED;
    boolean quarantined = job.state() == ScimJob.State.QUARANTINED;
    return Json.object(
        "id",
        application.job(),
        "templateId",
        application.job().substring(0, application.job().indexOf('.')),
        "schedule",
        Json.object("interval", job.interval().toString(), "state", paused ? "Paused" : "Active"),
        "status",
        Json.object(
            "code",
            paused ? "Paused" : quarantined ? "Quarantine" : "Active",
            "countSuccessiveCompleteFailures",
            quarantined ? 3 : 0,
            "escrowsPruned",
            false,
            "lastExecution",
            execution(),
            "quarantine",
            quarantined ? quarantine() : null,
            "steadyStateFirstAchievedTime",
            "0001-01-01T00:00:00Z",
            "steadyStateLastAchievedTime",
            job.lastCycleAt().toString()));
  }

  private ObjectNode execution() {
    Instant at = job.lastCycleAt();
    return Json.object(
        "state",
        job.complete() ? "Succeeded" : "EntryLevelErrors",
        "timeBegan",
        at.toString(),
        "timeEnded",
        at.toString());
  }

  private ObjectNode quarantine() {
    return Json.object(
        "currentBegan",
        job.lastCycleAt().toString(),
        "nextAttempt",
        job.nextCycleAt().toString(),
        "reason",
        "EncounteredQuarantineException",
        "seriesBegan",
        job.lastCycleAt().toString(),
        "seriesCount",
        3,
        "error",
        Json.object(
            "code",
            "SystemForCrossDomainIdentityManagementCredentialValidationUnsuccessful",
            "message",
            "The credentials of the target system are not valid.",
            "tenantActionable",
            true));
  }

  private ObjectNode schema() {
    return Json.object(
        "id",
        application.job(),
        "synchronizationRules",
        List.of(
            Json.object(
                "id",
                application.rule(),
                "name",
                "USER_OUTBOUND_USER",
                "priority",
                1,
                "editable",
                true,
                "sourceDirectoryName",
                "Azure Active Directory",
                "targetDirectoryName",
                application.displayName(),
                "objectMappings",
                List.of(
                    mapping(
                        "Group", Map.of("displayName", "displayName", "externalId", "objectId")),
                    mapping(
                        "User",
                        Map.of("userName", "userPrincipalName", "externalId", "objectId"))))));
  }

  private static ObjectNode mapping(String type, Map<String, String> sources) {
    return Json.object(
        "enabled",
        true,
        "flowTypes",
        "Add, Update, Delete",
        "name",
        type,
        "sourceObjectName",
        type,
        "targetObjectName",
        type,
        "attributeMappings",
        sources.entrySet().stream()
            .map(
                mapped ->
                    Json.object(
                        "targetAttributeName",
                        mapped.getKey(),
                        "matchingPriority",
                        mapped.getKey().equals("externalId") ? 0 : 1,
                        "source",
                        Json.object(
                            "type",
                            "Attribute",
                            "name",
                            mapped.getValue(),
                            "expression",
                            "[" + mapped.getValue() + "]")))
            .toList());
  }
}
