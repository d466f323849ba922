package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.person.DirectoryFailure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReloadPaceTest {
  @Test
  void an_incomplete_catalog_is_reloaded_soon_unless_a_refusal_lasts() {
    assertThat(Startup.reloadAfter(snapshot(true, List.of()))).isEqualTo(60);
    assertThat(Startup.reloadAfter(snapshot(false, List.of()))).isEqualTo(2);
    var cause = new IllegalStateException("denied");
    assertThat(
            Startup.reloadAfter(
                snapshot(false, List.of(DirectoryFailure.temporary("ask", null, cause)))))
        .isEqualTo(2);
    assertThat(
            Startup.reloadAfter(snapshot(false, List.of(DirectoryFailure.lasting("ask", cause)))))
        .isEqualTo(60);
  }

  private static CatalogSnapshot snapshot(boolean complete, List<DirectoryFailure> failures) {
    return new CatalogSnapshot(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        false,
        complete,
        false,
        Set.of(),
        0,
        failures);
  }
}
