package dev.hourkey.drift;

import static dev.hourkey.drift.GroupsToCompare.FEWEST_UNUSED;
import static dev.hourkey.drift.GroupsToCompare.MAX_UNUSED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsToCompareTest {
  @ParameterizedTest
  @CsvSource({"0, 120", "1, 119", "100, 20", "110, 10", "2000, 10"})
  void the_comparison_leaves_its_calls_to_discovery_but_never_stops(int notAsked, int groups) {
    assertThat(GroupsToCompare.unused(notAsked))
        .isEqualTo(groups)
        .isBetween(FEWEST_UNUSED, MAX_UNUSED);
  }
}
