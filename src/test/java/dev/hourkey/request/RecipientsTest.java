package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.request.DecisionCard.Occasion;
import dev.hourkey.request.Recipients.Approver;
import dev.hourkey.request.Recipients.Candidates;
import dev.hourkey.request.Recipients.Recipient;
import dev.hourkey.request.Recipients.UserGroup;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who of the approvers is notified, and how. */
class RecipientsTest {
  private static final Set<String> NOBODY = Set.of();

  /** A star marks somebody on call, an exclamation mark somebody without a chat user. */
  @ParameterizedTest(name = "{0}: of {1}, {2} in the channel, told before {3}")
  @CsvSource(
      delimiter = '|',
      nullValues = "unknown",
      value = {
        // occasion  | can decide    | in channel | told | mentioned | direct | no user | others
        "REQUEST     | bo cy         | bo cy      |      | bo cy     |        |         | 0",
        "REQUEST     | bo cy         | bo         |      | bo        | cy     |         | 0",
        "REQUEST     | bo cy         | unknown    |      | bo cy     |        |         | 0",
        "REQUEST     | bo cy         | nobody     |      |           | bo cy  |         | 0",
        "REQUEST     | bo cy* dan    | bo cy dan  |      | cy        |        |         | 2",
        "REQUEST     | bo cy* dan    | bo dan     |      |           | cy     |         | 2",
        "REQUEST     | bo cy bo*     | bo cy      |      | bo        |        |         | 1",
        "REQUEST     | bo cy*! dan   | bo cy dan  |      | bo dan    |        | cy      | 0",
        "REQUEST     | bo! cy        | bo cy      |      | cy        |        | bo      | 0",
        "REQUEST     |               | bo cy      |      |           |        |         | 0",
        "STAGE       | bo cy* dan    | bo cy dan  | cy   | cy        |        |         | 2",
        "STAGE       | bo cy         | bo cy      | bo   | cy bo     |        |         | 0",
        "REMINDER    | bo cy* dan    | bo cy dan  | cy   | cy bo dan |        |         | 0",
        "REMINDER    | bo cy dan     | bo cy dan  | bo   | cy dan bo |        |         | 0",
        "REMINDER    | bo cy* dan    | bo cy      | cy   | cy bo     | dan    |         | 0",
        "ESCALATION  | bo cy dan     | bo cy dan  | bo cy | dan      |        |         | 2",
        "ESCALATION  | bo cy         | bo cy      | bo cy | bo cy    |        |         | 0",
        "ESCALATION  | bo cy* dan    | bo cy dan  | bo   | cy dan    |        |         | 1",
      })
  void approvers_are_notified_according_to_the_occasion(
      Occasion occasion,
      @Nullable String people,
      @Nullable String inChannel,
      @Nullable String told,
      @Nullable String mentioned,
      @Nullable String direct,
      @Nullable String withoutChatUser,
      int others) {
    Recipients chosen =
        Recipients.choose(
            new Candidates(
                words(people).map(RecipientsTest::approver).toList(), List.of(), false, true),
            occasion,
            Optional.ofNullable(inChannel).map(RecipientsTest::set),
            set(told));
    assertThat(names(chosen.mentioned())).isEqualTo(words(mentioned).toList());
    assertThat(names(chosen.direct())).isEqualTo(words(direct).toList());
    assertThat(chosen.withoutChatUser()).isEqualTo(words(withoutChatUser).toList());
    assertThat(chosen.others()).isEqualTo(others);
    assertThat(chosen.complete()).isTrue();
  }

  @Test
  void ten_of_two_hundred_approvers_are_notified_and_ten_others_are_reminded() {
    Candidates many =
        new Candidates(
            IntStream.range(100, 300).mapToObj(i -> approver("a" + i)).toList(),
            List.of(),
            false,
            true);
    Recipients first = Recipients.choose(many, Occasion.REQUEST, Optional.empty(), NOBODY);
    assertThat(first.mentioned()).hasSize(Recipients.MAX_PEOPLE);
    assertThat(first.others()).isEqualTo(190);
    Recipients next =
        Recipients.choose(
            many, Occasion.REMINDER, Optional.empty(), Set.copyOf(names(first.mentioned())));
    assertThat(next.mentioned())
        .hasSize(Recipients.MAX_PEOPLE)
        .doesNotContainAnyElementsOf(first.mentioned());
  }

  @Test
  void a_user_group_is_mentioned_if_all_of_its_members_are_to_be() {
    assertThat(withGroup("bo cy", "bo cy dan", "bo cy").groups())
        .extracting(UserGroup::group)
        .containsExactly(new Recipient("S0", "@sre"));
    assertThat(names(withGroup("bo cy", "bo cy dan", "bo cy").mentioned())).containsExactly("dan");
    assertThat(withGroup("bo cy", "bo cy dan", "bo cy").chatIds())
        .containsExactlyInAnyOrder("bo", "cy", "dan");
    assertThat(withGroup("bo cy ana", "bo cy", "bo cy ana").groups())
        .as("the requester is in it")
        .isEmpty();
    assertThat(withGroup("bo cy", "bo cy", "bo").groups())
        .as("one is not in the channel")
        .isEmpty();
    assertThat(withGroup("", "bo", "bo").groups()).as("it is empty").isEmpty();
  }

  private static Recipients withGroup(String members, String people, String inChannel) {
    Set<String> all = set(inChannel + " dan");
    return Recipients.choose(
        new Candidates(
            words(people).map(RecipientsTest::approver).toList(),
            List.of(new UserGroup(new Recipient("S0", "@sre"), set(members))),
            false,
            true),
        Occasion.REQUEST,
        Optional.of(all),
        NOBODY);
  }

  private static Approver approver(String word) {
    String name = word.replaceAll("[*!]", "");
    return new Approver(
        word.endsWith("!") ? Optional.empty() : Optional.of(name), name, word.contains("*"));
  }

  private static Stream<String> words(@Nullable String text) {
    return text == null || text.isBlank() ? Stream.of() : Arrays.stream(text.strip().split(" +"));
  }

  private static Set<String> set(@Nullable String text) {
    return words(text).collect(Collectors.toUnmodifiableSet());
  }

  private static List<String> names(List<Recipient> recipients) {
    return recipients.stream().map(Recipient::chatId).toList();
  }
}
