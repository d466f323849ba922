package dev.hourkey.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * {@code deploy/kubernetes}: every object is one of the Kubernetes API, and fits the application.
 */
class KubernetesTest {
  private static final Path FOLDER = Path.of("deploy/kubernetes");
  private static final Map<String, Class<? extends HasMetadata>> TYPES =
      Map.of(
          "v1 Service", Service.class,
          "v1 ServiceAccount", ServiceAccount.class,
          "apps/v1 Deployment", Deployment.class,
          "batch/v1 Job", Job.class,
          "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
          "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

  /** The models keep unknown fields; here they are mistakes, as they are for an API server. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Deployment deployment = only("deployment.yaml", Deployment.class);
  private final Job migration = only("migrate/job.yaml", Job.class);
  private final Map<String, String> settings = settings();

  @Test
  void every_object_is_of_the_kubernetes_api_and_has_no_unknown_field() throws IOException {
    for (String folder : List.of("", "migrate")) {
      Map<String, Object> kustomization =
          new Yaml().load(Files.readString(FOLDER.resolve(folder).resolve("kustomization.yaml")));
      @SuppressWarnings("unchecked")
      var files = (List<String>) requireNonNull(kustomization.get("resources"));
      assertThat(files).isNotEmpty();
      for (String file : files) {
        assertThat(objects(folder + "/" + file)).isNotEmpty();
      }
    }
  }

  @Test
  void containers_have_no_right_that_they_do_not_need() throws IOException {
    for (PodSpec pod : List.of(service(), migrating())) {
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      assertThat(pod.getEnableServiceLinks()).as("variables like HOURKEY_PORT").isFalse();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(Files.readString(Path.of("Dockerfile")))
          .contains("USER " + pod.getSecurityContext().getRunAsUser() + ":");
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      var context = container(pod).getSecurityContext();
      assertThat(context.getReadOnlyRootFilesystem()).isTrue();
      assertThat(context.getAllowPrivilegeEscalation()).isFalse();
      assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(container(pod).getResources().getRequests()).containsKeys("cpu", "memory");
      assertThat(container(pod).getResources().getLimits()).containsKey("memory");
    }
  }

  @Test
  void probes_ask_the_management_port() {
    Container hourkey = container(service());
    assertThat(port(hourkey, "http")).isEqualTo(8080);
    assertThat(port(hourkey, "management")).isEqualTo(9000);
    assertThat(paths(hourkey.getStartupProbe(), hourkey.getReadinessProbe()))
        .containsOnly("/q/health/ready");
    assertThat(paths(hourkey.getLivenessProbe())).containsOnly("/q/health/live");
  }

  @Test
  void only_the_migration_has_the_password_of_the_tables_owner() {
    assertThat(secrets(service())).containsExactlyInAnyOrder("hourkey", "hourkey-database");
    assertThat(secrets(migrating())).containsOnly("hourkey-database-owner");
    assertThat(container(migrating()).getArgs()).containsExactly("migrate");
    assertThat(settings)
        .containsEntry("QUARKUS_FLYWAY_MIGRATE_AT_START", "false")
        .containsEntry("QUARKUS_DATASOURCE_USERNAME", "hourkey");
  }

  @Test
  void with_the_secrets_of_its_guide_the_settings_are_complete(@TempDir Path folder)
      throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "e.y.J");
    Map<String, String> given = new HashMap<>();
    Stream.concat(Settings.KNOWN.stream(), Settings.OF_THE_DATABASE.stream())
        .filter(key -> settings.containsKey(variable(key)))
        .forEach(key -> given.put(key, settings.get(variable(key))));
    assertThat(given).as("every variable is a known one").hasSize(settings.size());
    String guide = Files.readString(FOLDER.resolve("README.md"));
    for (String key : List.of("hourkey.slack.bot-token", "hourkey.slack.app-token")) {
      assertThat(guide).contains("--from-file=" + variable(key));
      given.put(key, key.endsWith("bot-token") ? "xoxb-1" : "xapp-1");
    }
    given.put("quarkus.datasource.password", "secret");
    given.put("hourkey.entra.federated-token-file", token.toString());
    assertThat(Settings.problems(given)).isEmpty();
  }

  @Test
  void mounted_files_are_where_the_settings_look_for_them() {
    var mounts = container(service()).getVolumeMounts();
    for (String key : List.of("HOURKEY_POLICY_FILE", "HOURKEY_ENTRA_FEDERATED_TOKEN_FILE")) {
      Path file = Path.of(requireNonNull(settings.get(key)));
      assertThat(mounts)
          .as(key)
          .anySatisfy(
              mount -> {
                assertThat(mount.getMountPath()).isEqualTo("" + file.getParent());
                assertThat(mount.getSubPath()).as("a sub path is never updated").isNull();
              });
    }
  }

  @Test
  void one_replica_stays_and_every_selector_finds_the_pods() {
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    assertThat(deployment.getSpec().getReplicas()).isEqualTo(2);
    assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
    var budget = only("disruption-budget.yaml", PodDisruptionBudget.class).getSpec();
    assertThat(budget.getMinAvailable().getIntVal()).isEqualTo(1);
    assertThat(budget.getSelector().getMatchLabels()).isEqualTo(labels);
    var network = only("network-policy.yaml", NetworkPolicy.class).getSpec();
    assertThat(network.getPodSelector().getMatchLabels()).isEqualTo(labels);
    assertThat(network.getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(objects("service.yaml"))
        .hasSize(2)
        .allSatisfy(
            service -> assertThat(((Service) service).getSpec().getSelector()).isEqualTo(labels));
    assertThat(migration.getSpec().getTemplate().getMetadata().getLabels())
        .as("the service's traffic never goes to the migration")
        .isNotEqualTo(labels);
  }

  @Test
  void the_example_of_the_policy_is_the_one_of_deploy() throws IOException {
    assertThat(Files.readString(FOLDER.resolve("policy.yaml")))
        .isEqualTo(
            Files.readString(Path.of("deploy/policy.example.yaml"))
                .replace("./policy.schema.json", "../policy.schema.json"));
  }

  private PodSpec service() {
    return deployment.getSpec().getTemplate().getSpec();
  }

  private PodSpec migrating() {
    return migration.getSpec().getTemplate().getSpec();
  }

  private static Container container(PodSpec pod) {
    assertThat(pod.getContainers()).hasSize(1);
    return pod.getContainers().getFirst();
  }

  private static int port(Container container, String name) {
    return container.getPorts().stream()
        .filter(port -> name.equals(port.getName()))
        .findFirst()
        .orElseThrow()
        .getContainerPort();
  }

  private static Stream<String> paths(Probe... probes) {
    return Stream.of(probes)
        .map(Probe::getHttpGet)
        .peek(get -> assertThat(get.getPort().getStrVal()).isEqualTo("management"))
        .map(HTTPGetAction::getPath);
  }

  private static Stream<String> secrets(PodSpec pod) {
    Container container = container(pod);
    return Stream.concat(
            container.getEnvFrom().stream()
                .filter(from -> from.getSecretRef() != null)
                .map(from -> from.getSecretRef().getName()),
            container.getEnv().stream()
                .filter(one -> one.getValueFrom() != null)
                .map(one -> one.getValueFrom().getSecretKeyRef().getName()))
        .distinct();
  }

  private static Map<String, String> settings() {
    try (Stream<String> lines = Files.lines(FOLDER.resolve("settings.env"))) {
      Map<String, String> settings = new HashMap<>();
      lines
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("=", 2))
          .forEach(pair -> settings.put(pair[0], pair[1]));
      return settings;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String variable(String key) {
    return key.replaceAll("[.-]", "_").toUpperCase(java.util.Locale.ROOT);
  }

  private static <T extends HasMetadata> T only(String file, Class<T> type) {
    List<HasMetadata> objects = objects(file);
    assertThat(objects).hasSize(1);
    return type.cast(objects.getFirst());
  }

  private static List<HasMetadata> objects(String file) {
    try {
      Iterable<Object> documents =
          new Yaml().loadAll(Files.readString(Path.of(FOLDER + "/" + file)));
      return StreamSupport.stream(documents.spliterator(), false)
          .map(KubernetesTest::object)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(file, e);
    }
  }

  private static HasMetadata object(Object document) {
    Map<?, ?> fields = (Map<?, ?>) document;
    String type = fields.get("apiVersion") + " " + fields.get("kind");
    assertThat(TYPES).containsKey(type);
    return STRICT.convertValue(document, requireNonNull(TYPES.get(type)));
  }
}
