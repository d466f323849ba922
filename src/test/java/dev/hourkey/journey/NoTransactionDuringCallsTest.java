package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThatException;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.AccessProbe;
import dev.hourkey.grant.EntraGroupMembers;
import dev.hourkey.person.ChatProfiles;
import dev.hourkey.person.ChatUser;
import dev.hourkey.support.JourneyTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** All other tests keep this promise too: their calls would fail in the same way. */
@QuarkusTest
class NoTransactionDuringCallsTest extends JourneyTest {
  @Inject EntraGroupMembers entra;
  @Inject AccessProbe aws;
  @Inject ChatProfiles slack;

  @Test
  void a_call_of_entra_aws_or_slack_fails_while_a_transaction_is_open() {
    EntraGroup group = catalog.current().entitlements().getFirst().group();
    failsInTransaction(() -> entra.members(group));
    failsInTransaction(() -> aws.users(group));
    failsInTransaction(() -> slack.of(new ChatUser("T0HOURKEY", ana.id())));
  }

  private static void failsInTransaction(Runnable call) {
    assertThatException()
        .isThrownBy(() -> QuarkusTransaction.requiringNew().run(call))
        .withCauseInstanceOf(AssertionError.class);
  }
}
