package dev.hourkey.sandbox.entra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.directory.CallWindow;
import dev.hourkey.sandbox.directory.Memberships.Pair;
import dev.hourkey.sandbox.entra.ScimExport.Sent;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Provisioning on demand: up to five members of one group, five times in ten seconds. */
final class OnDemandProvisioning {
  private static final int CALLS = 5;
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final int MEMBERS = 5;

  private final Directory directory;
  private final ScimExport export;
  private final ProvisioningJob job;
  private final CallWindow window;
  private Duration readLag = Duration.ZERO;
  private boolean ignoresRemovals = true;
  private boolean believesItself;

  OnDemandProvisioning(Directory directory, ScimExport export, ProvisioningJob job, Clock clock) {
    this.directory = directory;
    this.export = export;
    this.job = job;
    this.window = new CallWindow(CALLS, WINDOW, clock);
  }

  synchronized void readLag(Duration lag) {
    readLag = lag;
  }

  synchronized void ignoresRemovals(boolean ignored) {
    ignoresRemovals = ignored;
  }

  synchronized void believesItself(boolean believes) {
    believesItself = believes;
  }

  synchronized void reset() {
    window.reset();
    readLag = Duration.ZERO;
    ignoresRemovals = true;
    believesItself = false;
  }

  /** Carries to AWS whether each named member is in the group. */
  synchronized Answer provision(JsonNode request, TenantSeed.Application application) {
    window.pass().ifPresent(OnDemandProvisioning::refuse);
    JsonNode subject = subject(request, application);
    if (job.state() == ProvisioningJob.State.QUARANTINED) {
      return answer("Failure");
    }
    String group = subject.path("objectId").asText();
    if (directory.assigned().stream().noneMatch(one -> one.id().equals(group))) {
      return answer("Skipped", "NotEffectivelyEntitled", "The group is not assigned.");
    }
    List<Sent> sent = new ArrayList<>();
    for (JsonNode member : subject.path("links").path("members")) {
      sent.add(carry(new Pair(group, member.path("objectId").asText())));
    }
    if (sent.contains(Sent.FAILED)) {
      return answer("Failure", "EntryNotFound", "The object in the target system is missing.");
    }
    return answer(sent.contains(Sent.CHANGED) ? "Success" : "Skipped");
  }

  /** The usual answer with this result, no matter what really happened. */
  static Answer answer(String result) {
    return switch (result) {
      case "Success" -> answer(result, Json.object());
      case "Skipped" ->
          answer(
              result,
              "RedundantExport",
              "The state of the user in both the source and target systems already match.");
      default ->
          answer(
              result,
              "SystemForCrossDomainIdentityManagementCredentialValidationUnsuccessful",
              "The credentials of the target system are not valid.");
    };
  }

  private static void refuse(Duration retryAfter) {
    throw GraphError.throttled(retryAfter);
  }

  private static JsonNode subject(JsonNode request, TenantSeed.Application application) {
    JsonNode parameters = request.path("parameters");
    if (parameters.isEmpty()) {
      throw invalid("A required parameter is missing: parameters.");
    }
    String rule = parameters.path(0).path("ruleId").asText();
    if (!rule.equals(application.rule())) {
      throw invalid(
          "The request identified this synchronization job: %s.  The request also identified this synchronization rule: %s.  However, the job does not include the rule."
              .formatted(application.job(), rule));
    }
    JsonNode subjects = parameters.path(0).path("subjects");
    JsonNode subject = subjects.path(0);
    if (parameters.size() > 1
        || subjects.size() != 1
        || subject.path("links").path("members").size() > MEMBERS) {
      throw invalid(
          "On-demand provisioning accepts a single group with up to 5 members at a time.");
    }
    if (!subject.path("objectTypeName").asText().equals("Group")) {
      throw invalid("sandbox: only groups are provisioned on demand.");
    }
    return subject;
  }

  private static GraphError invalid(String message) {
    return new GraphError(400, "RequestParameterInvalid", message);
  }

  private Sent carry(Pair pair) {
    boolean member = directory.shows(pair, readLag);
    if (believesItself && export.believes(pair) == member) {
      return Sent.NOTHING;
    }
    if (!member && ignoresRemovals) {
      return export.believes(pair) ? Sent.CHANGED : Sent.NOTHING;
    }
    return export.send(pair, member);
  }

  private static Answer answer(String result, String code, String message) {
    return answer(result, Json.object("errorCode", code, "errorMessage", message));
  }

  /** Both parts are JSON inside a string; the second stays empty for groups. */
  private static Answer answer(String result, ObjectNode details) {
    return GraphEndpoint.json(
        Json.object()
            .put(
                "@odata.context",
                "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.stringKeyStringValuePair")
            .putPOJO("key", Json.object("result", result, "details", details).toString())
            .put("value", "{}"));
  }
}
