package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.Story;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Choosing in the form, which asks Hourkey while the person types. */
@QuarkusTest
class SearchTest extends Story {
  @Test
  void a_person_finds_what_they_need_by_account_and_requests_it() {
    openForm(ana, "");
    assertThat(found(ana, "")).contains("prod-readonly");
    assertThat(found(ana, "111122223333")).contains("prod-readonly");
    assertThat(found(ana, "no such thing")).isEmpty();

    assertThat(ana.choose(form(ana), "what", option(ana, "prod-readonly")).acknowledged()).isTrue();
    eventually(() -> assertThat(form(ana).json().toString()).contains("how_long:prod-readonly"));
    ana.submit(Map.of("how_long", Long.toString(Duration.ofHours(1).toSeconds()), "why", REASON));
    assertThat(card().words()).contains("Production");
  }

  @Test
  void only_what_a_person_may_request_is_found_even_if_another_replica_filled_their_form() {
    openForm(ana, "");
    View form = form(ana);
    List<String> others =
        chloe
            .suggestions(form, "what", "")
            .path("options")
            .valueStream()
            .map(one -> one.path("value").asText())
            .toList();
    assertThat(others).doesNotContain("prod-readonly");
  }

  @Test
  void the_same_search_is_answered_again_within_a_second() {
    openForm(ana, "");
    for (int i = 0; i < 5; i++) {
      assertThat(found(ana, "prod")).contains("prod-readonly");
    }
  }

  private static List<String> found(WorkspaceUser who, String typed) {
    return who.suggestions(form(who), "what", typed)
        .path("options")
        .valueStream()
        .map(one -> one.path("value").asText())
        .toList();
  }

  private static JsonNode option(WorkspaceUser who, String value) {
    return who.suggestions(form(who), "what", "")
        .path("options")
        .valueStream()
        .filter(one -> one.path("value").asText().equals(value))
        .findFirst()
        .orElseThrow();
  }
}
