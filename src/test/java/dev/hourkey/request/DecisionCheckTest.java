package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may see requests for an entitlement that no longer exists. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class DecisionCheckTest {
  private static final UUID CARD = UUID.fromString("aaaaaaaa-0000-4000-8000-00000000000c");
  private static final ChatUser BRUNO =
      ChatUser.consoleUser(new PersonId("11111111-0000-4000-8000-000000000002"));
  private static final ChatUser ELI =
      ChatUser.consoleUser(new PersonId("11111111-0000-4000-8000-000000000005"));

  @Inject DataSource database;
  @Inject Catalog catalog;
  @Inject DecisionCheck check;

  @BeforeEach
  void putRows() throws SQLException {
    HourkeySandbox.get().reset();
    HourkeySandbox.policy("");
    var _ = catalog.refresh();
    empty();
    int _ =
        Sql.execute(
            database,
            """
            insert into person (id, name, principal_name, linked_at) values
              ('11111111-0000-4000-8000-000000000001', 'Ana Lima', 'ana@example.com', now()),
              ('11111111-0000-4000-8000-000000000002', 'Bruno Costa', 'bruno@example.com', now())
            """);
  }

  @AfterEach
  void empty() throws SQLException {
    Sql.empty(database, "access_request, person");
  }

  @Test
  void nobody_is_shown_a_request_whose_entitlement_was_removed() throws SQLException {
    request("removed-since", true);
    request("prod-readonly", false);
    assertThat(check.refusalToShow(ELI, CARD)).hasValueSatisfying(this::saysThatItIsGone);
    assertThat(check.refusalToShow(BRUNO, CARD)).hasValueSatisfying(this::saysThatItIsGone);
    assertThat(check.refusal(BRUNO, CARD)).hasValueSatisfying(this::saysThatItIsGone);
  }

  @Test
  void an_approver_of_another_request_on_the_card_is_shown_it_and_others_are_not()
      throws SQLException {
    request("removed-since", true);
    request("prod-readonly", true);
    assertThat(check.refusalToShow(BRUNO, CARD)).isEmpty();
    assertThat(check.refusalToShow(ELI, CARD)).isPresent();
  }

  @Test
  void nobody_is_shown_a_request_while_it_is_unknown_who_may_decide() throws SQLException {
    HourkeySandbox.policy(example -> example.replace("group:sre-leads", "group:not-looked-up-yet"));
    var _ = catalog.reload();
    request("prod-readonly", true);
    assertThat(check.refusalToShow(BRUNO, CARD))
        .hasValueSatisfying(why -> assertThat(why).contains("can't tell whether you may decide"));
    assertThat(check.refusal(BRUNO, CARD)).as("the form opens, and permits nothing").isEmpty();
  }

  @Test
  void an_approver_is_shown_a_request_while_its_own_group_could_not_be_checked()
      throws SQLException {
    HourkeySandbox.policy(
        example -> example.replace("group: aws-prod-readonly", "group: aws-not-looked-up-yet"));
    var _ = catalog.reload();
    request("prod-readonly", true);
    assertThat(check.refusalToShow(BRUNO, CARD)).isEmpty();
    assertThat(check.refusalToShow(ELI, CARD)).isPresent();
  }

  private void saysThatItIsGone(String why) {
    assertThat(why).contains("can no longer be requested, so this request can't be decided");
  }

  private void request(String entitlement, boolean pending) throws SQLException {
    int _ =
        Sql.execute(
            database,
            """
            insert into access_request (id, requester, entitlement, entitlement_name, group_id, group_name, high_risk,
              duration_seconds, justification, requested_at, expires_at, remind_after_seconds, card, phase, next_wake_at,
              decided_at)
            values (gen_random_uuid(), '11111111-0000-4000-8000-000000000001', ?, ?,
              '22222222-0000-4000-8000-000000000004', 'aws-prod-readonly', false, 3600, 'INC-42', now(),
              now() + interval '4 hours', '{}', cast(? as uuid), ?, cast(? as timestamptz), cast(? as timestamptz))
            """,
            entitlement,
            entitlement,
            CARD.toString(),
            pending ? "PENDING" : "EXPIRED",
            pending ? "2026-03-02T12:00Z" : null,
            pending ? null : "2026-03-02T12:00Z");
  }
}
