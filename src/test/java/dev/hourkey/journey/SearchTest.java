package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.View;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Choosing in the form, which asks Hourkey while the person types. */
@QuarkusTest
class SearchTest extends JourneyTest {
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
    HourkeySandbox.policy(
        file ->
            file.replaceFirst(
                "(?s)(group: aws-staging-poweruser.*?eligible: .group:engineering)",
                "$1, group:sre-leads"));
    catalog.refresh();
    pass(Duration.ofMinutes(31)); // What was found for her before is forgotten.
    openForm(ana, "");
    View form = form(ana);
    List<String> others =
        chloe
            .suggestions(form, "what", "")
            .path("options")
            .valueStream()
            .map(one -> one.path("value").asText())
            .toList();
    assertThat(others).containsExactly("staging-poweruser");
  }

  @Test
  void the_same_search_is_answered_again_within_a_second() {
    openForm(ana, "");
    for (int i = 0; i < 5; i++) {
      assertThat(found(ana, "prod")).contains("prod-readonly");
    }
  }

  @Test
  void a_complete_command_is_submitted_at_once_and_answered_with_one_direct_message() {
    Delivery answer = ana.run("general", "/aws-access prod-readonly 1h " + REASON);
    assertThat(answer.acknowledged()).isTrue();
    assertThat(answer.answer()).isBlank();
    assertThat(card().words()).contains("Ana Lima requests", "1 h", REASON);
    alerted(ana, "Production, read only");
    assertThat(ana.directMessages()).hasSize(1);
    assertThat(ana.form()).isEmpty();
    assertThat(ana.messages("general")).isEmpty();

    ana.run("general", "/aws-access prod-readonly 1h " + REASON);
    eventually(() -> assertThat(said(ana)).contains("You already requested Production, read only"));
    assertThat(bruno.messages(APPROVALS)).hasSize(1);
  }

  @Test
  void an_incomplete_command_opens_the_form_with_what_was_understood() {
    openForm(ana, "prod-readonly 9h " + REASON);
    assertThat(form(ana).words()).contains("9 hours isn't offered", "Production");
    assertThat(ana.submit(Map.of("how_long", "3600")).acknowledged()).isTrue();
    assertThat(card().words()).contains("1 h", REASON);
  }

  @Test
  void text_typed_after_an_unknown_name_stays_until_another_is_chosen() {
    openForm(ana, "Payments 2h " + REASON);
    assertThat(form(ana).words()).contains("No access called `Payments`");
    ana.choose(form(ana), "what", option(ana, "prod-readonly"));
    eventually(() -> assertThat(form(ana).json().toString()).contains("how_long:prod-readonly"));
    assertThat(ana.submit().acknowledged()).isTrue();
    assertThat(card().words()).contains("2 h", REASON);
  }

  @Test
  void a_command_of_somebody_who_is_not_eligible_is_refused_where_it_was_typed() {
    chloe.run("general", "/aws-access prod-readonly 1h " + REASON);
    eventually(() -> assertThat(said(chloe)).contains("You're not eligible for this access"));
    assertThat(bruno.messages(APPROVALS)).isEmpty();
  }

  @Test
  void a_persons_usual_entitlements_come_first_and_the_form_shows_their_access() {
    openForm(ana, "");
    assertThat(found(ana, "").getFirst()).isEqualTo("prod-admin"); // By name.
    ana.run("general", "/aws-access staging-poweruser 1h " + REASON);
    alerted(ana, "is ready");
    openForm(ana, "staging-poweruser");
    assertThat(form(ana).words()).contains("You already have *Staging, power user*, until");
    assertThat(found(ana, "")).containsExactly("staging-poweruser", "prod-admin", "prod-readonly");
  }

  @Test
  void while_entra_is_away_the_form_offers_what_was_known_and_keeps_the_request() {
    openForm(ana, "");
    sandbox.entra().fail("GET *users*", DirectoryStandIn.ALWAYS, 503);
    openForm(ana, "prod-readonly 1h");
    assertThat(form(ana).words()).contains("You can choose from the last known list");
    assertThat(ana.submit(Map.of("why", REASON)).answer()).isEmpty();
    alerted(ana, "What you sent is stored");
    sandbox.entra().clearFaults();
    inTime(() -> assertThat(bruno.messages(APPROVALS)).isNotEmpty());
  }

  @Test
  void while_entra_is_slow_the_form_opens_empty_and_says_a_refusal_later() {
    sandbox.entra().delay("GET *users*", 1, Duration.ofSeconds(2));
    chloe.run("general", "/aws-access");
    eventually(() -> assertThat(words(chloe)).contains("Looking up what you can request"));
    eventually(() -> assertThat(words(chloe)).contains("You aren't eligible"));
    assertThat(said(chloe)).doesNotContain("You aren't eligible");
  }

  private static String words(WorkspaceUser who) {
    return who.form().map(View::words).orElse("");
  }

  /** What the app told somebody in the channel, for their eyes only. */
  private static String said(WorkspaceUser who) {
    return who.messages("general").stream()
        .map(PostedMessage::words)
        .collect(Collectors.joining("\n"));
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
