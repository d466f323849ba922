package dev.hourkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.CatalogSnapshot;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntitlementRowTest {
  @Test
  void before_the_rules_are_resolved_nothing_is_said_about_an_id_that_one_may_make() {
    assertThat(EntitlementRow.of("made", CatalogSnapshot.empty(), Map.of()).problem())
        .isEqualTo(
            "It is not known whether it can be requested now: Hourkey is still checking it with"
                + " Entra and AWS.");
  }
}
