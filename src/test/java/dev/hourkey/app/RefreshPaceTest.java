package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefreshPaceTest {
  @Test
  void an_incomplete_catalog_is_read_again_soon_and_then_ever_more_rarely() {
    assertThat(IntStream.rangeClosed(0, 7).map(Startup::refreshAfter))
        .containsExactly(60, 5, 10, 20, 40, 60, 60, 60);
    assertThat(Startup.refreshAfter(Integer.MAX_VALUE)).isEqualTo(60);
  }
}
