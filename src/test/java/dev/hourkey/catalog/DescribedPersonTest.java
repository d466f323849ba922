package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.Explanation;
import dev.hourkey.policy.Explanation.Answer;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.PartialUsage;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Subject;
import dev.hourkey.policy.ToolAnswers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a person, together with what the tools answered. */
class DescribedPersonTest {
  private static final Entitlement FOUND =
      OfflineDirectory.catalog(
              PolicyFile.parse(
                  """
                  version: 1
                  channels: { approvals: a }
                  on_call: { platform: { pagerduty: P1 }, web: { jsm: s1 } }
                  entitlements:
                    - id: prod
                      group: aws-prod
                      eligible: [on_call:platform]
                      approvers: [group:sre]
                      overrides: [{ when: 'requester.on_call("web")', approvals: 0 }]
                  """))
          .find("prod")
          .orElseThrow();

  @ParameterizedTest(name = "asked {0}, said {1}: {2}")
  @CsvSource(
      nullValues = "nothing",
      value = {
        "true, nothing, unknown",
        "true, web, may not",
        "true, platform web, may with 0",
        "true, platform, may with 1",
        "false, platform, may with 1",
        "false, '', may not",
      })
  void given_options_take_precedence_over_the_directories(
      boolean asked, @Nullable String said, String expected) {
    Set<Principal.OfTool> entries = FOUND.policy().ofTools();
    Subject subject =
        new Subject(
            new PersonId("1"),
            Set.of("1"),
            Set.of(),
            new ToolAnswers(asked ? entries : Set.of(), Map.of()),
            Optional.empty(),
            UserType.MEMBER,
            false);
    DescribedPerson given =
        new DescribedPerson(
            "1",
            Optional.empty(),
            Optional.ofNullable(said).map(names -> List.of(names.split(" "))),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false);
    Explanation explanation =
        Explanation.of(
            FOUND.policy(),
            FOUND.overrides(),
            given.request(
                subject,
                FOUND,
                new DescribedPerson.Details(
                    Duration.ofHours(1),
                    PartialUsage.UNKNOWN,
                    Optional.empty(),
                    new MaybeKnown.Unknown<>("no ticket"),
                    Instant.EPOCH,
                    Optional.empty(),
                    Optional.empty())));
    assertThat(
            switch (explanation.answer()) {
              case Answer.May(int approvals) -> "may with " + approvals;
              case Answer.MayNot _ -> "may not";
              case Answer.Unknown _ -> "unknown";
            })
        .isEqualTo(expected);
  }
}
