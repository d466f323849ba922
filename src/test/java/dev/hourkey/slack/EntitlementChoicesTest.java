package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccountState;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.Risk;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntitlementChoicesTest {
  private static final Examples OF = new Examples(UnaryOperator.identity());

  private static final List<Entitlement> CHOICES =
      List.of(
          choice("logs-read", "Logs of Payments", "111122223333", "Production", "ReadOnlyAccess"),
          choice("payments-admin", "Payments, admin", "444455556666", "Staging", "Administrator"),
          choice("billing", "Billing", "777788889999", "Finance", "Billing"));

  @ParameterizedTest
  @CsvSource({
    "'', logs-read payments-admin billing",
    "PAYMENTS, payments-admin logs-read", // Names that begin with it come first.
    "pay log, logs-read",
    "444455, payments-admin",
    "production, logs-read",
    "readonly, logs-read",
    "finance bill, billing",
    "ments-ad, payments-admin",
    "nothing, ''",
    "'  billing  ', billing",
  })
  void every_word_occurs_in_the_name_the_id_an_account_or_a_permission_set(
      String typed, String found) {
    assertThat(EntitlementChoices.matching(CHOICES, typed))
        .extracting(Entitlement::id)
        .containsExactly(found.isEmpty() ? new String[0] : found.split(" "));
  }

  @Test
  void no_more_are_shown_than_slack_accepts() {
    List<Entitlement> many =
        IntStream.range(0, 300)
            .mapToObj(i -> choice("e" + i, "Entitlement " + i, "111122223333", "A", "B"))
            .toList();
    assertThat(EntitlementChoices.matching(many, "")).hasSize(100);
    assertThat(EntitlementChoices.matching(many, "entitlement 299")).hasSize(1);
  }

  private static Entitlement choice(
      String id, String name, String account, String accountName, String permissionSet) {
    var target =
        new AccountAssignment(
            account, accountName, permissionSet, Optional.empty(), AwsAccountState.ACTIVE);
    Entitlement like = OF.entitlement(id, 1, new AwsAccess(List.of(target), true), Risk.NORMAL);
    return new Entitlement(
        id,
        name,
        like.group(),
        like.opens(),
        like.policy(),
        like.overrides(),
        like.breakGlass(),
        like.channel(),
        like.decideWith(),
        like.syncTimeout(),
        new MaybeKnown.Unknown<>("not read"),
        Optional.empty());
  }
}
