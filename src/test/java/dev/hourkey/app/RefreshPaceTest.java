package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefreshPaceTest {
  @Test
  void an_incomplete_catalog_is_read_again_soon_and_then_ever_more_rarely() {
    assertThat(IntStream.rangeClosed(0, 7).mapToLong(Startup::refreshAfter))
        .containsExactly(60L, 5L, 10L, 20L, 40L, 60L, 60L, 60L);
    assertThat(Startup.refreshAfter(Integer.MAX_VALUE)).isEqualTo(60);
  }
}
