package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.ApprovalCheck;
import dev.hourkey.grant.ApprovalCheck.Warrant;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether an approval still holds when the member is about to be added. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class RequestApprovalCheckTest extends RequestDatabaseTest {
  @Inject ApprovalCheck check;

  private UUID request;

  @BeforeEach
  void approved() throws SQLException {
    request = requested().id();
    submit(BRUNO, new SubmissionCommand.Approve(request));
    assertThat(check.of(request)).isEqualTo(new Warrant.Stands());
  }

  @Test
  void an_approval_is_void_if_the_requester_is_no_longer_eligible() {
    HourkeySandbox.get().entra().setMember("engineering", "ana@example.com", false);
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Fallen("the requester is no longer eligible for it"));
  }

  @Test
  void an_approval_is_void_if_the_approver_is_no_longer_one() {
    HourkeySandbox.get().entra().setMember("sre-leads", "bruno@example.com", false);
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Fallen("too few of its approvals are still valid"));
  }

  @Test
  void an_approval_is_void_if_an_account_is_disabled() {
    disable("2", "bruno@example.com");
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Fallen("too few of its approvals are still valid"));
    disable("1", "ana@example.com");
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Fallen("the requester's Entra account is disabled"));
  }

  @Test
  void an_approval_is_unproven_if_entra_does_not_show_an_account() {
    HourkeySandbox.get().entra().deleteUser("bruno@example.com");
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Missing("the Entra account of an approver no longer exists"));
    HourkeySandbox.get().entra().deleteUser("ana@example.com");
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Missing("the requester's Entra account no longer exists"));
  }

  @Test
  void an_approval_is_void_if_the_policy_no_longer_allows_it() {
    policy(
        example ->
            example.replaceFirst(
                "approvers: .group:sre-leads.", "approvers: []\n    approvals: 0"));
    assertThat(check.of(request))
        .as("no approval is needed any more")
        .isEqualTo(new Warrant.Stands());
    policy(
        example ->
            example
                .replace("max_duration: 4h", "max_duration: 30m")
                .replace("[30m, 1h, 2h, 4h]", "[30m]"));
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Fallen("it can no longer be granted for that long"));
    policy(example -> example.replaceFirst("approvals: 1", "approvals: 2"));
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Fallen("too few of its approvals are still valid"));
    policy(example -> example.replace("id: prod-readonly", "id: prod-view"));
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Missing("Production, read only can no longer be requested"));
  }

  @Test
  void an_approval_is_void_if_the_group_opens_more_and_unproven_if_it_opens_nothing() {
    var aws = HourkeySandbox.get().aws();
    aws.assign(GROUP, PRODUCTION, "AdministratorAccess");
    assertThat(check.of(request))
        .isEqualTo(
            new Warrant.Fallen(
                "Production, read only has changed since it was requested: it now also opens"
                    + " AdministratorAccess in Production"));
    aws.unassign(GROUP, PRODUCTION, "AdministratorAccess");
    aws.unassign(GROUP, PRODUCTION, "ReadOnlyAccess");
    assertThat(check.of(request))
        .isEqualTo(new Warrant.Missing("Production, read only opens nothing in AWS"));
  }

  private void policy(UnaryOperator<String> change) {
    HourkeySandbox.policy(change);
    var _ = catalog.refresh();
  }
}
