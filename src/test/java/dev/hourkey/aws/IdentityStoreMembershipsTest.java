package dev.hourkey.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.directory.Call;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.support.InstallGuide;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdentityStoreMembershipsTest {
  private static final EntraGroup PROD_READONLY =
      new EntraGroup("22222222-0000-4000-8000-000000000004", "aws-prod-readonly");
  private static final String ANA = "aaaaaaaa-0000-4000-8000-000000000001";
  private static final String NOBODY = "aaaaaaaa-0000-4000-8000-999999999999";
  private static final String DELETE = "AWSIdentityStore.DeleteGroupMembership";
  private static final String CREATE = "AWSIdentityStore.CreateGroupMembership";

  private final Sandbox sandbox = new Sandbox(0);
  private final IdentityStoreMemberships writes =
      at(AwsAt.sandbox(sandbox.uri()).removingDirectly());

  @BeforeEach
  void permit() {
    InstallGuide.actionsToRemoveDirectly().forEach(action -> sandbox.aws().permit(action, true));
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void only_that_member_is_removed() {
    member(true);
    sandbox.aws().setMember("aws-prod-readonly", "bruno@example.com", true);
    writes.remove(PROD_READONLY, ANA);
    assertThat(isMember()).isFalse();
    assertThat(sandbox.aws().isMember("aws-prod-readonly", "bruno@example.com")).isTrue();
  }

  @Test
  void removing_a_nonmember_changes_nothing() {
    writes.remove(PROD_READONLY, ANA);
    writes.remove(PROD_READONLY, NOBODY);
    sandbox.aws().deleteGroup("aws-prod-readonly");
    writes.remove(PROD_READONLY, ANA);
    assertThat(calls(DELETE)).isEmpty();
  }

  @Test
  void a_member_who_disappears_before_the_removal_counts_as_absent() {
    member(true);
    sandbox.aws().readLag(Duration.ofMinutes(1));
    member(false);
    assertThatCode(() -> writes.remove(PROD_READONLY, ANA)).doesNotThrowAnyException();
    assertThat(isMember()).isFalse();
  }

  @Test
  void a_member_is_added_again() {
    writes.add(PROD_READONLY, ANA);
    assertThat(isMember()).isTrue();
  }

  @Test
  void adding_a_member_again_changes_nothing() {
    member(true);
    assertThatCode(() -> writes.add(PROD_READONLY, ANA)).doesNotThrowAnyException();
    assertThat(calls(CREATE)).extracting(Call::status).containsExactly(400);
    assertThat(isMember()).isTrue();
  }

  @Test
  void a_group_that_aws_does_not_have_gets_no_member() {
    sandbox.aws().deleteGroup("aws-prod-readonly");
    writes.add(PROD_READONLY, ANA);
    assertThat(calls(CREATE)).isEmpty();
  }

  @Test
  void a_conflict_with_another_change_is_a_failure_to_retry() {
    sandbox.aws().fail(CREATE, DirectoryStandIn.ALWAYS, 409);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> writes.add(PROD_READONLY, ANA));
  }

  @Test
  void a_removal_without_permission_is_no_removal() {
    member(true);
    sandbox.aws().deny(DELETE, DirectoryStandIn.ALWAYS);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> writes.remove(PROD_READONLY, ANA))
        .returns(true, DirectoryFailure::lasting);
    assertThat(isMember()).isTrue();
  }

  @Test
  void nothing_is_written_unless_the_operator_allows_it() {
    member(true);
    IdentityStoreMemberships refused = at(AwsAt.sandbox(sandbox.uri()));
    assertThat(refused.allowed()).isFalse();
    assertThat(writes.allowed()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> refused.remove(PROD_READONLY, ANA));
    assertThatIllegalStateException().isThrownBy(() -> refused.add(PROD_READONLY, ANA));
    assertThat(sandbox.aws().calls()).isEmpty();
  }

  private void member(boolean member) {
    sandbox.aws().setMember("aws-prod-readonly", "ana@example.com", member);
  }

  private boolean isMember() {
    return sandbox.aws().isMember("aws-prod-readonly", "ana@example.com");
  }

  private List<Call> calls(String name) {
    return sandbox.aws().calls().stream().filter(call -> call.name().equals(name)).toList();
  }

  private static IdentityStoreMemberships at(AwsAt settings) {
    IdentityCenter aws = new IdentityCenter(settings);
    return new IdentityStoreMemberships(
        aws,
        new IdentityStoreGroups(aws, new ScimIssuer(aws, Clock.systemUTC()), Clock.systemUTC()),
        settings);
  }
}
