package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.slack.api.model.event.MessageChangedEvent;
import com.slack.api.model.event.MessageDeletedEvent;
import com.slack.api.model.event.MessageEvent;
import com.slack.api.util.json.GsonFactory;
import dev.hourkey.request.Discussions.Change;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Slack's events about messages, as its documentation shows them. */
class IncomingMessageTest {
  @Test
  void a_reply_is_read_as_it_was_typed() {
    assertThat(
            IncomingMessage.of(
                event(
                    MessageEvent.class,
                    "{'channel':'C1','channel_type':'channel','user':'U1','ts':'2.0','thread_ts':'1.0','text':'<@U2|bruno>"
                        + " see &lt;b&gt; &amp; <https://a.example|here>'}")))
        .get()
        .satisfies(
            heard -> {
              assertThat(heard.thread()).contains("1.0");
              assertThat(heard.direct()).isFalse();
              assertThat(heard.change())
                  .isEqualTo(new Change.Written("@bruno see <b> & https://a.example"));
            });
  }

  @Test
  void messages_of_bots_and_first_messages_of_threads_are_no_replies() {
    assertThat(
            IncomingMessage.of(
                event(
                    MessageEvent.class,
                    "{'channel':'C1','user':'U1','bot_id':'B1','ts':'2.0','thread_ts':'1.0','text':'x'}")))
        .isEmpty();
    assertThat(
            IncomingMessage.of(
                    event(
                        MessageEvent.class,
                        "{'channel':'C1','user':'U1','ts':'1.0','thread_ts':'1.0','text':'x'}"))
                .orElseThrow()
                .thread())
        .isEmpty();
  }

  @Test
  void an_edit_has_its_own_moment_and_a_preview_of_a_link_is_no_edit() {
    String message = "'message':{'user':'U1','ts':'2.0','thread_ts':'1.0','text':'new'%s}}";
    assertThat(
            IncomingMessage.of(
                event(
                    MessageChangedEvent.class,
                    "{'channel':'C1',"
                        + message.formatted(",'edited':{'user':'U1','ts':'1772453000.000100'}"))))
        .get()
        .extracting(IncomingMessage::change)
        .isEqualTo(new Change.Edited("new", Instant.parse("2026-03-02T12:03:20.000100Z")));
    assertThat(
            IncomingMessage.of(
                event(MessageChangedEvent.class, "{'channel':'C1'," + message.formatted(""))))
        .isEmpty();
  }

  @Test
  void a_deletion_names_the_message_that_is_gone() {
    IncomingMessage gone =
        IncomingMessage.of(
                event(
                    MessageDeletedEvent.class,
                    "{'channel':'D1','channel_type':'im','deleted_ts':'2.0',"
                        + "'previous_message':{'user':'U1','ts':'2.0','thread_ts':'1.0','text':'x'}}"))
            .orElseThrow();
    assertThat(gone.at().message()).isEqualTo("2.0");
    assertThat(gone.direct()).isTrue();
    assertThat(gone.change()).isEqualTo(new Change.Deleted());
  }

  @Test
  void a_very_long_message_is_cut_and_a_file_without_words_says_so() {
    assertThat(written("x".repeat(9000))).hasSize(IncomingMessage.LONGEST).endsWith("…");
    assertThat(written("")).isEqualTo("(no words)");
  }

  private static String written(String text) {
    IncomingMessage heard =
        IncomingMessage.of(
                event(
                    MessageEvent.class,
                    "{'channel':'C1','user':'U1','ts':'2.0','text':'" + text + "'}"))
            .orElseThrow();
    return ((Change.Written) heard.change()).text();
  }

  private static <E> E event(Class<E> kind, String json) {
    return GsonFactory.createSnakeCase().fromJson(json.replace('\'', '"'), kind);
  }
}
