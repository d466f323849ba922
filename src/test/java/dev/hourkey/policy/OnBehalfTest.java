package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.ANA;
import static dev.hourkey.policy.TestPolicy.BRUNO;
import static dev.hourkey.policy.TestPolicy.CHLOE;
import static dev.hourkey.policy.TestPolicy.HOUR;
import static dev.hourkey.policy.TestPolicy.JUSTIFICATION;
import static dev.hourkey.policy.TestPolicy.approvers;
import static dev.hourkey.policy.TestPolicy.eligible;
import static dev.hourkey.policy.TestPolicy.enabled;
import static dev.hourkey.policy.TestPolicy.person;
import static dev.hourkey.policy.TestPolicy.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.UserType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bruno and Dana are team leads and approvers; Bruno requests for Ana, who is eligible. */
class OnBehalfTest {
  private static final Subject DANA = person("dana", Set.of("sre-leads"), Optional.empty());
  static final Policy POLICY = withSenders(policy(1));
  private static final Subject BY_BRUNO = ANA.requestedBy(sender(BRUNO));

  @Test
  void people_in_on_behalf_of_may_request_for_eligible_people() {
    assertThat(POLICY.request(BY_BRUNO, HOUR, JUSTIFICATION))
        .isEqualTo(new RequestDecision.NeedsApproval(1));
    assertThat(POLICY.forOthers(BRUNO)).isTrue();
    assertThat(POLICY.forOthers(ANA)).isFalse();
    assertThat(policy(1).forOthers(BRUNO)).isFalse();
  }

  @Test
  void everybody_else_may_not() {
    assertThat(policy(1).request(BY_BRUNO, HOUR, JUSTIFICATION))
        .isEqualTo(new RequestDecision.Refused(new Refusal.NotForOthers()));
    assertThat(POLICY.request(ANA.requestedBy(sender(CHLOE)), HOUR, JUSTIFICATION))
        .isEqualTo(new RequestDecision.Refused(new Refusal.NotForOthers()));
  }

  @Test
  void the_person_it_is_for_must_be_eligible() {
    assertThat(POLICY.request(CHLOE.requestedBy(sender(BRUNO)), HOUR, JUSTIFICATION))
        .isEqualTo(new RequestDecision.Refused(new Refusal.NotEligible()));
  }

  @Test
  void neither_the_requester_nor_the_sender_may_decide() {
    for (ReviewType reviewType : ReviewType.values()) {
      for (Subject own : List.of(BRUNO, ANA)) {
        assertThat(POLICY.review(own, enabled(BY_BRUNO), List.of(), reviewType))
            .isEqualTo(new ReviewDecision.Refused(new Refusal.OwnRequest()));
      }
      assertThat(POLICY.review(DANA, enabled(BY_BRUNO), List.of(), reviewType))
          .isInstanceOf(ReviewDecision.Allowed.class);
    }
    assertThat(POLICY.approval(enabled(BY_BRUNO), HOUR, List.of(enabled(BRUNO))))
        .isInstanceOf(ApprovalDecision.Invalid.class);
  }

  @Test
  void both_may_decide_if_self_approval_is_allowed() {
    Policy self = withSenders(policy(eligible(), approvers(), 1, true));
    assertThat(self.review(BRUNO, enabled(BY_BRUNO), List.of(), ReviewType.APPROVE))
        .isInstanceOf(ReviewDecision.Allowed.class);
  }

  @Test
  void an_approval_holds_while_the_sender_may_request_for_others() {
    List<SubjectStatus> byDana = List.of(enabled(DANA));
    assertThat(POLICY.approval(enabled(BY_BRUNO), HOUR, byDana))
        .isInstanceOf(ApprovalDecision.Holds.class);
    Subject withoutSender = ANA.requestedBy(new OnBehalfSender(BRUNO.person(), Optional.empty()));
    assertThat(POLICY.approval(enabled(withoutSender), HOUR, byDana))
        .isEqualTo(new ApprovalDecision.Invalid(new Refusal.SenderNotAllowed()));
    assertThat(policy(1).approval(enabled(BY_BRUNO), HOUR, byDana))
        .isEqualTo(new ApprovalDecision.Invalid(new Refusal.SenderNotAllowed()));
  }

  @Test
  void a_request_that_only_its_sender_could_approve_is_refused() {
    EntraAccount bruno =
        new EntraAccount(
            BRUNO.person(),
            "Bruno",
            "bruno@example.com",
            Optional.empty(),
            EntraAccount.Status.ENABLED,
            UserType.MEMBER);
    Map<Principal, List<EntraAccount>> accounts = Map.of(approvers().getFirst(), List.of(bruno));
    assertThat(POLICY.nobodyCanApprove(Set.of(ANA.person(), BRUNO.person()), accounts)).isPresent();
    assertThat(POLICY.nobodyCanApprove(Set.of(ANA.person()), accounts)).isEmpty();
  }

  private static OnBehalfSender sender(Subject person) {
    return new OnBehalfSender(person.person(), Optional.of(person));
  }

  private static Policy withSenders(Policy policy) {
    return new Policy(
        policy.eligible(),
        policy.excluded(),
        policy.chatGuests(),
        policy.stages(),
        policy.durations(),
        policy.maxDuration(),
        policy.limits(),
        policy.startAhead(),
        policy.expireAfter(),
        policy.remindAfter(),
        policy.warnBefore(),
        policy.justification(),
        policy.risk(),
        policy.selfApproval(),
        approvers());
  }
}
