package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Revocation.Role;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
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
  @Inject ReadingRights reading;
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
  void approvers_may_even_if_its_group_opens_more_than_the_policy_says() {
    HourkeySandbox.get().aws().assign(GROUP, PRODUCTION, "AdministratorAccess");
    policy(UnaryOperator.identity());
    assertThat(catalog.find("prod-readonly")).isEmpty();
    assertThat(role("bruno@example.com")).hasValue(Role.APPROVER);
    assertThat(role("dana@example.com")).isEmpty();
  }

  @Test
  void the_holders_manager_may_where_managers_approve() {
    policy(example -> example.replaceFirst("approvers: .group:sre-leads.", "approvers: [manager]"));
    assertThat(role("head-of-ops@example.com")).hasValue(Role.APPROVER);
    assertThat(role("bruno@example.com")).isEmpty();
  }

  @Test
  void only_the_managers_of_the_first_holders_are_looked_up() throws SQLException {
    policy(example -> example.replaceFirst("approvers: .group:sre-leads.", "approvers: [manager]"));
    holders(60);
    List<Grant> all = grants.endable();
    assertThat(all).hasSize(61);
    long before = HourkeySandbox.get().entra().calls().size();
    assertThat(rights.revocable(account("dana@example.com"), all))
        .as("Entra shows no such holders, so nobody manages them")
        .isEmpty();
    assertThat(HourkeySandbox.get().entra().calls().size() - before).isBetween(40L, 50L);
    assertThat(rights.revocable(account("head-of-ops@example.com"), all))
        .as("one whose holder is not shown hides no other")
        .extracting(Grant::id)
        .containsExactly(grant.id());
  }

  /** The same grant of others, whom Entra does not show. */
  private void holders(int many) throws SQLException {
    int _ =
        Sql.execute(
            database,
            """
            with holders as (
              insert into person (id, name, principal_name, linked_at)
              select 'holder-' || n, 'Holder', 'holder-' || n || '@example.com', now()
              from generate_series(1, %d) n returning id),
            requests as (
              insert into access_request
              select copy.* from access_request one, holders, lateral jsonb_populate_record(one,
                jsonb_build_object('id', gen_random_uuid(), 'requester', holders.id)) copy
              returning id, requester)
            insert into access_grant
            select copy.* from access_grant one, requests, lateral jsonb_populate_record(one,
              jsonb_build_object('id', gen_random_uuid(), 'request', requests.id,
                'holder', requests.requester, 'opened_at', one.opened_at + interval '1 s')) copy
            """
                .formatted(many));
  }

  @Test
  void a_holders_manager_is_asked_for_once_and_nobody_more_while_entra_is_silent()
      throws SQLException {
    policy(example -> example.replaceFirst("approvers: .group:sre-leads.", "approvers: [manager]"));
    assertThat(rights.revocable(account("dana@example.com"), List.of(grant, grant))).isEmpty();
    assertThat(askedForManagers()).isOne();

    holders(5);
    HourkeySandbox.get().entra().fail("GET */manager*", DirectoryStandIn.ALWAYS, 403);
    EntraAccount dana = account("dana@example.com");
    assertThatThrownBy(() -> rights.revocable(dana, grants.endable()))
        .isInstanceOf(DirectoryFailure.class);
    assertThat(askedForManagers()).isEqualTo(2);
  }

  private static long askedForManagers() {
    return HourkeySandbox.get().entra().calls().stream()
        .filter(call -> call.toString().contains("/manager"))
        .count();
  }

  @Test
  void approvers_managers_and_auditors_may_read_grants() {
    assertThat(reads("bruno@example.com")).isTrue();
    assertThat(reads("dana@example.com")).isFalse();
    policy(
        example ->
            example
                .replaceFirst("approvers: .group:sre-leads.", "approvers: [manager]")
                .replace("defaults:", "roles: { auditors: [person:noor@example.com] }\ndefaults:"));
    assertThat(reads("head-of-ops@example.com")).isTrue();
    assertThat(reads("noor@example.com")).isTrue();
    assertThat(reads("bruno@example.com")).isFalse();
  }

  @Test
  void operators_and_auditors_may_read_grants_of_a_removed_entitlement() {
    policy(
        example ->
            example
                .replace("id: prod-readonly", "id: prod-view")
                .replace(
                    "defaults:",
                    "roles: { operators: [person:dana@example.com],"
                        + " auditors: [person:noor@example.com] }\ndefaults:"));
    assertThat(reads("dana@example.com")).isTrue();
    assertThat(reads("noor@example.com")).isTrue();
    assertThat(reads("bruno@example.com")).isFalse();
  }

  private boolean reads(String mail) {
    return reading.mayRead(account(mail), grant.holder(), grant.access().entitlement());
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
