package dev.hourkey.grant;

import static dev.hourkey.grant.ProvisioningQueue.REMOVALS_FIRST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.ProvisioningQueue.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProvisioningOrderTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  @Test
  void without_waiting_grants_there_is_no_batch() {
    assertThat(ProvisioningQueue.batch(List.of(), REMOVALS_FIRST)).isEmpty();
  }

  @Test
  void a_removal_goes_first_with_others_of_its_group() {
    Waiting longest = waiting(1, "one", false, 0);
    Waiting joins = waiting(2, "two", false, 1);
    Waiting removal = waiting(3, "two", true, 2);
    assertThat(ProvisioningQueue.batch(List.of(longest, joins, removal), REMOVALS_FIRST))
        .containsExactly(removal, joins);
  }

  @Test
  void a_call_names_five_people_at_most_those_who_have_waited_longest() {
    List<Waiting> crowd =
        IntStream.range(0, 7).mapToObj(i -> waiting(i, "one", false, 7 - i)).toList();
    assertThat(ProvisioningQueue.batch(crowd, REMOVALS_FIRST))
        .containsExactlyElementsOf(crowd.reversed().subList(0, 5));
  }

  @Test
  void patience_grows_with_the_crowd_up_to_a_minute() {
    assertThat(ProvisioningQueue.patience(10)).isEqualTo(Duration.ofSeconds(1));
    assertThat(ProvisioningQueue.patience(100_000)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void the_sixth_call_waits_until_the_first_has_left_the_window() {
    List<Instant> calls = Stream.iterate(NOON, call -> call.plusSeconds(1)).limit(5).toList();
    assertThat(ProvisioningQueue.exhaustedUntil(calls.subList(0, 4))).isEmpty();
    assertThat(ProvisioningQueue.exhaustedUntil(calls))
        .hasValue(NOON.plus(ProvisioningQueue.WINDOW));
  }

  private static Waiting waiting(int id, String group, boolean removal, int second) {
    return new Waiting(new UUID(0, id), group, removal, NOON.plusSeconds(second));
  }
}
