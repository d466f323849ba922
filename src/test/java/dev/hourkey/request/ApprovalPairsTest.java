package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.PersonId;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted of who approved whose requests. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ApprovalPairsTest extends RequestDatabaseTest {
  private static final PersonId BRUNO_ID = new PersonId("11111111-0000-4000-8000-000000000002");
  private static final PersonId CHLOE_ID = new PersonId("11111111-0000-4000-8000-000000000003");

  @Inject ApprovalPairs pairs;

  @Test
  void two_people_are_a_pair_once_each_has_approved_a_request_of_the_other() throws SQLException {
    rules("");
    approved(BRUNO, CHLOE);
    assertThat(pairs.mutual(10)).isEmpty();
    assertThat(pairs.by(List.of(CHLOE_ID), 10))
        .singleElement()
        .satisfies(pair -> assertThat(pair.requester()).isEqualTo(BRUNO_ID));
    approved(CHLOE, BRUNO);
    assertThat(pairs.mutual(10))
        .singleElement()
        .satisfies(
            both -> {
              assertThat(both.one().approver()).isEqualTo(CHLOE_ID);
              assertThat(both.other().approver()).isEqualTo(BRUNO_ID);
            });
    assertThat(pairs.own(10)).isEmpty();
  }

  @Test
  void people_who_approve_their_own_requests_do_not_form_a_pair() throws SQLException {
    rules("    self_approval: true\n");
    approved(BRUNO, BRUNO);
    assertThat(pairs.own(10))
        .singleElement()
        .satisfies(pair -> assertThat(pair.approvals()).isEqualTo(1));
    assertThat(pairs.mutual(10)).isEmpty();
  }

  private void rules(String more) {
    HourkeySandbox.policy(
        example ->
            example.replaceFirst(
                "    eligible: \\[group:engineering]\\R",
                "    eligible: [group:engineering, 'person:head-of-ops@example.com']\n" + more));
    var _ = catalog.refresh();
  }

  private void approved(String requester, String approver) throws SQLException {
    AccessRequest request = requested(requester, "prod-readonly");
    assertThat(submit(approver, new SubmissionCommand.Approve(request.id())).answer()).isEmpty();
  }
}
