package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Revocation.Role;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may revoke a grant. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class RevocationRightsTest extends RequestDatabaseTest {
  @Inject RevocationRights rights;
  @Inject Grants grants;
  @Inject PersonDirectory people;

  private Grant grant;

  @BeforeEach
  void anaHasAGrant() throws SQLException {
    grant = grants.find(granted()).orElseThrow();
  }

  @Test
  void approvers_of_its_entitlement_may() {
    assertThat(role("bruno@example.com")).hasValue(Role.APPROVER);
    assertThat(role("head-of-ops@example.com")).hasValue(Role.APPROVER);
    assertThat(role("dana@example.com")).isEmpty();
    assertThat(role("ana@example.com")).as("the holder ends it early instead").isEmpty();
    assertThat(rights.revocable(account("bruno@example.com"), List.of(grant)))
        .extracting(Grant::id)
        .containsExactly(grant.id());
    assertThat(rights.revocable(account("dana@example.com"), List.of(grant))).isEmpty();
  }

  @Test
  void operators_may_also_when_the_entitlement_is_gone() {
    policy(
        example ->
            example
                .replace("id: prod-readonly", "id: prod-view")
                .replace(
                    "defaults:", "roles: { operators: [person:dana@example.com] }\ndefaults:"));
    assertThat(role("dana@example.com")).hasValue(Role.OPERATOR);
    assertThat(role("bruno@example.com")).isEmpty();
  }

  @Test
  void the_holders_manager_may_where_managers_approve() {
    policy(example -> example.replaceFirst("approvers: .group:sre-leads.", "approvers: [manager]"));
    assertThat(role("head-of-ops@example.com")).hasValue(Role.APPROVER);
    assertThat(role("bruno@example.com")).isEmpty();
  }

  private Optional<Role> role(String mail) {
    return rights.role(account(mail), grant);
  }

  private EntraAccount account(String mail) {
    return people.withMail(mail).getFirst();
  }

  private void policy(UnaryOperator<String> change) {
    HourkeySandbox.policy(change);
    var _ = catalog.refresh();
  }
}
