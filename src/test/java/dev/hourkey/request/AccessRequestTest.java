package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessRequestTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private final AccessRequest request =
      new AccessRequest(
          new PersonId("ana"), entitlement(), Duration.ofHours(1), "INC-42: disk full", Optional.empty(), NOON);

  @Test
  void reminders_come_one_by_one_and_then_it_expires() {
    assertThat(request.scheduleNext()).isEqualTo(NOON.plus(Duration.ofMinutes(15)));
    assertThat(request.takeDueReminder(NOON.plus(Duration.ofMinutes(14)))).isFalse();
    assertThat(request.takeDueReminder(NOON.plus(Duration.ofMinutes(15)))).isTrue();
    assertThat(request.scheduleNext()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    assertThat(request.takeDueReminder(NOON.plus(Duration.ofHours(2)))).isTrue();
    assertThat(request.scheduleNext()).isEqualTo(NOON.plus(Duration.ofHours(4)));
  }

  @Test
  void missed_reminders_are_sent_as_one() {
    assertThat(request.takeDueReminder(NOON.plus(Duration.ofHours(3)))).isTrue();
    assertThat(request.takeDueReminder(NOON.plus(Duration.ofHours(3)))).isFalse();
  }

  private static Entitlement entitlement() {
    Duration hour = Duration.ofHours(1);
    return new Entitlement(
        "prod-readonly",
        "Production, read only",
        new EntraGroup("aws-prod-readonly", "aws-prod-readonly"),
        AwsAccess.none(),
        new Policy(
            List.of(new Principal.Anyone()),
            List.of(new Principal.Manager()),
            1,
            List.of(hour),
            hour,
            Duration.ofHours(4),
            List.of(Duration.ofMinutes(15), hour),
            Duration.ofMinutes(10),
            new Justification(10, Optional.empty(), Optional.empty()),
            Policy.Risk.NORMAL,
            false),
        Optional.of("aws-approvals"),
        Duration.ofMinutes(90));
  }
}
