package dev.hourkey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApplicablePolicyTest {
  private static final String HOLDS = "requester.id == 'ana'";
  private static final String DOES_NOT = "requester.id == 'bruno'";
  private static final String UNKNOWN = "ticket.open";
  private static final Policy BASE = TestPolicy.policy(2);

  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource({
    "HOLDS, HOLDS, first",
    "HOLDS, DOES_NOT, first",
    "HOLDS, UNKNOWN, first",
    "DOES_NOT, HOLDS, second",
    "DOES_NOT, DOES_NOT, base",
    "DOES_NOT, UNKNOWN, unknown",
    "UNKNOWN, HOLDS, unknown",
    "UNKNOWN, DOES_NOT, unknown",
    "UNKNOWN, UNKNOWN, unknown",
  })
  void the_first_override_whose_condition_holds_applies_unless_an_earlier_one_is_unknown(
      String one, String two, String applies) {
    var first = override(11, condition(one), 1);
    var second = override(12, condition(two), 3);
    assertThat(choose(List.of(first, second)))
        .isEqualTo(
            switch (applies) {
              case "first" -> new ApplicablePolicy.Known(first.policy(), Optional.of(first));
              case "second" -> new ApplicablePolicy.Known(second.policy(), Optional.of(second));
              case "base" -> new ApplicablePolicy.Known(BASE, Optional.empty());
              default ->
                  new ApplicablePolicy.Unknown(new Refusal.RulesUnknown("Jira doesn't answer"));
            });
  }

  @Test
  void without_overrides_the_policy_of_the_entitlement_applies() {
    assertThat(choose(List.of())).isEqualTo(new ApplicablePolicy.Known(BASE, Optional.empty()));
  }

  /** Whatever becomes known of a condition that was unknown, nobody gets more while it is not. */
  @Test
  void an_unknown_condition_never_allows_more_than_either_answer() {
    var random = new Random(42);
    for (int round = 0; round < 2000; round++) {
      List<Boolean> known =
          Stream.generate(random::nextBoolean).limit(1 + random.nextInt(4)).toList();
      int unknown = random.nextInt(known.size());
      List<PolicyOverride> overrides = new ArrayList<>();
      for (int i = 0; i < known.size(); i++) {
        String text = i == unknown ? UNKNOWN : known.get(i) ? HOLDS : DOES_NOT;
        overrides.add(override(i, text, i));
      }
      boolean decidedBefore = known.subList(0, unknown).contains(true);
      assertThat(choose(overrides) instanceof ApplicablePolicy.Unknown).isEqualTo(!decidedBefore);
    }
  }

  @Test
  void an_override_is_named_by_its_line_and_its_condition() {
    assertThat(override(12, HOLDS, 1).words()).isEqualTo("line 12: requester.id == 'ana'");
  }

  private static ApplicablePolicy choose(List<PolicyOverride> overrides) {
    return ApplicablePolicy.choose(
        BASE,
        overrides,
        new ConditionFacts(
            TestPolicy.ANA,
            new MaybeKnown.Known<>(List.of()),
            "prod-admin",
            Risk.NORMAL,
            new MaybeKnown.Known<>(Map.of()),
            new MaybeKnown.Known<>("AdministratorAccess"),
            Duration.ofHours(1),
            new MaybeKnown.Unknown<>("Jira doesn't answer"),
            Instant.parse("2026-03-02T12:00:00Z")));
  }

  private static String condition(String name) {
    return switch (name) {
      case "HOLDS" -> HOLDS;
      case "DOES_NOT" -> DOES_NOT;
      default -> UNKNOWN;
    };
  }

  private static PolicyOverride override(int line, String when, int approvals) {
    var scope = new ConditionScope(Map.of(), Set.of("OPS"), Map.of());
    return new PolicyOverride(
        line,
        Condition.compile(when, scope, problem -> {}).orElseThrow(),
        TestPolicy.policy(approvals));
  }
}
