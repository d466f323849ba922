package dev.hourkey.sandbox.directory;

import static dev.hourkey.sandbox.Wire.ANA;
import static dev.hourkey.sandbox.Wire.ENGINEERING;
import static dev.hourkey.sandbox.Wire.NOBODY;
import static dev.hourkey.sandbox.Wire.PROD_READONLY;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.Wire;
import dev.hourkey.sandbox.aws.OrganizationSeed;
import dev.hourkey.sandbox.entra.EntraStandIn;
import dev.hourkey.sandbox.entra.TenantSeed;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.support.InstallGuide;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.identitystore.IdentitystoreClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.ssoadmin.SsoAdminClient;

/** The vendors grant what the installation guide asks for, and refuse everything else. */
class PermissionsTest {
  private static final String JOBS =
      "/v1.0/servicePrincipals/33333333-0000-4000-8000-000000000001/synchronization/jobs";
  private static final String STORE = "{\"IdentityStoreId\":\"d-1234567890\"}";
  private static final Pattern CALL = Pattern.compile("\\.([a-z]\\w+?)(?:Paginator)?\\(");
  private static final Map<String, Class<?>> SERVICES =
      Map.of(
          "identitystore", IdentitystoreClient.class,
          "sso", SsoAdminClient.class,
          "organizations", OrganizationsClient.class);

  private final Sandbox sandbox = new Sandbox(0);
  private final EntraStandIn entra = sandbox.entra();
  private final Wire wire = new Wire(sandbox);

  @AfterEach
  void close() {
    sandbox.reset();
    wire.close();
    sandbox.close();
  }

  @Test
  void aws_allows_the_actions_of_the_guides_policy() {
    assertThat(OrganizationSeed.read().actions())
        .containsExactlyInAnyOrderElementsOf(InstallGuide.actions());
  }

  @Test
  void the_guides_policies_allow_every_action_that_is_called_and_no_other() {
    Set<String> allowed = new TreeSet<>(InstallGuide.actions());
    assertThat(allowed).doesNotContainAnyElementsOf(InstallGuide.actionsToRemoveDirectly());
    allowed.addAll(InstallGuide.actionsForTags());
    allowed.addAll(InstallGuide.actionsToRemoveDirectly());
    assertThat(allowed).containsAll(called());
    allowed.removeAll(called());
    assertThat(allowed).as("allowed and never called").isEmpty();
  }

  @Test
  void entra_grants_what_the_guide_grants_on_the_groups_that_it_creates() {
    TenantSeed seed = TenantSeed.read();
    assertThat(InstallGuide.text()).contains(seed.permissions());
    assertThat(InstallGuide.text())
        .contains("$groups = '" + String.join("', '", seed.unit()) + "' |");
  }

  @Test
  void an_action_that_no_policy_allows_is_denied_as_aws_denies() throws Exception {
    sandbox.aws().permit("identitystore:ListUsers", false);
    var denied = aws("AWSIdentityStore.ListUsers", STORE);
    assertThat(denied.status()).isEqualTo(400);
    assertThat(denied.json().get("__type").asText()).isEqualTo("AccessDeniedException");
    assertThat(denied.json().get("Message").asText())
        .contains("is not authorized to perform: identitystore:ListUsers");
    assertThat(aws("AWSIdentityStore.ListGroups", STORE).status()).isEqualTo(200);
    assertThat(aws("SWBExternalService.ListInstances", "{}").status()).isEqualTo(200);
    assertThat(aws("SWBExternalService.DescribeInstance", "{}").text()).contains("AccessDenied");
    assertThat(aws("AWSOrganizationsV20161128.ListAccounts", "{}").text())
        .contains("organizations:ListAccounts");
    assertThat(aws("AWSIdentityStore.DeleteGroupMembership", STORE).text())
        .contains("AccessDenied");
    sandbox.aws().permit("identitystore:ListUsers", true);
    assertThat(aws("AWSIdentityStore.ListUsers", STORE).status()).isEqualTo(200);
  }

  @Test
  void members_are_changed_in_the_unit_and_nowhere_else() throws Exception {
    assertThat(wire.addMember(PROD_READONLY, ANA).status()).isEqualTo(204);
    var outside = wire.removeMember(ENGINEERING, ANA);
    assertThat(outside.status()).isEqualTo(403);
    assertThat(outside.code()).isEqualTo("Authorization_RequestDenied");
    assertThat(outside.message()).isEqualTo("Insufficient privileges to complete the operation.");
    assertThat(wire.bindMembers(ENGINEERING, Wire.DANA).status()).isEqualTo(403);
    assertThat(wire.removeMember(NOBODY, ANA).status()).isEqualTo(404);

    entra.inUnit(PROD_READONLY, false);
    assertThat(wire.removeMember(PROD_READONLY, ANA).status()).isEqualTo(403);
    entra.inUnit(PROD_READONLY, true);
    entra.grant("Groups Administrator", false);
    assertThat(wire.removeMember(PROD_READONLY, ANA).status()).isEqualTo(403);
    entra.grant("GroupMember.ReadWrite.All", true);
    assertThat(wire.removeMember(PROD_READONLY, ANA).status())
        .as("a permission counts for nothing in a restricted unit")
        .isEqualTo(403);
    assertThat(wire.removeMember(ENGINEERING, ANA).status()).isEqualTo(204);
  }

  @Test
  void the_job_answers_callers_without_permission_as_unknown() throws Exception {
    String job = JOBS + "/" + wire.get(JOBS).json().at("/value/0/id").asText();
    entra.grant("Application.ReadWrite.OwnedBy", false);
    for (String path : List.of(JOBS, job, job + "/schema")) {
      assertThat(wire.get(path).status()).isEqualTo(401);
      assertThat(wire.get(path).code()).isEqualTo("UnknownError");
      assertThat(wire.get(path).message()).isEmpty();
    }
    assertThat(wire.post(job + "/start", "").status()).isEqualTo(401);
    assertThat(wire.post(job + "/provisionOnDemand", "{}").code()).isEqualTo("UnknownError");
    entra.grant("Synchronization.ReadWrite.All", true);
    assertThat(wire.get(job).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1.0/users, User.Read.All",
    "/v1.0/users/11111111-0000-4000-8000-000000000001/manager, User.Read.All",
    "/v1.0/groups/22222222-0000-4000-8000-000000000004, GroupMember.Read.All",
    "/v1.0/groups/22222222-0000-4000-8000-000000000004/members, GroupMember.Read.All",
    "/v1.0/servicePrincipals, Application.Read.All",
  })
  void a_reader_needs_a_role_or_a_permission(String path, String permission) throws Exception {
    entra.grant("Application.ReadWrite.OwnedBy", false);
    assertThat(wire.get(path).status()).isEqualTo(200);
    entra.grant("Directory Readers", false);
    assertThat(wire.get(path).status()).isEqualTo(403);
    entra.grant(permission, true);
    assertThat(wire.get(path).status()).isEqualTo(200);
  }

  @Test
  void reading_a_persons_groups_needs_permission_to_read_people_and_groups() throws Exception {
    String check = "/v1.0/users/" + ANA + "/checkMemberGroups";
    String groups = Json.object("groupIds", List.of(ENGINEERING)).toString();
    entra.grant("Directory Readers", false);
    entra.grant("User.Read.All", true);
    assertThat(wire.post(check, groups).status()).isEqualTo(403);
    entra.grant("GroupMember.Read.All", true);
    assertThat(wire.post(check, groups).json().get("value")).hasSize(1);
  }

  @Test
  void tests_can_give_and_take_permissions_and_a_reset_undoes_that() throws Exception {
    post("/sandbox/aws/permissions", "{'action':'identitystore:ListUsers','granted':false}");
    post("/sandbox/entra/permissions", "{'permission':'Directory Readers','granted':false}");
    post("/sandbox/entra/permissions", "{'group':'aws-prod-readonly','inUnit':false}");
    assertThat(aws("AWSIdentityStore.ListUsers", STORE).status()).isEqualTo(400);
    assertThat(wire.get("/v1.0/users").status()).isEqualTo(403);
    assertThat(wire.addMember(PROD_READONLY, ANA).status()).isEqualTo(403);
    post("/sandbox/reset", "{}");
    assertThat(aws("AWSIdentityStore.ListUsers", STORE).status()).isEqualTo(200);
    assertThat(wire.addMember(PROD_READONLY, ANA).status()).isEqualTo(204);
  }

  private void post(String path, String body) throws Exception {
    assertThat(wire.post(path, body.replace('\'', '"')).status()).isEqualTo(200);
  }

  private Wire.Reply aws(String target, String body) throws Exception {
    return wire.send(
        "POST", "/", body, Map.of("X-Amz-Target", target, "Authorization", "AWS4-HMAC-SHA256 x"));
  }

  /** Every AWS action that the adapter's sources call. */
  private static Set<String> called() {
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/hourkey/aws"))) {
      Set<String> names =
          files
              .map(PermissionsTest::read)
              .flatMap(source -> CALL.matcher(source).results())
              .map(call -> call.group(1))
              .collect(toCollection(TreeSet::new));
      return SERVICES.entrySet().stream()
          .flatMap(
              service ->
                  operations(service.getValue())
                      .filter(names::contains)
                      .map(name -> action(service.getKey(), name)))
          .collect(toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> operations(Class<?> client) {
    return Arrays.stream(client.getMethods())
        .filter(method -> method.getReturnType().getSimpleName().endsWith("Response"))
        .map(Method::getName)
        .distinct();
  }

  private static String action(String service, String method) {
    return service + ":" + Character.toUpperCase(method.charAt(0)) + method.substring(1);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
