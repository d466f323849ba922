package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.ObjectMapping;
import com.microsoft.graph.models.ServicePrincipal;
import com.microsoft.graph.models.ServicePrincipalCollectionResponse;
import com.microsoft.graph.models.SynchronizationJob;
import com.microsoft.graph.models.SynchronizationRule;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the job that provisions groups to AWS, and remembers it. */
@ApplicationScoped
class ScimJobs {
  /** The gallery's template, which an application keeps when somebody renames it. */
  private static final String TEMPLATE = "21ed01d2-ec13-4e9e-86c1-cd546719ebc4";

  /** The gallery's current and earlier names of the application, for one that has no template. */
  private static final List<String> NAMES =
      List.of(
          "AWS IAM Identity Center", "AWS IAM Identity Center (successor to AWS Single Sign-On)");

  private static final String SETTINGS = "hourkey.entra.provisioning.";
  private static final String APPLICATION = SETTINGS + "service-principal-id";
  private static final String JOB = SETTINGS + "job-id";

  private final Graph graph;
  private final EntraConfig.Provisioning config;

  private volatile @Nullable Job known;

  ScimJobs(Graph graph, EntraConfig config) {
    this.graph = graph;
    this.config = config.provisioning();
  }

  /** What became of looking for the job. */
  sealed interface Found {}

  /**
   * A synchronization job.
   *
   * @param rule the rule that maps groups
   */
  record Job(String servicePrincipal, String id, String rule) implements Found {}

  /**
   * Hourkey cannot tell which one it is, or may not look. {@code why} names the setting, or the
   * step of docs/install.md, that fixes it.
   */
  record Unclear(String why) implements Found {}

  /** The application has no job. */
  record Missing(String why) implements Found {}

  /**
   * The job that provisions groups to AWS.
   *
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be asked
   */
  Found toAws() {
    Job job = known;
    if (job != null) {
      return job;
    }
    try {
      job = find();
      known = job;
      return job;
    } catch (NotOne e) {
      return e.found;
    }
  }

  /** Has the job looked for anew. */
  void forget() {
    known = null;
  }

  private Job find() {
    String application = config.servicePrincipalId().orElseGet(this::onlyApplication);
    String job = config.jobId().orElseGet(() -> onlyJob(application));
    return new Job(application, job, groupRule(application, job));
  }

  private String onlyApplication() {
    List<ServicePrincipal> found =
        applications("applicationTemplateId eq '" + TEMPLATE + "'", ScimJobs::noneIfUnsupported);
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
          throw new NotOne(
              new Unclear(
                  "Entra has no enterprise application made from the gallery's template for AWS IAM"
                      + " Identity Center, and none with its names ("
                      + String.join(", ", NAMES)
                      + "); set "
                      + APPLICATION));
      case 1 -> requireNonNull(found.getFirst().getId());
      default ->
          throw new NotOne(
              new Unclear(
                  "Entra has several enterprise applications for AWS IAM Identity Center ("
                      + found.stream()
                          .map(one -> one.getDisplayName() + " " + one.getId())
                          .collect(Collectors.joining(", "))
                      + "); set "
                      + APPLICATION));
    };
  }

  /** A Graph that does not support the filter finds nothing by it, so the names are used. */
  private static Optional<ServicePrincipalCollectionResponse> noneIfUnsupported(
      GraphError refusal) {
    return refusal.status() == 400
        ? Optional.of(new ServicePrincipalCollectionResponse())
        : Optional.empty();
  }

  private List<ServicePrincipal> applications(
      String filter, Function<GraphError, Optional<ServicePrincipalCollectionResponse>> meaning) {
    ServicePrincipalCollectionResponse page =
        graph.ask(
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
                throw new NotOne(
                    notPermitted(
                        refusal, "look for the AWS enterprise application", "4.2", APPLICATION));
              }
              return meaning.apply(refusal);
            });
    return requireNonNullElse(page.getValue(), List.of());
  }

  private String onlyJob(String application) {
    List<SynchronizationJob> found =
        requested(
            "list the provisioning jobs of " + application,
            client ->
                requireNonNullElse(
                    requireNonNull(
                            client
                                .servicePrincipals()
                                .byServicePrincipalId(application)
                                .synchronization()
                                .jobs()
                                .get())
                        .getValue(),
                    List.of()),
            () ->
                new Unclear(
                    "Entra has no enterprise application "
                        + application
                        + "; check "
                        + APPLICATION));
    return switch (found.size()) {
      case 0 ->
          throw new NotOne(
              new Missing(
                  "Entra has no provisioning jobs for the enterprise application "
                      + application
                      + "; set provisioning up there, or set "
                      + APPLICATION
                      + " if it is another one"));
      case 1 -> requireNonNull(found.getFirst().getId());
      default ->
          throw new NotOne(
              new Unclear(
                  "Entra has several provisioning jobs for the enterprise application "
                      + application
                      + "; set "
                      + JOB));
    };
  }

  private String groupRule(String application, String job) {
    return requested(
            "read the schema of the provisioning job " + job,
            client ->
                requireNonNullElse(
                    requireNonNull(
                            client
                                .servicePrincipals()
                                .byServicePrincipalId(application)
                                .synchronization()
                                .jobs()
                                .bySynchronizationJobId(job)
                                .schema()
                                .get())
                        .getSynchronizationRules(),
                    List.<SynchronizationRule>of()),
            () ->
                new Unclear(
                    "Entra has no provisioning job "
                        + job
                        + " for the enterprise application "
                        + application
                        + "; check "
                        + APPLICATION
                        + " and "
                        + JOB))
        .stream()
        .filter(ScimJobs::mapsGroups)
        .findFirst()
        .map(SynchronizationRule::getId)
        .orElseThrow(
            () ->
                new NotOne(
                    new Unclear(
                        "the provisioning job "
                            + job
                            + " has no rule that provisions groups; switch its mapping of groups on"
                            + " in Entra, or set "
                            + JOB)));
  }

  /** Asks about provisioning, where a missing permission or a wrong id counts as an answer. */
  private <T> T requested(
      String doing,
      Function<GraphServiceClient, @Nullable T> call,
      Supplier<? extends Found> notFound) {
    return graph.ask(
        doing,
        call,
        refusal -> {
          if (refusal.notPermitted()) {
            throw new NotOne(notPermitted(refusal));
          }
          if (refusal.notFound()) {
            throw new NotOne(notFound.get());
          }
          return Optional.empty();
        });
  }

  /** The result when Graph does not let Hourkey see provisioning jobs. */
  static Unclear notPermitted(GraphError refusal) {
    return notPermitted(refusal, "read provisioning jobs", "4.4", "");
  }

  private static Unclear notPermitted(
      GraphError refusal, String what, String step, String setting) {
    return new Unclear(
        "Entra does not let Hourkey "
            + what
            + " ("
            + (refusal.status() + " " + refusal.code()).strip()
            + "); grant the permission of docs/install.md, "
            + step
            + (setting.isEmpty() ? "" : ", or set " + setting));
  }

  private static boolean mapsGroups(SynchronizationRule rule) {
    return requireNonNullElse(rule.getObjectMappings(), List.<ObjectMapping>of()).stream()
        .anyMatch(
            mapping ->
                "Group".equalsIgnoreCase(mapping.getSourceObjectName())
                    && !Boolean.FALSE.equals(mapping.getEnabled()));
  }

  private static final class NotOne extends RuntimeException {
    final transient Found found;

    NotOne(Found found) {
      super(found.toString());
      this.found = found;
    }
  }
}
