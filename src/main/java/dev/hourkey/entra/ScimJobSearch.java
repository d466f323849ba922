package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.ObjectMapping;
import com.microsoft.graph.models.ServicePrincipal;
import com.microsoft.graph.models.ServicePrincipalCollectionResponse;
import com.microsoft.graph.models.SynchronizationJob;
import com.microsoft.graph.models.SynchronizationRule;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import com.microsoft.graph.serviceprincipals.item.synchronization.jobs.JobsRequestBuilder;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Searches Entra for the job that provisions groups to AWS. */
final class ScimJobSearch {
  /** The gallery's template. An application keeps it when somebody renames the application. */
  private static final String TEMPLATE = "21ed01d2-ec13-4e9e-86c1-cd546719ebc4";

  /** The gallery's current and earlier names of the application, for one without a template. */
  private static final List<String> NAMES =
      List.of(
          "AWS IAM Identity Center", "AWS IAM Identity Center (successor to AWS Single Sign-On)");

  private static final String SETTINGS = "hourkey.entra.provisioning.";
  private static final String APPLICATION = SETTINGS + "service-principal-id";
  private static final String JOB = SETTINGS + "job-id";

  private final Graph graph;
  private final EntraConfig.Provisioning config;

  ScimJobSearch(Graph graph, EntraConfig.Provisioning config) {
    this.graph = graph;
    this.config = config;
  }

  /** There is no such job, or it is unclear which one it is. */
  static final class NotFound extends RuntimeException {
    final transient ScimJobs.Found result;

    NotFound(ScimJobs.Found result) {
      super(result.toString());
      this.result = result;
    }
  }

  /**
   * Finds the job, by the settings where they name it.
   *
   * @throws NotFound with the reason, for operators
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be asked
   */
  ScimJobs.Job find() {
    String application = application();
    String job = config.jobId().orElseGet(() -> onlyJob(application));
    return new ScimJobs.Job(application, job, groupRule(application, job));
  }

  /**
   * Finds the enterprise application, by the setting where there is one.
   *
   * @throws NotFound with the reason, for operators
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be asked
   */
  String application() {
    return config.servicePrincipalId().orElseGet(this::onlyApplication);
  }

  private String onlyApplication() {
    List<ServicePrincipal> found =
        applications(
            "applicationTemplateId eq '" + TEMPLATE + "'", ScimJobSearch::noneIfUnsupported);
    if (found.isEmpty()) {
      found =
          applications(
              NAMES.stream()
                  .map(name -> "displayName eq " + Graph.quoted(name))
                  .collect(Collectors.joining(" or ")),
              _ -> Optional.empty());
    }
    return switch (found.size()) {
      case 0 ->
          throw unclear(
              "Entra has no enterprise application made from the gallery's template for AWS IAM"
                  + " Identity Center, and none with its names ("
                  + String.join(", ", NAMES)
                  + "); set "
                  + APPLICATION);
      case 1 -> requireNonNull(found.getFirst().getId());
      default ->
          throw new NotFound(
              new ScimJobs.Unclear(
                  "Entra has several enterprise applications for AWS IAM Identity Center ("
                      + found.stream()
                          .map(one -> one.getDisplayName() + " " + one.getId())
                          .collect(Collectors.joining(", "))
                      + "); set "
                      + APPLICATION));
    };
  }

  /** If Graph does not support the filter, the application is searched by name instead. */
  private static Optional<ServicePrincipalCollectionResponse> noneIfUnsupported(
      GraphError refusal) {
    return refusal.status() == 400
        ? Optional.of(new ServicePrincipalCollectionResponse())
        : Optional.empty();
  }

  private List<ServicePrincipal> applications(
      String filter, Function<GraphError, Optional<ServicePrincipalCollectionResponse>> onError) {
    ServicePrincipalCollectionResponse page =
        graph.call(
            "find the enterprise application of AWS",
            client ->
                client
                    .servicePrincipals()
                    .get(
                        request -> {
                          var query = requireNonNull(request.queryParameters);
                          query.select = new String[] {"id", "displayName"};
                          query.filter = filter;
                        }),
            refusal -> {
              if (refusal.notPermitted()) {
                throw new NotFound(
                    notPermitted(
                        refusal, "look for the AWS enterprise application", "4.2", APPLICATION));
              }
              return onError.apply(refusal);
            });
    return requireNonNullElse(page.getValue(), List.of());
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

  /** Asks about provisioning, where a missing permission or a wrong id counts as an answer. */
  private <T> T ask(
      String doing,
      Function<GraphServiceClient, @Nullable T> call,
      Supplier<ScimJobs.Found> notFound) {
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
    return notPermitted(refusal, "read provisioning jobs", "4.4", "");
  }

  private static ScimJobs.Unclear notPermitted(
      GraphError refusal, String what, String step, String setting) {
    return new ScimJobs.Unclear(
        "Entra does not let Hourkey "
            + what
            + " ("
            + (refusal.status() + " " + refusal.code()).strip()
            + "); grant the permission of docs/install.md, "
            + step
            + (setting.isEmpty() ? "" : ", or set " + setting));
  }

  private static JobsRequestBuilder jobs(GraphServiceClient client, String application) {
    return client.servicePrincipals().byServicePrincipalId(application).synchronization().jobs();
  }

  private static NotFound unclear(String why) {
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
