package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.graph.models.SynchronizationJob;
import com.microsoft.graph.models.SynchronizationJobApplicationParameters;
import com.microsoft.graph.models.SynchronizationJobSubject;
import com.microsoft.graph.models.SynchronizationLinkedObjects;
import com.microsoft.graph.models.SynchronizationQuarantine;
import com.microsoft.graph.models.SynchronizationSchedule;
import com.microsoft.graph.models.SynchronizationScheduleState;
import com.microsoft.graph.models.SynchronizationStatus;
import com.microsoft.graph.models.SynchronizationStatusCode;
import com.microsoft.graph.models.SynchronizationTaskExecution;
import com.microsoft.graph.models.SynchronizationTaskExecutionResult;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import com.microsoft.graph.serviceprincipals.item.synchronization.jobs.item.SynchronizationJobItemRequestBuilder;
import com.microsoft.graph.serviceprincipals.item.synchronization.jobs.item.provisionondemand.ProvisionOnDemandPostRequestBody;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonId;
import dev.hourkey.scim.ScimProvisioner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The SCIM job that provisions groups to AWS. Each call to provisioning on demand handles a few
 * members of one group, whether they were added or removed (Microsoft, synchronizationJob:
 * provisionOnDemand).
 */
@ApplicationScoped
class GraphProvisioning implements ScimProvisioner {
  /** Five calls are allowed within this time. Used when Graph does not say how long to wait. */
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Graph graph;
  private final ScimJobs jobs;

  GraphProvisioning(Graph graph, ScimJobs jobs) {
    this.graph = graph;
    this.jobs = jobs;
  }

  @Override
  public OnDemandResult provisionOnDemand(EntraGroup group, List<PersonId> people) {
    return switch (jobs.toAws()) {
      case ScimJobs.Unclear(String why) -> new OnDemandResult.NotDone(why);
      case ScimJobs.Missing(String why) -> new OnDemandResult.NotDone(why);
      case ScimJobs.Job job -> provisionOnDemand(job, group, people);
    };
  }

  /** Starts the job, if it was found (Microsoft, synchronizationJob: start). */
  @Override
  public void start() {
    switch (jobs.toAws()) {
      case ScimJobs.Unclear(String why) -> throw notStarted(why);
      case ScimJobs.Missing(String why) -> throw notStarted(why);
      case ScimJobs.Job job ->
          graph.call(
              "start the provisioning job " + job.id(),
              client -> {
                at(client, job).start().post();
                return true;
              },
              refusal -> {
                if (refusal.notFound()) {
                  jobs.forget(); // Provisioning was set up again, so there is another job now.
                }
                return Optional.empty();
              });
    }
  }

  private static DirectoryFailure notStarted(String why) {
    return DirectoryFailure.temporary(
        "start the provisioning job", null, new IllegalStateException(why));
  }

  /** Microsoft, synchronizationJob: get. */
  @Override
  public Job job() {
    return switch (jobs.toAws()) {
      case ScimJobs.Unclear(String why) -> new Job.Unclear(why);
      case ScimJobs.Missing(String why) -> new Job.Stopped(why);
      case ScimJobs.Job job ->
          graph.call(
              "read the provisioning job " + job.id(),
              client -> state(requireNonNull(at(client, job).get())),
              refusal -> {
                if (refusal.notPermitted()) {
                  return Optional.of(new Job.Unclear(ScimJobSearch.notPermitted(refusal).why()));
                }
                if (refusal.notFound()) {
                  jobs.forget();
                  return Optional.of(
                      new Job.Stopped("Entra no longer has the provisioning job " + job.id()));
                }
                return Optional.empty();
              });
    };
  }

  /** Whether the job runs, according to Graph. */
  static Job state(SynchronizationJob job) {
    SynchronizationStatus status = job.getStatus();
    SynchronizationSchedule schedule = job.getSchedule();
    SynchronizationStatusCode code = status == null ? null : status.getCode();
    SynchronizationQuarantine quarantine = status == null ? null : status.getQuarantine();
    if (code == SynchronizationStatusCode.Quarantine || quarantine != null) {
      return new Job.Stopped("Entra has the provisioning job in quarantine" + because(quarantine));
    }
    boolean off =
        code == SynchronizationStatusCode.Paused
            || code == SynchronizationStatusCode.NotConfigured
            || (schedule != null
                && (schedule.getState() == SynchronizationScheduleState.Paused
                    || schedule.getState() == SynchronizationScheduleState.Disabled));
    return off
        ? new Job.Stopped("the provisioning job is switched off in Entra")
        : new Job.Running(Optional.ofNullable(status).flatMap(GraphProvisioning::finished));
  }

  /**
   * The last cycle, if it is over. A cycle that failed as a whole has exported nothing. A later
   * cycle exports its changes.
   */
  private static Optional<Cycle> finished(SynchronizationStatus status) {
    SynchronizationTaskExecution last = status.getLastExecution();
    if (last == null
        || last.getTimeBegan() == null
        || last.getTimeEnded() == null
        || last.getTimeEnded().isBefore(last.getTimeBegan())) {
      return Optional.empty();
    }
    SynchronizationTaskExecutionResult result = last.getState();
    boolean done =
        result == SynchronizationTaskExecutionResult.Succeeded
            || result == SynchronizationTaskExecutionResult.EntryLevelErrors;
    return done
        ? Optional.of(new Cycle(last.getTimeBegan().toInstant(), last.getTimeEnded().toInstant()))
        : Optional.empty();
  }

  private static String because(@Nullable SynchronizationQuarantine quarantine) {
    if (quarantine == null) {
      return "";
    }
    String reason = quarantine.getReason() == null ? "" : " (" + quarantine.getReason() + ")";
    String message = quarantine.getError() == null ? null : quarantine.getError().getMessage();
    return reason + (message == null ? "" : ": " + withoutFullStop(message));
  }

  /** The message becomes part of a sentence. */
  private static String withoutFullStop(String message) {
    return message.strip().replaceFirst("\\.$", "");
  }

  private OnDemandResult provisionOnDemand(
      ScimJobs.Job job, EntraGroup group, List<PersonId> people) {
    return graph.callSlow(
        "provision " + people + " in " + group.name(),
        client -> read(provision(client, job, group, people)),
        refusal -> {
          if (refusal.status() == 429) {
            return Optional.of(new OnDemandResult.NotNow(refusal.retryAfter().orElse(WINDOW)));
          }
          if (refusal.notFound() || refusal.status() == 400) {
            jobs.forget(); // The application was set up again and has other ids now.
            return Optional.of(new OnDemandResult.NotDone(refusal.message()));
          }
          return Optional.empty();
        });
  }

  private static @Nullable String provision(
      GraphServiceClient client, ScimJobs.Job job, EntraGroup group, List<PersonId> people) {
    var links = new SynchronizationLinkedObjects();
    links.setMembers(people.stream().map(person -> subject("User", person.value())).toList());
    var subject = subject("Group", group.id());
    subject.setLinks(links);
    var parameters = new SynchronizationJobApplicationParameters();
    parameters.setRuleId(job.rule());
    parameters.setSubjects(List.of(subject));
    var body = new ProvisionOnDemandPostRequestBody();
    body.setParameters(List.of(parameters));
    var answer = at(client, job).provisionOnDemand().post(body);
    return answer == null ? null : answer.getKey();
  }

  static SynchronizationJobItemRequestBuilder at(GraphServiceClient client, ScimJobs.Job job) {
    return client
        .servicePrincipals()
        .byServicePrincipalId(job.servicePrincipal())
        .synchronization()
        .jobs()
        .bySynchronizationJobId(job.id());
  }

  private static SynchronizationJobSubject subject(String type, String id) {
    var subject = new SynchronizationJobSubject();
    subject.setObjectTypeName(type);
    subject.setObjectId(id);
    return subject;
  }

  /**
   * Reads the result from the JSON in the answer's {@code key}: the HTTP status is 200 either way.
   * Microsoft does not document its values, so every value that is not known to mean success counts
   * as not done.
   */
  private static OnDemandResult read(@Nullable String key) {
    JsonNode answer = parsed(key);
    String result = answer.path("result").asText();
    JsonNode details = answer.path("details");
    String error = details.path("errorCode").asText();
    boolean alreadySo = result.equalsIgnoreCase("Skipped") && error.equals("RedundantExport");
    if (result.equalsIgnoreCase("Success") || alreadySo) {
      return new OnDemandResult.Done();
    }
    String message = details.path("errorMessage").asText();
    return new OnDemandResult.NotDone(String.join(" ", result, error, message).strip());
  }

  private static JsonNode parsed(@Nullable String key) {
    try {
      return JSON.readTree(key == null ? "{}" : key);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode().put("result", key);
    }
  }
}
