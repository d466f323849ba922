package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.ObjectMapping;
import com.microsoft.graph.models.ServicePrincipal;
import com.microsoft.graph.models.ServicePrincipalCollectionResponse;
import com.microsoft.graph.models.SynchronizationJob;
import com.microsoft.graph.models.SynchronizationJobCollectionResponse;
import com.microsoft.graph.models.SynchronizationRule;
import com.microsoft.graph.models.SynchronizationSchema;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the job that provisions groups to AWS, and remembers it. */
@ApplicationScoped
class ScimJobs {
  /** What the gallery calls the application, unless whoever set it up did otherwise. */
  private static final String APPLICATION = "AWS IAM Identity Center";

  private static final String JOB = "job-id";

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

  /** It cannot be told which it is; {@code why} names the setting that says. */
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
    return only(
        graph
            .find(
                "find the enterprise application of AWS",
                client ->
                    client
                        .servicePrincipals()
                        .get(
                            request -> {
                              var query = requireNonNull(request.queryParameters);
                              query.select = new String[] {"id", "displayName"};
                              query.filter = "displayName eq " + Graph.quoted(APPLICATION);
                            }))
            .map(ServicePrincipalCollectionResponse::getValue),
        ServicePrincipal::getId,
        "enterprise applications named '" + APPLICATION + "'",
        "service-principal-id");
  }

  private String onlyJob(String application) {
    return only(
        graph
            .find(
                "list the provisioning jobs of " + application,
                client ->
                    client
                        .servicePrincipals()
                        .byServicePrincipalId(application)
                        .synchronization()
                        .jobs()
                        .get())
            .map(SynchronizationJobCollectionResponse::getValue),
        SynchronizationJob::getId,
        "provisioning jobs for " + application,
        JOB);
  }

  private String groupRule(String application, String job) {
    return only(
        graph
            .find(
                "read the schema of the provisioning job " + job,
                client ->
                    client
                        .servicePrincipals()
                        .byServicePrincipalId(application)
                        .synchronization()
                        .jobs()
                        .bySynchronizationJobId(job)
                        .schema()
                        .get())
            .map(SynchronizationSchema::getSynchronizationRules)
            .map(rules -> rules.stream().filter(ScimJobs::mapsGroups).limit(1).toList()),
        SynchronizationRule::getId,
        "rules that provision groups in job " + job,
        JOB);
  }

  private static boolean mapsGroups(SynchronizationRule rule) {
    return requireNonNullElse(rule.getObjectMappings(), List.<ObjectMapping>of()).stream()
        .anyMatch(
            mapping ->
                "Group".equalsIgnoreCase(mapping.getSourceObjectName())
                    && !Boolean.FALSE.equals(mapping.getEnabled()));
  }

  private static <T> String only(
      Optional<List<T>> found, Function<T, @Nullable String> id, String what, String setting) {
    List<T> all = found.orElse(List.of());
    if (all.size() != 1) {
      String why = "Entra has " + (all.isEmpty() ? "no " : "several ") + what;
      throw new NotOne(
          all.isEmpty() && setting.equals(JOB)
              ? new Missing(why)
              : new Unclear(why + "; set hourkey.entra.provisioning." + setting));
    }
    return requireNonNull(id.apply(all.getFirst()));
  }

  private static final class NotOne extends RuntimeException {
    final transient Found found;

    NotOne(Found found) {
      super(found.toString());
      this.found = found;
    }
  }
}
