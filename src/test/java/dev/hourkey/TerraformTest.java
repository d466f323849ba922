package dev.hourkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.support.InstallGuide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code deploy/terraform} gives Hourkey what {@code docs/install.md} gives it, and no more. */
class TerraformTest {
  private static final Path FOLDER = Path.of("deploy/terraform");
  private static final Pattern ID =
      Pattern.compile("\\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b");

  @Test
  void policies_in_aws_allow_what_the_guide_allows() throws IOException {
    assertThat(actions("policy.json")).isEqualTo(InstallGuide.actions());
    assertThat(actions("policy-tags.json")).isEqualTo(InstallGuide.actionsForTags());
    assertThat(actions("policy-remove-directly.json"))
        .isEqualTo(InstallGuide.actionsToRemoveDirectly());
  }

  @Test
  void actions_that_can_be_limited_to_an_instance_are_limited_as_in_the_guide() throws IOException {
    String guide =
        InstallGuide.text()
            .replace("arn:aws:", "arn:${partition}:")
            .replace("ssoins-…", "${instance}")
            .replace("111122223333", "${account}")
            .replace("d-…", "${identity_store}");
    for (String file : Set.of("policy.json", "policy-remove-directly.json")) {
      for (JsonNode statement : statements(file)) {
        statement
            .get("Resource")
            .valueStream()
            .map(JsonNode::asText)
            .filter(resource -> resource.startsWith("arn:"))
            .forEach(resource -> assertThat(guide).contains("\"" + resource + "\""));
      }
    }
  }

  /** Built-in roles, Microsoft Graph: an id with a mistake would give another right. */
  @Test
  void entra_gets_the_roles_and_permissions_of_the_guide() throws IOException {
    String entra = Files.readString(FOLDER.resolve("entra/main.tf"));
    Set<String> ids = found(ID, entra);
    assertThat(ids).hasSize(3);
    assertThat(found(ID, InstallGuide.text())).containsAll(ids);
    assertThat(entra)
        .contains("isMemberManagementRestricted = true", "ignore_changes = [members, owners]");
    assertThat(Files.readString(FOLDER.resolve("entra/variables.tf")))
        .contains("\"Application.ReadWrite.OwnedBy\"", "\"Synchronization.ReadWrite.All\"")
        .doesNotContain("User.ReadWrite.All", "Directory.ReadWrite.All");
  }

  /** On RDS nobody is superuser, so the statements there are a few more. */
  @Test
  void a_database_of_rds_gets_the_roles_that_the_compose_file_makes() throws IOException {
    String compose = Files.readString(Path.of("deploy/postgres-init.sh"));
    assertThat(Files.readAllLines(FOLDER.resolve("ecs/roles.sql")))
        .containsSubsequence(
            compose
                .substring(compose.indexOf("CREATE ROLE"), compose.indexOf("ALTER ROLE postgres"))
                .lines()
                .toList());
  }

  @Test
  void nobody_can_pretend_to_be_the_database_of_rds() throws IOException {
    assertThat(Files.readString(FOLDER.resolve("ecs/main.tf")))
        .contains("?sslmode=verify-full&sslrootcert=/etc/hourkey/rds-ca.pem")
        .doesNotContain("require\"");
    assertThat(Files.readString(FOLDER.resolve("ecs/files.sh")))
        .contains("cd /etc/hourkey", "printf '%s' \"$DATABASE_CA\" > rds-ca.pem");
  }

  private static Set<String> actions(String policy) throws IOException {
    Set<String> actions = new TreeSet<>();
    for (JsonNode statement : statements(policy)) {
      JsonNode action = statement.get("Action");
      if (action.isTextual()) {
        actions.add(action.asText());
      } else {
        action.valueStream().map(JsonNode::asText).forEach(actions::add);
      }
    }
    return actions;
  }

  private static JsonNode statements(String policy) throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(FOLDER.resolve("aws").resolve(policy)))
        .get("Statement");
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
