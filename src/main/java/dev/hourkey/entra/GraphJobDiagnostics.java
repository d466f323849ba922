package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.AttributeMapping;
import com.microsoft.graph.models.ObjectMapping;
import com.microsoft.graph.models.ServicePrincipal;
import com.microsoft.graph.models.SynchronizationJob;
import com.microsoft.graph.models.SynchronizationRule;
import com.microsoft.graph.models.SynchronizationTaskExecution;
import com.microsoft.graph.models.SynchronizationTaskExecutionResult;
import dev.hourkey.catalog.GroupDirectory;
import dev.hourkey.doctor.ProvisioningDiagnostics;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.scim.ProvisioningScope;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks Graph about the provisioning job. It uses only methods that read. */
public final class GraphJobDiagnostics implements ProvisioningDiagnostics {
  private final Graph graph;
  private final AwsApplicationSearch applications;
  private final ScimJobs jobs;
  private final GraphProvisioning provisioning;

  public GraphJobDiagnostics(EntraConfig config) {
    this.graph = new Graph(config);
    this.applications = new AwsApplicationSearch(graph, config.provisioning().servicePrincipalId());
    this.jobs = new ScimJobs(graph, config);
    this.provisioning = new GraphProvisioning(graph, jobs);
  }

  @Override
  public Application application() {
    String doing = "find the enterprise application of AWS";
    String id;
    try {
      id = applications.find();
    } catch (ScimJobSearch.NotFound e) {
      throw GraphDiagnostics.refused(doing, e.why(), "provisioning");
    }
    ServicePrincipal found =
        graph.read(
            doing,
            client ->
                client
                    .servicePrincipals()
                    .byServicePrincipalId(id)
                    .get(
                        r ->
                            requireNonNull(r.queryParameters).select =
                                new String[] {"id", "displayName", "accountEnabled"}));
    return new Application(
        id,
        requireNonNullElse(found.getDisplayName(), id),
        !Boolean.FALSE.equals(found.getAccountEnabled()));
  }

  @Override
  public Job job() {
    String application = applications.find();
    // First, because the search for the job reports a missing permission in a sentence, without the
    // // status.
    var _ =
        graph.read(
            "list the provisioning jobs",
            client ->
                client
                    .servicePrincipals()
                    .byServicePrincipalId(application)
                    .synchronization()
                    .jobs()
                    .get());
    if (!(jobs.toAws() instanceof ScimJobs.Job job)) {
      return new Job(provisioning.job(), Optional.empty(), true);
    }
    SynchronizationJob found =
        graph.read("read the provisioning job", client -> GraphProvisioning.at(client, job).get());
    SynchronizationTaskExecution last =
        found.getStatus() == null ? null : found.getStatus().getLastExecution();
    return new Job(
        GraphProvisioning.state(found),
        Optional.ofNullable(last)
            .flatMap(one -> Optional.ofNullable(one.getTimeEnded()))
            .map(OffsetDateTime::toInstant),
        last == null || last.getState() == SynchronizationTaskExecutionResult.Succeeded);
  }

  @Override
  public List<Mapping> mappings() {
    if (!(jobs.toAws() instanceof ScimJobs.Job job)) {
      return List.of();
    }
    List<SynchronizationRule> rules =
        graph.read(
            "read the mappings of the provisioning job",
            client ->
                requireNonNull(GraphProvisioning.at(client, job).schema().get())
                    .getSynchronizationRules());
    return rules.stream()
        .flatMap(
            rule -> requireNonNullElse(rule.getObjectMappings(), List.<ObjectMapping>of()).stream())
        .map(
            mapping ->
                new Mapping(
                    requireNonNullElse(mapping.getSourceObjectName(), ""),
                    !Boolean.FALSE.equals(mapping.getEnabled()),
                    attributes(mapping),
                    ScopingFilter.words(mapping.getScope())))
        .toList();
  }

  private static Map<String, String> attributes(ObjectMapping mapping) {
    Map<String, String> sources = new HashMap<>();
    for (AttributeMapping one :
        requireNonNullElse(mapping.getAttributeMappings(), List.<AttributeMapping>of())) {
      if (one.getTargetAttributeName() != null && one.getSource() != null) {
        sources.put(
            one.getTargetAttributeName(),
            requireNonNullElse(
                one.getSource().getExpression(),
                requireNonNullElse(one.getSource().getName(), "")));
      }
    }
    return sources;
  }

  @Override
  public PersonDirectory persons() {
    return new GraphPeople(graph);
  }

  @Override
  public GroupDirectory directory() {
    return new GraphDirectory(graph);
  }

  @Override
  public ProvisioningScope scope() {
    return new GraphProvisioningScope(graph, jobs);
  }
}
