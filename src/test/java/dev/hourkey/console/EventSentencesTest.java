package dev.hourkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.audit.AuditEvent;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventSentencesTest {
  @Test
  void every_event_of_the_trail_has_words_and_no_word_lacks_its_event() {
    var types =
        records(AuditEvent.class)
            .map(type -> type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_"))
            .map(type -> type.toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(new TreeSet<>(EventTemplates.TABLE.keySet())).isEqualTo(types);
  }

  @Test
  void every_field_that_a_sentence_names_is_one_of_the_event() {
    records(AuditEvent.class)
        .forEach(
            type -> {
              String key =
                  type.getSimpleName()
                      .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                      .toLowerCase(Locale.ROOT);
              EventTemplates.Template template = EventSentences.template(key);
              var fields = Stream.of(type.getRecordComponents()).map(one -> one.getName()).toList();
              assertThat(
                      Pattern.compile("\\{(\\w+)\\}")
                          .matcher(template.sentence())
                          .results()
                          .map(found -> found.group(1)))
                  .as(key)
                  .allMatch(fields::contains);
              assertThat(template.quote())
                  .as(key)
                  .matches(it -> it.isEmpty() || fields.contains(it.get()));
            });
  }

  @Test
  void people_groups_times_and_durations_are_readable() throws Exception {
    assertThat(
            EventSentences.sentence(
                new ObjectMapper()
                    .readTree(
                        """
                        {"type":"grant_opened","holder":"1111","group":{"id":"2222","name":"aws-prod"},
                         "deadline":"2026-03-02T13:30:00.000Z","duration":"PT1H",
                         "people":[{"id":"1111","name":"Ana $1 Lima"}]}
                        """)))
        .isEqualTo(
            "Access was granted: Ana $1 Lima is to be added to aws-prod in Entra, and must be gone"
                + " by 2 Mar 2026, 13:30:00 UTC.");
    assertThat(
            EventSentences.sentence(
                new ObjectMapper()
                    .readTree(
                        """
                        {"type":"access_requested","requester":"x","entitlement":"prod","duration":"PT1H30M"}
                        """)))
        .isEqualTo("x requested prod for 1 hour 30 minutes.");
  }

  @Test
  void constants_become_words_and_names_stay_as_they_are() throws Exception {
    assertThat(
            EventSentences.sentence(
                new ObjectMapper()
                    .readTree(
                        """
                        {"type":"granting_paused","by":"OLGA","role":"COMMAND_LINE"}
                        """)))
        .isEqualTo("OLGA paused granting (command line).");
    assertThat(
            EventSentences.sentence(
                new ObjectMapper()
                    .readTree(
                        """
                        {"type":"vendor_failed","vendor":"ENTRA"}
                        """)))
        .isEqualTo("Hourkey can't read Entra completely.");
  }

  @Test
  void a_decision_says_what_its_sign_in_proved() throws Exception {
    assertThat(
            EventSentences.sentence(
                new ObjectMapper()
                    .readTree(
                        """
                        {"type":"request_reviewed","reviewer":"Bruno","approved":true,
                         "signIn":{"at":"2026-03-02T12:03:00.000Z","context":"c1","methods":[]}}
                        """)))
        .isEqualTo(
            "Bruno decided: yes. They signed in to Entra for it: 2 Mar 2026, 12:03:00 UTC, with the"
                + " authentication context c1.");
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Stream.of(type.getPermittedSubclasses()).flatMap(EventSentencesTest::records);
  }
}
