package dev.hourkey.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntraAccountTest {
  @Test
  void a_policy_file_may_use_every_name_in_any_case() {
    EntraAccount account =
        new EntraAccount(
            new PersonId("ABC"),
            "Ana Lima",
            "Ana@Example.com",
            Optional.of("A.Lima@example.com"),
            EntraAccount.Status.UNKNOWN,
            UserType.UNKNOWN);
    assertThat(account.names())
        .containsExactlyInAnyOrder("abc", "ana@example.com", "a.lima@example.com");
    assertThat(account.enabled()).as("unknown is not enabled").isFalse();
  }
}
