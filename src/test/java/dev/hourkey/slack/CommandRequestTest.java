package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.policy.Risk;
import dev.hourkey.request.SubmissionCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which commands are requests by themselves. */
class CommandRequestTest {
  private static final Examples OF = new Examples(UnaryOperator.identity());

  private static final CatalogSnapshot CATALOG =
      new CatalogSnapshot(
          List.of(
              OF.entitlement("prod", 1, OF.one(), Risk.NORMAL),
              OF.entitlement("logs", 1, OF.one(), Risk.NORMAL)),
          List.of(new Bundle(1, "incident", "Incident kit", List.of("prod", "logs"))),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          false,
          true,
          false,
          Set.of(),
          0,
          List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "prod",
        "prod 1h",
        "prod INC-42: disk full",
        "prod 2h INC-42: disk full", // Not offered.
        "prod 45m INC-42: disk full",
        "prod 1h disk full", // Too short.
        "prod,gone 1h INC-42: disk full",
        "gone 1h INC-42: disk full",
      })
  void anything_that_is_missing_or_does_not_fit_needs_the_form(String text) {
    assertThat(request(text)).isEmpty();
  }

  @Test
  void a_complete_one_is_the_same_as_that_of_the_form() {
    SubmissionCommand.NewRequest one =
        new SubmissionCommand.NewRequest(
            List.of("prod"), Duration.ofHours(1), "INC-42: disk full", Optional.empty(), false);
    assertThat(request("prod 60m INC-42: disk full")).contains(one);
    assertThat(request("incident 1h INC-42: disk full").orElseThrow().entitlements())
        .containsExactly("prod", "logs");
    assertThat(request("logs prod 1h INC-42: disk full").orElseThrow().entitlements())
        .containsExactly("logs", "prod");
  }

  private static Optional<SubmissionCommand.NewRequest> request(String text) {
    return SubmittedRequest.byCommand(
        TypedRequest.of(text, TypedRequest.Vocabulary.of(CATALOG)), CATALOG);
  }
}
