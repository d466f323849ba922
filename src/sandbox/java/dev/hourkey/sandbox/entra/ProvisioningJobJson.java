package dev.hourkey.sandbox.entra;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The provisioning job as Graph shows it. */
final class ProvisioningJobJson {
  private ProvisioningJobJson() {}

  /** The job with its schedule and status. */
  static ObjectNode job(ProvisioningJob job, TenantSeed.Application application) {
    boolean paused = job.state() == ProvisioningJob.State.PAUSED;
    boolean quarantined = job.state() == ProvisioningJob.State.QUARANTINED;
    return Json.object()
        .put("id", application.job())
        .put("templateId", application.job().substring(0, application.job().indexOf('.')))
        .putPOJO(
            "schedule",
            Json.object(
                "interval", job.interval().toString(), "state", paused ? "Paused" : "Active"))
        .putPOJO(
            "status",
            Json.object()
                .put("code", paused ? "Paused" : quarantined ? "Quarantine" : "Active")
                .put("countSuccessiveCompleteFailures", quarantined ? 3 : 0)
                .put("escrowsPruned", false)
                .putPOJO("lastExecution", execution(job))
                .putPOJO("quarantine", quarantined ? quarantine(job) : null)
                .put("steadyStateFirstAchievedTime", "0001-01-01T00:00:00Z")
                .put("steadyStateLastAchievedTime", job.last().began().toString()));
  }

  private static ObjectNode execution(ProvisioningJob job) {
    ProvisioningJob.Execution last = job.last();
    return Json.object()
        .put("state", last.result().word)
        .put("timeBegan", last.began().toString())
        .put("timeEnded", last.ended().toString());
  }

  private static ObjectNode quarantine(ProvisioningJob job) {
    return Json.object()
        .put("currentBegan", job.last().began().toString())
        .put("nextAttempt", job.nextCycleAt().toString())
        .put("reason", "EncounteredQuarantineException")
        .put("seriesBegan", job.last().began().toString())
        .put("seriesCount", 3)
        .putPOJO(
            "error",
            Json.object()
                .put(
                    "code",
                    "SystemForCrossDomainIdentityManagementCredentialValidationUnsuccessful")
                .put("message", "The credentials of the target system are not valid.")
                .put("tenantActionable", true));
  }

  /** The one rule, and which attribute of Entra feeds which of AWS. */
  static ObjectNode schema(
      TenantSeed.Application application,
      Map<String, String> ofGroups,
      Map<String, String> externalIds,
      Map<String, List<String>> filters) {
    return Json.object(
        "id",
        application.job(),
        "synchronizationRules",
        List.of(
            Json.object()
                .put("id", application.rule())
                .put("name", "USER_OUTBOUND_USER")
                .put("priority", 1)
                .put("editable", true)
                .put("sourceDirectoryName", "Azure Active Directory")
                .put("targetDirectoryName", application.displayName())
                .putPOJO(
                    "objectMappings",
                    List.of(
                        mapping("Group", ofGroups, externalIds, filters),
                        mapping(
                            "User",
                            Map.of(
                                "userName",
                                "Coalesce([onPremisesSamAccountName], [userPrincipalName])"),
                            externalIds,
                            filters)))));
  }

  private static ObjectNode mapping(
      String type,
      Map<String, String> others,
      Map<String, String> externalIds,
      Map<String, List<String>> filters) {
    String externalId = externalIds.getOrDefault(type, "objectId");
    Map<String, String> sources = new LinkedHashMap<>(others);
    sources.put("externalId", externalId);
    return Json.object()
        .put("enabled", !externalId.isEmpty())
        .put("flowTypes", "Add, Update, Delete")
        .put("name", type)
        .put("sourceObjectName", type)
        .put("targetObjectName", type)
        .putPOJO("scope", filters.containsKey(type) ? scope(filters.get(type)) : null)
        .putPOJO(
            "attributeMappings",
            sources.entrySet().stream()
                .map(
                    mapped ->
                        Json.object()
                            .put("targetAttributeName", mapped.getKey())
                            .put("matchingPriority", mapped.getKey().equals("externalId") ? 0 : 1)
                            .putPOJO(
                                "source",
                                Json.object()
                                    .put("type", function(mapped) ? "Function" : "Attribute")
                                    .put("name", mapped.getValue())
                                    .put(
                                        "expression",
                                        function(mapped)
                                            ? mapped.getValue()
                                            : "[" + mapped.getValue() + "]")))
                .toList());
  }

  private static ObjectNode scope(List<String> clauses) {
    return Json.object(
        "categoryFilterGroups",
        List.of(),
        "inputFilterGroups",
        List.of(),
        "groups",
        List.of(
            Json.object(
                "name",
                "Scope",
                "clauses",
                clauses.stream()
                    .map(clause -> clause.split(" ", 3))
                    .map(
                        part ->
                            Json.object(
                                "sourceOperandName",
                                part[0],
                                "operatorName",
                                part[1],
                                "targetOperand",
                                Json.object("values", List.of(part[2]))))
                    .toList())));
  }

  private static boolean function(Map.Entry<String, String> mapped) {
    return mapped.getValue().endsWith(")");
  }
}
