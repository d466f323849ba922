package dev.hourkey.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationTextTest {
  @Test
  void durations_are_written_in_words() {
    assertThat(DurationText.words(Duration.ofMinutes(90))).isEqualTo("1 hour 30 minutes");
    assertThat(DurationText.words(Duration.ofSeconds(1))).isEqualTo("1 second");
    assertThat(DurationText.words(Duration.ZERO)).isEqualTo("0 seconds");
  }
}
