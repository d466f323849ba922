package dev.hourkey.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.SandboxClock;
import dev.hourkey.support.InstallGuide;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Organizational units and tags, over the wire. */
class OrganizationAttributesTest {
  private static final String PRODUCTION = "111122223333";
  private static final String STAGING = "444455556666";
  private static final String LOG_ARCHIVE = "777788889999";

  private final Sandbox sandbox = new Sandbox(0);
  private final IdentityCenter aws = new IdentityCenter(AwsAt.sandbox(sandbox.uri()));
  private final OrganizationAttributes attributes =
      new OrganizationAttributes(aws, new PermissionSets(aws, new SandboxClock()));

  @BeforeEach
  void permit() {
    InstallGuide.actionsForTags().forEach(action -> sandbox.aws().permit(action, true));
  }

  @AfterEach
  void close() {
    sandbox.reset();
    sandbox.close();
  }

  @Test
  void every_account_has_the_path_of_its_unit() {
    assertThat(attributes.ouPaths())
        .isEqualTo(
            Map.of(
                PRODUCTION, "Workloads/Prod",
                STAGING, "Workloads/Dev/Team",
                LOG_ARCHIVE, "Security"));
    sandbox.aws().moveAccount(LOG_ARCHIVE, "");
    assertThat(attributes.ouPaths()).containsEntry(LOG_ARCHIVE, "");
  }

  @Test
  void many_accounts_and_units_come_in_pages() {
    Map<String, String> expected = new HashMap<>();
    for (int i = 0; i < 45; i++) {
      String id = "0000000000%02d".formatted(i);
      sandbox.aws().putAccount(id, "Account " + i);
      sandbox.aws().moveAccount(id, "Many/Unit " + i);
      expected.put(id, "Many/Unit " + i);
    }
    assertThat(attributes.ouPaths()).containsAllEntriesOf(expected);
    sandbox.aws().pages(2, true);
    assertThat(attributes.ouPaths()).containsAllEntriesOf(expected).hasSize(48);
  }

  @Test
  void tags_of_accounts_and_permission_sets_come_in_pages() {
    Map<String, String> tags = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      tags.put("key " + i, i == 0 ? "" : "value " + i);
    }
    sandbox.aws().tagAccount(STAGING, tags);
    sandbox.aws().tagPermissionSet("ReadOnlyAccess", tags);
    sandbox.aws().pages(7, true);
    assertThat(attributes.accountTags(STAGING)).isEqualTo(tags);
    assertThat(attributes.permissionSetTags("ReadOnlyAccess")).isEqualTo(tags);
    assertThat(attributes.permissionSetTags("PowerUserAccess")).isEmpty();
    assertThat(attributes.accountTags(PRODUCTION)).isEqualTo(Map.of("env", "prod"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "organizations:ListRoots",
        "organizations:ListOrganizationalUnitsForParent",
        "organizations:ListAccountsForParent"
      })
  void units_are_unknown_if_one_of_the_actions_is_not_allowed(String action) {
    sandbox.aws().permit(action, false);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(attributes::ouPaths)
        .returns(true, DirectoryFailure::lasting)
        .extracting(DirectoryFailure::sentence)
        .asString()
        .contains("AccessDeniedException", action);
  }

  @Test
  void tags_are_unknown_without_the_permission_and_of_what_does_not_exist() {
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> attributes.accountTags("999999999999"));
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> attributes.permissionSetTags("Nothing"));
    sandbox.aws().permit("organizations:ListTagsForResource", false);
    sandbox.aws().permit("sso:ListTagsForResource", false);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> attributes.accountTags(PRODUCTION));
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> attributes.permissionSetTags("ReadOnlyAccess"));
  }
}
