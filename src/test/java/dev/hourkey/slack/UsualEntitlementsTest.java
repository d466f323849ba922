package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.policy.Risk;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsualEntitlementsTest {
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "a, a",
    "a b, a b", // The latest first.
    "a b b, b a", // More often outweighs a little later.
    "a b a, a b",
    "c a a a a a b b b b b b b b b b, a b c", // Each use counts less with time.
  })
  void frequent_and_recent_ones_come_first(String used, String ranked) {
    assertThat(UsualEntitlements.ranked(words(used))).isEqualTo(words(ranked));
  }

  @Test
  void other_entitlements_follow_by_name() {
    Examples of = new Examples(UnaryOperator.identity());
    List<Entitlement> all =
        Stream.of("a", "b", "c", "d")
            .map(id -> of.entitlement(id, 1, of.one(), Risk.NORMAL))
            .toList();
    assertThat(UsualEntitlements.first(List.of("d", "gone", "b"), all))
        .extracting(Entitlement::id)
        .containsExactly("d", "b", "a", "c");
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }
}
