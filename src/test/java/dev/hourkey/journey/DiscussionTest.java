package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.person.ChatUser;
import dev.hourkey.request.DecisionCard.Place;
import dev.hourkey.request.DiscussionThreads;
import dev.hourkey.request.Discussions;
import dev.hourkey.request.Discussions.Change;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import dev.hourkey.text.Sha256;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What approvers and the requester write in threads reaches both, and is kept with the request. */
@QuarkusTest
class DiscussionTest extends JourneyTest {
  private static final String QUESTION = "Which database? <!channel> & why *now*";

  @Inject Discussions discussions;
  @Inject DiscussionThreads threads;

  @BeforeEach
  void theAppMayRead() {
    sandbox.slack().withScopes("channels:history", "im:history");
    sandbox.slack().subscribe("message.channels", "message.im");
    sandbox.slack().takesMessages();
  }

  @Test
  void an_approver_asks_in_the_thread_and_the_requester_answers_by_direct_message()
      throws Exception {
    sandbox.slack().member(APPROVALS, ana.id(), false);
    PostedMessage card = asked();
    PostedMessage question = bruno.reply(card, QUESTION);
    PostedMessage passedOn = answered("Bruno Costa* wrote about your request");
    assertThat(passedOn.words()).contains(QUESTION, "Reply in this thread");
    assertThat(passedOn.thread()).isEqualTo(alerted(ana, "You requested").ts());

    ana.reply(passedOn, "The second replica");
    eventually(() -> assertThat(inThread(bruno)).anyMatch(one -> says(one, "*Ana Lima* wrote:")));
    assertThat(inThread(bruno)).anyMatch(one -> says(one, "The second replica"));

    bruno.edit(question, "Which one?");
    eventually(() -> assertThat(answers()).singleElement().matches(one -> says(one, "Which one?")));
    assertThat(answers().getFirst().words()).contains("Edited").doesNotContain("Which database");
    bruno.delete(question);
    eventually(() -> assertThat(answers()).isEmpty());

    assertThat(events("discussion_message_written")).hasSize(2);
    assertThat(event("discussion_message_edited").path("textSha256").asText())
        .isEqualTo(Sha256.hex("Which one?"));
    assertThat(events("discussion_message_deleted")).hasSize(1);
    assertThat(get(auditPath()).toString()).doesNotContain("second replica", "Which");
    JsonNode kept =
        get("api/v1/discussions?request=" + event("access_requested").get("subject").asText());
    assertThat(kept).hasSize(2);
    assertThat(kept.get(0).get("text").asText()).as("deleted").isEmpty();
    assertThat(kept.get(1).get("text").asText()).isEqualTo("The second replica");
    assertThat(kept.get(1).get("authorName").asText()).isEqualTo("Ana Lima");
  }

  @Test
  void an_approver_outside_the_channel_takes_part_in_the_thread_of_a_direct_message()
      throws Exception {
    sandbox.slack().member(APPROVALS, chloe.id(), false);
    pass(Duration.ofMinutes(1));
    asked();
    PostedMessage direct = noted(alerted(chloe, "The card is in a channel that you are not in"));
    PostedMessage question = chloe.reply(direct, QUESTION);
    PostedMessage passedOn = answered("Chloé Martin* wrote about your request");
    eventually(
        () -> assertThat(inThread(bruno)).anyMatch(one -> says(one, "*Chloé Martin* wrote")));
    isKept(1);

    ana.reply(passedOn, "The second replica");
    eventually(() -> assertThat(inThread(bruno)).anyMatch(one -> says(one, "The second replica")));
    PostedMessage answer = alerted(chloe, "The second replica");
    assertThat(answer.thread()).isEqualTo(direct.ts());

    chloe.edit(question, "Which one?");
    eventually(() -> assertThat(inThread(bruno)).anyMatch(one -> says(one, "Which one?")));
    eventually(() -> assertThat(answers()).singleElement().matches(one -> says(one, "Which one?")));
    chloe.delete(question);
    eventually(() -> assertThat(inThread(bruno)).noneMatch(one -> says(one, "Chloé Martin")));
    eventually(() -> assertThat(answers()).isEmpty());
  }

  @Test
  void the_requester_and_the_person_who_requested_for_them_both_take_part() throws Exception {
    HourkeySandbox.policy(
        file ->
            file.replaceFirst(
                "approvers: .group:sre-leads.",
                "on_behalf_of: [group:sre-leads]\n    approvers: [group:sre-leads]"));
    catalog.refresh();
    openForm(bruno, "prod-readonly");
    bruno.submit(Map.of("for_user", "U0ANA", "how_long", "3600", "why", REASON));
    alerted(bruno, "You requested");
    PostedMessage hers = noted(alerted(ana, "for you, for 1 hour"));
    PostedMessage card = card();
    eventually(
        () -> assertThat(threads.discussedIn(new Place(card.channel(), card.ts()))).isNotEmpty());

    chloe.reply(card, QUESTION);
    alerted(bruno, "Chloé Martin* wrote about your request");
    assertThat(answered("Chloé Martin* wrote about your request").thread()).isEqualTo(hers.ts());
    ana.reply(hers, "The second replica");
    alerted(bruno, "The second replica");
    eventually(() -> assertThat(inThread(chloe)).anyMatch(one -> says(one, "The second replica")));
  }

  @Test
  void a_former_approver_gets_no_new_messages_and_theirs_are_not_passed_on() throws Exception {
    sandbox.slack().member(APPROVALS, chloe.id(), false);
    pass(Duration.ofMinutes(1));
    PostedMessage card = asked();
    PostedMessage direct = noted(alerted(chloe, "The card is in a channel that you are not in"));
    PostedMessage question = chloe.reply(direct, QUESTION);
    answered("Chloé Martin* wrote about your request");
    bruno.reply(card, "Which one?");
    alerted(chloe, "Which one?");

    sandbox.entra().setMember("sre-leads", "head-of-ops@example.com", false);
    pass(Duration.ofMinutes(16));
    remindedThere();
    PostedMessage later = bruno.reply(card, "Is it urgent?");
    answered("Is it urgent?");
    allIsPassedOn();
    assertThat(chloe.directMessages()).noneMatch(one -> says(one, "urgent"));
    bruno.edit(later, "Is it very urgent?");
    answered("Is it very urgent?");
    chloe.edit(question, "Take db-9");
    chloe.reply(direct, "I say yes.");
    alerted(chloe, "To discuss a request, reply in the thread of Hourkey's message about it");
    allIsPassedOn();
    assertThat(chloe.directMessages()).noneMatch(one -> says(one, "urgent"));
    assertThat(texts()).doesNotContain("I say yes.", "Take db-9").hasSize(3);
    chloe.delete(question);
    eventually(() -> assertThat(texts()).contains("").doesNotContain(QUESTION));
  }

  @Test
  void messages_of_somebody_who_approved_by_direct_message_are_still_passed_on() throws Exception {
    sandbox.slack().member(APPROVALS, chloe.id(), false);
    pass(Duration.ofMinutes(1));
    ask(ana, "prod-admin", Duration.ofHours(1), REASON);
    PostedMessage direct = noted(alerted(chloe, "The card is in a channel that you are not in"));
    chloe.click(direct, "approve");
    readsThere(bruno, "1 more needed");
    pass(Duration.ofMinutes(16));
    remindedThere();
    chloe.reply(direct, "It is urgent.");
    eventually(() -> assertThat(inThread(bruno)).anyMatch(one -> says(one, "It is urgent.")));
  }

  @Test
  void nobody_gets_a_copy_of_what_they_wrote_themselves() throws Exception {
    HourkeySandbox.policy(
        file ->
            file.replaceAll(
                        "(eligible: .group:engineering.)",
                        "$1\n    on_behalf_of: [group:sre-leads]")
                    .replaceFirst(", person:head-of-ops@example.com.\n *approvals: 2", "]")
                + "bundles: [{ id: kit, name: Kit, entitlements: [prod-readonly, prod-admin] }]\n");
    catalog.refresh();
    openForm(bruno, "kit");
    bruno.submit(Map.of("for_user", "U0ANA", "how_long", "1800", "why", REASON));
    PostedMessage first = noted(alerted(ana, "requested *Production, administrator*"));
    PostedMessage second = noted(alerted(ana, "requested *Production, read only*"));
    for (PostedMessage one : List.of(first, second)) {
      ana.reply(one, "The second replica");
    }
    isKept(4); // Both requests are on one card, so both have each message.
    eventually(
        () -> assertThat(inThread(chloe)).filteredOn(one -> says(one, "replica")).hasSize(2));
    allIsPassedOn();
    assertThat(answers()).isEmpty();
  }

  @Test
  void an_answer_about_several_requests_reaches_the_approvers_of_each_card() throws Exception {
    HourkeySandbox.policy(
        file ->
            file
                + "bundles: [{ id: kit, name: Kit, entitlements: [prod-readonly, prod-admin] }]\n");
    catalog.refresh();
    openForm(ana, "kit");
    ana.submit(Map.of("how_long", "1800", "why", REASON));
    List<PostedMessage> cards =
        Stream.of("Waiting for 1 approval", "Waiting for 2 approvals")
            .map(words -> noted(readsThere(bruno, words)))
            .toList();
    bruno.reply(cards.getFirst(), QUESTION);
    PostedMessage answer =
        ana.reply(answered("Bruno Costa* wrote about your request"), "The second replica");
    for (PostedMessage card : cards) {
      eventually(
          () ->
              assertThat(inThread(bruno))
                  .filteredOn(one -> card.ts().equals(one.thread()))
                  .as(card.words())
                  .anyMatch(one -> says(one, "The second replica")));
    }
    ana.delete(answer);
    eventually(() -> assertThat(inThread(bruno)).noneMatch(one -> says(one, "The second replica")));
  }

  @Test
  void a_requester_who_writes_on_the_card_is_not_told_twice() throws Exception {
    PostedMessage card = asked();
    ana.reply(card, "It is urgent.");
    isKept(1);
    bruno.reply(card, "Which database?");
    isKept(2);
    bruno.reply(card, "db-1, I see.");
    isKept(3);
    allIsPassedOn();
    assertThat(answers()).isEmpty();
  }

  @Test
  void bots_strangers_and_other_threads_are_ignored_and_who_writes_elsewhere_is_told()
      throws Exception {
    WorkspaceUser hugo = sandbox.slack().person("U0HUGO");
    sandbox.slack().member(APPROVALS, hugo.id(), true);
    PostedMessage card = asked();
    PostedMessage other = bruno.say(APPROVALS, "Lunch?");
    chloe.reply(other, "Yes.");
    hugo.reply(card, "I want that as well.");
    bruno.reply(card, "Which database?");
    isKept(1);
    eventually(() -> assertThat(number("select count(*) from discussion_message")).isOne());
    eventually(() -> assertThat(answers()).hasSize(1));
    allIsPassedOn();
    assertThat(answers()).hasSize(1);

    ana.say(ana.id(), "Hello?");
    alerted(ana, "reply in the thread of Hourkey's message about it");
  }

  @Test
  void nobody_floods_a_request() throws Exception {
    PostedMessage card = asked();
    List<Thread> writing =
        IntStream.range(0, 30)
            .mapToObj(i -> Thread.startVirtualThread(() -> chloe.reply(card, "number " + i)))
            .toList();
    for (Thread one : writing) {
      one.join();
    }
    eventually(
        () ->
            assertThat(chloe.messages(APPROVALS))
                .anyMatch(one -> says(one, "Hourkey did not keep or pass on your last message")));
    assertThat(number("select count(*) from discussion_message")).isLessThan(30);

    List<PostedMessage> written =
        chloe.replies(APPROVALS).stream()
            .filter(reply -> reply.text().startsWith("number "))
            .toList();
    assertThat(written).hasSize(30);
    written.forEach(message -> chloe.edit(message, "edited")); // Returns once Slack was answered.
    assertThat(number("select count(*) from discussion_message"))
        .as("the edit of a message that was not kept is another message")
        .isLessThan(30);
  }

  @Test
  void repeated_or_reordered_events_of_slack_lead_to_the_same_result() throws Exception {
    PostedMessage card = asked();
    ChatUser writer = new ChatUser(sandbox.slack().teamId(), bruno.id());
    Place at = new Place(card.channel(), "1.000100");
    Instant now = clock();
    List<Change> changes =
        List.of(
            new Change.Edited("second", now),
            new Change.Written("first"),
            new Change.Edited("older", now.minusSeconds(1)),
            new Change.Edited("second", now));
    var id = threads.discussedIn(new Place(card.channel(), card.ts())).getFirst();
    changes.forEach(change -> discussions.receive(id, at, card.ts(), writer, change));
    assertThat(texts()).containsExactly("second");
    discussions.receive(id, at, card.ts(), writer, new Change.Deleted());
    discussions.receive(id, at, card.ts(), writer, new Change.Edited("late", now.plusSeconds(1)));
    assertThat(texts()).containsExactly("");
  }

  @Test
  void without_the_right_to_read_the_channel_slack_says_nothing() throws Exception {
    sandbox.slack().withScopes();
    bruno.reply(asked(), "Which database?");
    assertThat(sandbox.slack().deliveries())
        .filteredOn(one -> one.parcel().kind().equals("events_api"))
        .noneMatch(one -> one.parcel().body().contains("Which database?"));
    assertThat(number("select count(*) from discussion_message")).isZero();
  }

  private PostedMessage asked() {
    ask(ana, "prod-readonly", Duration.ofHours(1), REASON);
    alerted(ana, "You requested");
    return noted(card());
  }

  /** Hourkey notes where a message is once Slack has answered; then it knows the thread. */
  private PostedMessage noted(PostedMessage message) {
    eventually(
        () ->
            assertThat(threads.discussedIn(new Place(message.channel(), message.ts())))
                .isNotEmpty());
    return message;
  }

  /** What was passed on to Ana. */
  private List<PostedMessage> answers() {
    return ana.directMessages().stream()
        .filter(one -> says(one, "wrote about your request"))
        .toList();
  }

  private PostedMessage answered(String words) {
    return alerted(ana, words);
  }

  private List<PostedMessage> inThread(WorkspaceUser who) {
    return who.replies(APPROVALS);
  }

  private static boolean says(PostedMessage message, String words) {
    return message.words().contains(words);
  }

  private void remindedThere() {
    eventually(
        () -> assertThat(inThread(bruno)).anyMatch(one -> says(one, "is still waiting for")));
  }

  /** Slack refused nothing: it does so if a message goes to a thread whose first is deleted. */
  private void allIsPassedOn() {
    eventually(
        () ->
            assertThat(
                    number(
                        "select count(*) from notification"
                            + " where kind = 'DiscussionRelayed'"
                            + " and (next_try_at is not null or given_up is not null)"))
                .isZero());
  }

  private void isKept(int times) {
    eventually(() -> assertThat(events("discussion_message_written")).hasSize(times));
  }

  private List<JsonNode> events(String type) throws Exception {
    return StreamSupport.stream(get(auditPath()).spliterator(), false)
        .map(entry -> entry.get("event"))
        .filter(one -> one.get("type").asText().equals(type))
        .toList();
  }

  private List<String> texts() throws SQLException {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows = sql.executeQuery("select text from discussion_message")) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
