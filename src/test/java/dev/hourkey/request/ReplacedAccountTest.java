package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.GrantsInScope;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.Refusal;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * People whose account was disabled, who have another one since, and whose first account is enabled
 * again: both accounts are one person.
 */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ReplacedAccountTest extends RequestDatabaseTest {
  private static final PersonId NEW = new PersonId("99999999-0000-4000-8000-000000000009");
  private static final PersonId BRUNO_BEFORE = new PersonId("11111111-0000-4000-8000-000000000002");

  private static final String AGAIN = "U0AGAIN";

  @Inject DecisionCheck decisions;
  @Inject CurrentApprovers approvers;
  @Inject DecisionRightsResolver rights;
  @Inject IdentityResolver identities;
  @Inject Persons persons;
  @Inject GrantsInScope grants;

  @Test
  void nobody_approves_the_request_of_an_account_that_theirs_replaced() throws SQLException {
    UUID request = requested().id();
    replaced(ANA, "ana@example.com");
    Submission refused = submit(ANA, new SubmissionCommand.Approve(request));
    assertThat(refused.answer()).hasValueSatisfying(this::saysThatItIsTheirOwn);
    assertThat(request().pending()).isTrue();
    assertThat(decisions.refusal(chat(ANA), request)).isPresent();
  }

  @Test
  void nobody_approves_the_request_of_the_account_that_replaced_theirs() throws SQLException {
    replaced(BRUNO, "bruno@example.com");
    HourkeySandbox.get().entra().setMember("engineering", NEW.value(), true);
    UUID request = requested(BRUNO, "prod-readonly").id();
    Submission refused = submit(BRUNO_BEFORE, new SubmissionCommand.Approve(request));
    assertThat(refused.answer()).hasValueSatisfying(this::saysThatItIsTheirOwn);
    assertThat(request().pending()).isTrue();
  }

  @Test
  void nobody_approves_the_request_of_their_former_account_that_has_a_chat_user_again()
      throws SQLException {
    UUID request = requested().id();
    replaced(ANA, "ana@example.com");
    linkedAgain("ana@example.com");
    Submission refused = submit(ANA, new SubmissionCommand.Approve(request));
    assertThat(refused.answer()).hasValueSatisfying(this::saysThatItIsTheirOwn);
    assertThat(request().pending()).isTrue();
  }

  @Test
  void nobody_decides_on_what_their_former_account_requested_for_another() throws SQLException {
    HourkeySandbox.policy(
        file ->
            file.replaceFirst(
                "approvers: .group:sre-leads.",
                "on_behalf_of: [group:sre-leads]\n    approvers: [group:sre-leads]"));
    var _ = catalog.refresh();
    SubmissionCommand forAna =
        new SubmissionCommand.NewRequest(
            List.of("prod-readonly"),
            HOUR,
            JUSTIFICATION,
            Optional.empty(),
            false,
            Optional.of(new Beneficiary.InChat(ANA)),
            Optional.empty());
    assertThat(submit(BRUNO, forAna).answer()).isEmpty();
    UUID request = request().id();
    replaced(BRUNO, "bruno@example.com");
    for (SubmissionCommand decision :
        List.of(
            new SubmissionCommand.Approve(request), new SubmissionCommand.Deny(request, "no"))) {
      assertThat(submit(BRUNO, decision).answer())
          .as("%s", decision)
          .hasValueSatisfying(this::saysThatItIsTheirOwn);
    }
    assertThat(request().pending()).isTrue();
  }

  @Test
  void one_person_with_two_accounts_approves_once() throws SQLException {
    UUID request = requested(ANA, "prod-admin").id();
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    replaced(BRUNO, "bruno@example.com");
    Submission again = submit(BRUNO, new SubmissionCommand.Approve(request));
    assertThat(again.answer())
        .hasValueSatisfying(one -> assertThat(one).startsWith("You already approved this request"));
    assertThat(request().pending()).isTrue();
    assertThat(submit(CHLOE, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    assertThat(request().state()).isInstanceOf(RequestState.Approved.class);
  }

  @Test
  void nobody_is_said_to_be_able_to_decide_on_what_their_other_account_requested()
      throws SQLException {
    UUID request = requested(BRUNO, "prod-readonly").id();
    replaced(BRUNO, "bruno@example.com");
    linkedAgain("bruno@example.com");
    waitsForChloeAndNotForBruno(request);
  }

  @Test
  void nobody_is_said_to_be_able_to_approve_what_their_other_account_approved()
      throws SQLException {
    UUID request = requested(ANA, "prod-admin").id();
    assertThat(submit(BRUNO, new SubmissionCommand.Approve(request)).answer()).isEmpty();
    replaced(BRUNO, "bruno@example.com");
    linkedAgain("bruno@example.com");
    waitsForChloeAndNotForBruno(request);
  }

  @Test
  void people_end_by_their_new_account_what_the_former_one_holds() throws SQLException {
    UUID grant = activated(granted());
    replaced(ANA, "ana@example.com");
    assertThat(submit(BRUNO, new SubmissionCommand.EndEarly(grant)).answer())
        .hasValue(new SubmissionRefusal.NotHolder().sentence());
    assertThat(submit(ANA, new SubmissionCommand.EndEarly(grant)).answer()).isEmpty();
    assertThat(text("select phase from access_grant where id = '" + grant + "'"))
        .isEqualTo("REVOKING");
  }

  @Test
  void people_end_it_with_the_form_to_revoke_as_well() throws SQLException {
    UUID grant = activated(granted());
    replaced(ANA, "ana@example.com");
    assertThat(submit(ANA, new SubmissionCommand.Revoke(grant, "done")).answer()).isEmpty();
    assertThat(text("select phase from access_grant where id = '" + grant + "'"))
        .isEqualTo("REVOKING");
  }

  @Test
  void people_cancel_by_their_new_account_what_the_former_one_requested() throws SQLException {
    UUID request = requested().id();
    replaced(ANA, "ana@example.com");
    contact(BRUNO);
    assertThat(submit(BRUNO, new SubmissionCommand.Cancel(request)).answer())
        .hasValue(new SubmissionRefusal.NotRequester().sentence());
    assertThat(submit(ANA, new SubmissionCommand.Cancel(request)).answer()).isEmpty();
    assertThat(request().state()).isInstanceOf(RequestState.Cancelled.class);
  }

  @Test
  void all_access_of_a_person_includes_that_of_their_former_account() throws SQLException {
    UUID grant = activated(granted());
    UUID request = requested(ANA, "prod-admin").id();
    replaced(ANA, "ana@example.com");
    RevocationScope all = new RevocationScope.OfPerson(NEW);
    assertThat(grants.endableIds(all)).containsExactly(grant);
    assertThat(requests.pendingIds(all)).containsExactly(request);
  }

  private void waitsForChloeAndNotForBruno(UUID request) {
    assertThat(waitingFor(chat(BRUNO))).isEmpty();
    assertThat(waitingFor(chat(CHLOE))).extracting(AccessRequest::id).containsExactly(request);
    assertThat(approvers.of(request).people())
        .extracting(one -> one.chatId().orElse(""))
        .contains(CHLOE)
        .doesNotContain(BRUNO, AGAIN);
  }

  private List<AccessRequest> waitingFor(ChatUser user) {
    return identities.identify(user) instanceof Identification.Known known
        ? requests.waitingFor(persons.accountsOf(known.person().id()), rights.of(known))
        : List.of();
  }

  /** Gives the former account a chat user of its own. */
  private void linkedAgain(String name) throws SQLException {
    execute(
        "update person set team_id = 'T0HOURKEY', chat_id = '%s' where principal_name = '%s'"
            .formatted(AGAIN, name));
  }

  private void saysThatItIsTheirOwn(String answer) {
    assertThat(answer)
        .startsWith(new SubmissionRefusal.ByPolicy(new Refusal.OwnRequest()).sentence());
  }

  /**
   * Gives a person another account, by which Hourkey knows them, and enables the first one again.
   */
  private void replaced(String user, String name) throws SQLException {
    var entra = HourkeySandbox.get().entra();
    contact(user);
    entra.changeUser(name, Map.of("accountEnabled", false));
    entra.putUser(
        new HashMap<>(
            Map.of(
                "id",
                NEW.value(),
                "displayName",
                "Somebody",
                "userPrincipalName",
                "new@example.com",
                "mail",
                name)));
    entra.setMember("sre-leads", NEW.value(), true);
    contact(user);
    assertThat(text("select replaced_by from person where principal_name = '" + name + "'"))
        .isEqualTo(NEW.value());
    entra.changeUser(name, Map.of("accountEnabled", true));
  }

  /** Links the user to their account. */
  private void contact(String user) throws SQLException {
    assertThat(submit(user, new SubmissionCommand.Approve(UUID.randomUUID())).answer()).isPresent();
  }
}
