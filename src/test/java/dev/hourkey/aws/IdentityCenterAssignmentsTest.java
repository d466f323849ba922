package dev.hourkey.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccountState;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.CredentialListener;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.SandboxClock;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdentityCenterAssignmentsTest {
  private static final EntraGroup PROD_READONLY =
      new EntraGroup("22222222-0000-4000-8000-000000000004", "aws-prod-readonly");
  private static final AccountAssignment READ_PRODUCTION =
      new AccountAssignment(
          "111122223333",
          "Production",
          "ReadOnlyAccess",
          Optional.of(Duration.ofHours(1)),
          AwsAccountState.ACTIVE);
  private static final AccountAssignment USE_STAGING =
      new AccountAssignment(
          "444455556666",
          "Staging",
          "PowerUserAccess",
          Optional.of(Duration.ofHours(4)),
          AwsAccountState.ACTIVE);
  private static final String FOR_PRINCIPAL =
      "SWBExternalService.ListAccountAssignmentsForPrincipal";

  private final Sandbox sandbox = new Sandbox(0);
  private final IdentityCenterAssignments assignments =
      assignments(AwsAt.sandbox(sandbox.uri()), new SandboxClock());

  @AfterEach
  void close() {
    sandbox.reset();
    sandbox.close();
  }

  @Test
  void a_group_opens_what_it_is_assigned() {
    assertThat(opened()).containsExactly(READ_PRODUCTION);
    sandbox.aws().assign("aws-prod-readonly", "444455556666", "PowerUserAccess");
    assertThat(opened()).containsExactlyInAnyOrder(READ_PRODUCTION, USE_STAGING);
    sandbox.aws().unassign("aws-prod-readonly", "111122223333", "ReadOnlyAccess");
    assertThat(opened()).containsExactly(USE_STAGING);
  }

  @Test
  void for_many_groups_all_are_listed_once_instead_of_looked_up() {
    assertThat(assignments.opens(PROD_READONLY, 2000).orElseThrow().targets())
        .containsExactly(READ_PRODUCTION);
    long before = sandbox.aws().calls().size();
    assertThat(assignments.opens(PROD_READONLY, 2000)).isPresent();
    assertThat(sandbox.aws().calls().size() - before).as("only its assignments are read").isOne();
    assertThat(assignments.opens(new EntraGroup("33333333-0000-4000-8000-000000000001", "x"), 2000))
        .isEmpty();
  }

  @Test
  void where_groups_may_not_be_listed_they_are_looked_up() {
    sandbox.aws().permit("identitystore:ListGroups", false);
    assertThat(assignments.opens(PROD_READONLY, 2000).orElseThrow().targets())
        .containsExactly(READ_PRODUCTION);
  }

  @Test
  void a_group_without_a_name_does_not_hide_the_others() {
    sandbox.aws().putGroup("e0000000-0000-4000-8000-000000000099", "", "");
    assertThat(assignments.groups()).contains(PROD_READONLY.id());
    assertThat(assignments.opens(PROD_READONLY, 2000)).isPresent();
  }

  @Test
  void a_group_that_opens_nothing_differs_from_a_missing_group() {
    sandbox.aws().unassign("aws-prod-readonly", "111122223333", "ReadOnlyAccess");
    assertThat(opened()).isEmpty();
    sandbox.aws().deleteGroup("aws-prod-readonly");
    assertThat(assignments.opens(PROD_READONLY, 1)).isEmpty();
  }

  @Test
  void all_pages_are_read_and_an_empty_one_is_not_the_last() {
    sandbox.aws().assign("aws-prod-readonly", "444455556666", "PowerUserAccess");
    sandbox.aws().pages(1, true);
    assertThat(opened()).containsExactlyInAnyOrder(READ_PRODUCTION, USE_STAGING);
    sandbox.aws().deny(FOR_PRINCIPAL, DirectoryStandIn.ALWAYS);
    assertThat(opened()).containsExactlyInAnyOrder(READ_PRODUCTION, USE_STAGING);
  }

  @Test
  void a_delegated_administrator_walks_through_everything() {
    sandbox.aws().deny(FOR_PRINCIPAL, DirectoryStandIn.ALWAYS);
    sandbox.aws().assign("aws-prod-readonly", "444455556666", "PowerUserAccess");
    assertThat(opened()).containsExactlyInAnyOrder(READ_PRODUCTION, USE_STAGING);
  }

  @Test
  void the_management_account_sees_everything() {
    assertThat(assignments.opens(PROD_READONLY, 1).orElseThrow().complete()).isTrue();
  }

  @Test
  void a_delegated_administrator_does_not_see_the_management_account_and_says_so() {
    sandbox.aws().assign("aws-prod-readonly", "444455556666", "PowerUserAccess");
    sandbox.aws().delegatedAdministrator(true);
    assertThat(assignments.opens(PROD_READONLY, 1))
        .hasValue(new AwsAccess(List.of(USE_STAGING), false));
  }

  @Test
  void a_current_answer_is_not_a_cached_one() {
    sandbox.aws().deny(FOR_PRINCIPAL, DirectoryStandIn.ALWAYS);
    opened();
    sandbox.aws().assign("aws-prod-readonly", "444455556666", "PowerUserAccess");
    sandbox.aws().accountState("111122223333", "SUSPENDED");
    assertThat(opened()).containsExactly(READ_PRODUCTION);
    assertThat(assignments.opensNow(PROD_READONLY).orElseThrow().targets())
        .extracting(AccountAssignment::accountName, AccountAssignment::state)
        .containsExactly(
            tuple("Staging", AwsAccountState.ACTIVE),
            tuple("Production", AwsAccountState.SUSPENDED));
  }

  @ParameterizedTest
  @EnumSource(
      value = AwsAccountState.class,
      names = {"PENDING_ACTIVATION", "SUSPENDED", "PENDING_CLOSURE", "CLOSED"})
  void the_state_of_an_account_is_read(AwsAccountState state) {
    sandbox.aws().accountState("111122223333", state.name());
    AwsAccess access = assignments.opens(PROD_READONLY, 1).orElseThrow();
    assertThat(access.targets()).extracting(AccountAssignment::state).containsExactly(state);
    assertThat(access.open()).isEmpty();
  }

  @Test
  void where_organizations_may_not_be_asked_the_state_is_unknown() {
    sandbox.aws().accountState("111122223333", "SUSPENDED");
    sandbox.aws().deny("AWSOrganizations*", DirectoryStandIn.ALWAYS);
    AwsAccess access = assignments.opens(PROD_READONLY, 1).orElseThrow();
    assertThat(access.open())
        .extracting(AccountAssignment::state)
        .containsExactly(AwsAccountState.UNKNOWN);
  }

  @Test
  void the_list_of_all_assignments_is_reused_for_the_next_groups_for_a_while() {
    sandbox.aws().deny(FOR_PRINCIPAL, DirectoryStandIn.ALWAYS);
    opened();
    long walked = calls("ListAccountAssignments");
    opened();
    assertThat(calls("ListAccountAssignments")).isEqualTo(walked);
    sandbox.aws().unassign("aws-prod-readonly", "111122223333", "ReadOnlyAccess");
    SandboxClock.advance(Duration.ofMinutes(46));
    assertThat(opened()).isEmpty();
  }

  @Test
  void a_permission_set_is_described_once_for_all_groups() {
    opened();
    assignments.opens(
        new EntraGroup("22222222-0000-4000-8000-000000000007", "aws-standing-auditors"), 1);
    assertThat(calls("DescribePermissionSet")).isOne();
  }

  @Test
  void an_account_without_a_name_goes_by_its_id() {
    sandbox.aws().deny("AWSOrganizations*", DirectoryStandIn.ALWAYS);
    assertThat(opened()).extracting(AccountAssignment::accountName).containsExactly("111122223333");
  }

  @Test
  void a_refusal_of_both_ways_lasts() {
    sandbox.aws().deny("SWBExternalService.List*", DirectoryStandIn.ALWAYS);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(this::opened)
        .returns(true, DirectoryFailure::lasting);
  }

  @Test
  void throttling_is_not_a_reason_to_walk() {
    sandbox.aws().throttle(FOR_PRINCIPAL, 3, Duration.ofSeconds(1));
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(this::opened)
        .returns(false, DirectoryFailure::lasting);
    assertThat(calls("ListPermissionSets")).isZero();
  }

  @Test
  void an_instance_that_is_not_there_is_named() {
    var wrong = new AwsAt(sandbox.uri(), Optional.empty(), Optional.of("d-0000000000"));
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> new IdentityCenter(wrong).instanceArn())
        .withMessageContaining("hourkey.aws.instance-arn")
        .returns(true, DirectoryFailure::lasting);
  }

  @Test
  void an_identity_store_that_the_records_are_not_about_is_not_used() {
    List<String> found = new ArrayList<>();
    IdentityStoreGuard guard =
        store -> {
          found.add(store);
          throw DirectoryFailure.lasting("another environment", new IllegalStateException(store));
        };
    var aws = new IdentityCenter(AwsAt.sandbox(sandbox.uri()), CredentialListener.NOBODY, guard);
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(DirectoryFailure.class)
          .isThrownBy(aws::identityStoreId)
          .withMessageContaining("another environment");
    }
    assertThat(found).as("asked again each time").hasSize(2);
  }

  private List<AccountAssignment> opened() {
    return assignments.opens(PROD_READONLY, 1).orElseThrow().targets();
  }

  private long calls(String operation) {
    return sandbox.aws().calls().stream()
        .filter(call -> call.name().equals("SWBExternalService." + operation))
        .count();
  }

  private static IdentityCenterAssignments assignments(AwsConfig config, Clock clock) {
    IdentityCenter aws = new IdentityCenter(config);
    PermissionSets permissionSets = new PermissionSets(aws, clock);
    return new IdentityCenterAssignments(
        aws,
        new IdentityStoreGroups(aws, new ScimIssuer(aws, clock), clock),
        permissionSets,
        new Accounts(aws, clock),
        new AssignmentMatrix(aws, clock),
        clock);
  }
}
