package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.ObjectMapping;
import com.microsoft.graph.models.SynchronizationJob;
import com.microsoft.graph.models.SynchronizationRule;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import com.microsoft.graph.serviceprincipals.item.synchronization.jobs.JobsRequestBuilder;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Searches Entra for the job that provisions groups to AWS. */
final class ScimJobSearch {
  private static final String SETTINGS = "hourkey.entra.provisioning.";
  static final String APPLICATION = SETTINGS + "service-principal-id";
  private static final String JOB = SETTINGS + "job-id";

  private final Graph graph;
  private final AwsApplicationSearch applications;
  private final Optional<String> configuredJob;

  ScimJobSearch(Graph graph, AwsApplicationSearch applications, Optional<String> configuredJob) {
    this.graph = graph;
    this.applications = applications;
    this.configuredJob = configuredJob;
  }

  /** There is no such job, or it is unclear which job it is. */
  static final class NotFound extends RuntimeException {
    final transient ScimJobs.SearchResult result;

    NotFound(ScimJobs.SearchResult result) {
      super(result.toString());
      this.result = result;
    }

    /** For operators. */
    String why() {
      return switch (result) {
        case ScimJobs.Unclear(String why) -> why;
        case ScimJobs.Missing(String why) -> why;
        case ScimJobs.Job job -> "found " + job.id(); // In this case, nothing is missing.
      };
    }
  }

  /**
   * Finds the job. Uses the settings that name the application or the job.
   *
   * @throws NotFound with the reason, for operators
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be queried
   */
  ScimJobs.Job find() {
    String application = applications.find();
    String job = configuredJob.orElseGet(() -> onlyJob(application));
    return new ScimJobs.Job(application, job, groupRule(application, job));
  }

  private String onlyJob(String application) {
    List<SynchronizationJob> found =
        ask(
            "list the provisioning jobs of " + application,
            client ->
                requireNonNullElse(
                    requireNonNull(jobs(client, application).get()).getValue(), List.of()),
            () ->
                new ScimJobs.Unclear(
                    "Entra has no enterprise application "
                        + application
                        + "; check "
                        + APPLICATION));
    return switch (found.size()) {
      case 0 ->
          throw new NotFound(
              new ScimJobs.Missing(
                  "Entra has no provisioning jobs for the enterprise application "
                      + application
                      + "; set up provisioning there, or set "
                      + APPLICATION
                      + " if it is another one"));
      case 1 -> requireNonNull(found.getFirst().getId());
      default ->
          throw unclear(
              "Entra has several provisioning jobs for the enterprise application "
                  + application
                  + "; set "
                  + JOB);
    };
  }

  private String groupRule(String application, String job) {
    return ask(
            "read the schema of the provisioning job " + job,
            client ->
                requireNonNullElse(
                    requireNonNull(
                            jobs(client, application).bySynchronizationJobId(job).schema().get())
                        .getSynchronizationRules(),
                    List.<SynchronizationRule>of()),
            () ->
                new ScimJobs.Unclear(
                    "Entra has no provisioning job "
                        + job
                        + " for the enterprise application "
                        + application
                        + "; check "
                        + APPLICATION
                        + " and "
                        + JOB))
        .stream()
        .filter(ScimJobSearch::mapsGroups)
        .findFirst()
        .map(SynchronizationRule::getId)
        .orElseThrow(
            () ->
                unclear(
                    "the provisioning job "
                        + job
                        + " has no rule that provisions groups; enable its mapping of groups in"
                        + " Entra, or set "
                        + JOB));
  }

  /** Makes a call about provisioning. A missing permission or a wrong id counts as an answer. */
  private <T> T ask(
      String doing,
      Function<GraphServiceClient, @Nullable T> call,
      Supplier<ScimJobs.SearchResult> notFound) {
    return graph.call(
        doing,
        call,
        refusal -> {
          if (refusal.notPermitted()) {
            throw new NotFound(notPermitted(refusal));
          }
          if (refusal.notFound()) {
            throw new NotFound(notFound.get());
          }
          return Optional.empty();
        });
  }

  /** The result when Graph does not let Hourkey see provisioning jobs. */
  static ScimJobs.Unclear notPermitted(GraphError refusal) {
    return notPermitted(refusal, "read provisioning jobs", "provisioning", "");
  }

  static ScimJobs.Unclear notPermitted(
      GraphError refusal, String what, String step, String setting) {
    return new ScimJobs.Unclear(
        "Entra does not let Hourkey "
            + what
            + " ("
            + (refusal.status() + " " + refusal.code()).strip()
            + "); grant the permission of docs/install.md#"
            + step
            + (setting.isEmpty() ? "" : ", or set " + setting));
  }

  private static JobsRequestBuilder jobs(GraphServiceClient client, String application) {
    return client.servicePrincipals().byServicePrincipalId(application).synchronization().jobs();
  }

  static NotFound unclear(String why) {
    return new NotFound(new ScimJobs.Unclear(why));
  }

  private static boolean mapsGroups(SynchronizationRule rule) {
    return requireNonNullElse(rule.getObjectMappings(), List.<ObjectMapping>of()).stream()
        .anyMatch(
            mapping ->
                "Group".equalsIgnoreCase(mapping.getSourceObjectName())
                    && !Boolean.FALSE.equals(mapping.getEnabled()));
  }
}
