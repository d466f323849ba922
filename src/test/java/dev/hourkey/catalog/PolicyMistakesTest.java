package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes that YAML makes easy: each is named for what it is, with its line. */
class PolicyMistakesTest {
  private static final String GOOD =
      """
      version: 1
      channels:
        approvals: aws-approvals
      entitlements:
        - id: prod
          group: aws-prod
          account: "111122223333"
          eligible: [group:engineering]
          approvers: [group:sre-leads]
          durations: [30m]
          max_duration: 1h
          self_approval: false
      """;

  @TempDir Path folder;

  @Test
  void the_file_without_the_mistakes_is_valid() {
    assertThat(problems(GOOD)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // An account id without quotes.
        "account: \"111122223333\" | account: 111122223333 | line 7: put the account id in"
            + " 'account' in quotes: without them YAML reads 111122223333 as a number; did you mean"
            + " '\"111122223333\"'?",
        "account: \"111122223333\" | account: 012345678901 | line 7: put the account id in"
            + " 'account' in quotes: without them YAML reads 012345678901 as a number; did you mean"
            + " '\"012345678901\"'?",
        "account: \"111122223333\" | account: 12345678901 | line 7: put the account id in 'account'"
            + " in quotes: without them YAML reads 12345678901 as a number and drops leading zeros;"
            + " an account id has 12 digits",
        "account: \"111122223333\" | account: 1.11122223333e11 | line 7: put the account id in"
            + " 'account' in quotes: without them YAML reads 1.11122223333e11 as a number",
        "account: \"111122223333\" | account: 1111_2222_3333 | line 7: put the account id in"
            + " 'account' in quotes: without them YAML reads 1111_2222_3333 as a number; did you"
            + " mean '\"111122223333\"'?",
        "account: \"111122223333\" | account: 0x19DF2E6A05 | line 7: put the account id in"
            + " 'account' in quotes: without them YAML reads 0x19DF2E6A05 as a number and drops"
            + " leading zeros; an account id has 12 digits",
        "account: \"111122223333\" | account: \"12345678901\" | line 7: 'account' must be 12 digits"
            + " in quotes, not '12345678901'",
        "account: \"111122223333\" | account: \"1111-2222-3333\" | line 7: 'account' must be 12"
            + " digits in quotes, not '1111-2222-3333'; did you mean '\"111122223333\"'?",
        "account: \"111122223333\" | account: production | line 7: 'account' must be 12 digits in"
            + " quotes, not 'production'",
        // Durations.
        "max_duration: 1h | max_duration: 1h30m | line 11: 'max_duration' must be a duration like"
            + " 45s, 30m, 8h or 2d, not '1h30m'; did you mean '90m'?",
        "max_duration: 1h | max_duration: 1.5h | line 11: 'max_duration' must be a duration like"
            + " 45s, 30m, 8h or 2d, not '1.5h'; did you mean '90m'?",
        "max_duration: 1h | max_duration: 60 minutes | line 11: 'max_duration' must be a duration"
            + " like 45s, 30m, 8h or 2d, not '60 minutes'; did you mean '1h'?",
        "max_duration: 1h | max_duration: 1H | line 11: 'max_duration' must be a duration like 45s,"
            + " 30m, 8h or 2d, not '1H'; did you mean '1h'?",
        "max_duration: 1h | max_duration: PT1H30M | line 11: 'max_duration' must be a duration like"
            + " 45s, 30m, 8h or 2d, not 'PT1H30M'; did you mean '90m'?",
        "max_duration: 1h | max_duration: 1w | line 11: 'max_duration' must be a duration like 45s,"
            + " 30m, 8h or 2d, not '1w'; did you mean '7d'?",
        "max_duration: 1h | max_duration: 60 | line 11: 'max_duration' must be a duration like 45s,"
            + " 30m, 8h or 2d, not '60'",
        "max_duration: 1h | max_duration: 1:30 | line 11: 'max_duration' must be a duration like"
            + " 45s, 30m, 8h or 2d, not '1:30'",
        "max_duration: 1h | max_duration: 0m | line 11: 'max_duration' must be a duration like 45s,"
            + " 30m, 8h or 2d, not '0m'",
        "max_duration: 1h | max_duration: -1h | line 11: 'max_duration' must be a duration like"
            + " 45s, 30m, 8h or 2d, not '-1h'",
        "durations: [30m] | durations: [30m, 60] | line 10: '60' in 'durations' is not a duration"
            + " like 45s, 30m, 8h or 2d",
        "durations: [30m] | durations: [30m, 0.5h] | line 10: '0.5h' in 'durations' is not a"
            + " duration like 45s, 30m, 8h or 2d; did you mean '30m'?",
        "max_duration: 1h | max_duration: 1h30 | line 11: 'max_duration' must be a duration like"
            + " 45s, 30m, 8h or 2d, not '1h30'; did you mean '90m'?",
        "max_duration: 1h | max_duration: 400d | line 11: 'max_duration' must be a duration like"
            + " 45s, 30m, 8h or 2d, not '400d'; did you mean '365d'?",
        "max_duration: 1h | max_duration: 2y | line 11: 'max_duration' must be a duration like 45s,"
            + " 30m, 8h or 2d, not '2y'; did you mean '365d'?",
        "max_duration: 1h | max_duration: 0h | line 11: 'max_duration' must be a duration like 45s,"
            + " 30m, 8h or 2d, not '0h'",
        // Numbers: some tools read 010 as 8.
        "self_approval: false | approvals: 010 | line 12: 'approvals' must be a whole number from 0"
            + " to 10, not '010'",
        "self_approval: false | approvals: 0o2 | line 12: 'approvals' must be a whole number from 0"
            + " to 10, not '0o2'",
        "self_approval: false | approvals: 1.0 | line 12: 'approvals' must be a whole number from 0"
            + " to 10, not '1.0'",
        "self_approval: false | approvals: +1 | line 12: 'approvals' must be a whole number from 0"
            + " to 10, not '+1'",
        "self_approval: false | approvals: 99999999999999999999 | line 12: 'approvals' must be a"
            + " whole number from 0 to 10, not '99999999999999999999'",
        // Principals that stand for nobody.
        "[group:engineering] | ['group:eng-*'] | line 8: 'group:eng-*' in 'eligible' can't have a"
            + " '*': patterns are only for 'match' of a rule; name a group or, if '*' is a part of"
            + " its name, write its object id",
        "[group:engineering] | ['person:*@example.com'] | line 8: 'person:*@example.com' in"
            + " 'eligible' can't have a '*': patterns are only for 'match' of a rule; name a group"
            + " or, if '*' is a part of its name, write its object id",
        "[group:engineering] | ['group:engineering, group:data'] | line 8: 'group:engineering,"
            + " group:data' in 'eligible' names more than one: write each as its own item, like [a,"
            + " b]",
        "[group:engineering] | [person:ana] | line 8: 'person:ana' in 'eligible' must be the user"
            + " principal name, mail address or object id of a person",
        "[group:engineering] | ['slack_group:<!subteam^S012>'] | line 8:"
            + " 'slack_group:<!subteam^S012>' in 'eligible' must be the handle or id of a Slack"
            + " group, like slack_group:sre-team",
        "group: aws-prod | group: aws-* | line 6: 'group' must be one group, not 'aws-*': for"
            + " several groups, write a rule with 'match: { group: \"aws-*\" }'; if '*' is a part"
            + " of its name, write its object id",
        // Invisible characters.
        "group: aws-prod | group: \"aws-\u202eprod\" | line 6: 'group' has an invisible character"
            + " (U+202E); type it again",
        "[group:engineering] | [\"group:eng\u200bineering\"] | line 8: an item of 'eligible' has an"
            + " invisible character (U+200B); type it again",
        "group: aws-prod | group: aws\u2028prod | line 6: there is an invisible line break"
            + " (U+2028); type the line again",
        // Overrides that never apply.
        "self_approval: false | overrides: [{ when: 'true', approvals: 2 }, { when:"
            + " requester.is_guest, approvals: 3 }] | line 12: this override always applies, so"
            + " those after it never do: put it last",
        "self_approval: false | overrides: [{ when: requester.is_guest, approvals: 2 }, { when:"
            + " 'requester.is_guest ', approvals: 3 }] | line 12: this override never applies: the"
            + " one in line 12 has the same condition and comes first",
        "self_approval: false | overrides: [{ when: requester.oncall('x'), approvals: 2 }] | line"
            + " 12: 'when': 'requester' has no function 'oncall'; did you mean 'on_call'?",
        // Limits.
        "self_approval: false | limits: 8h | line 12: 'key: value' lines are expected here, not"
            + " '8h'",
        "self_approval: false | limits: {} | line 12: 'limits' needs 'total' and 'within', or"
            + " 'cool_down'",
        "self_approval: false | limits: { total: 8h } | line 12: 'total' needs 'within', like 7d:"
            + " the period that 'total' applies to",
        "self_approval: false | limits: { within: 7d } | line 12: 'within' needs 'total', like 8h:"
            + " how much time is allowed in that period",
        "self_approval: false | limits: { total: 7d, within: 8h } | line 12: 'total' must be"
            + " shorter than 'within'; otherwise it limits nothing",
        "self_approval: false | limits: { total: 1d, within: 24h } | line 12: 'total' must be"
            + " shorter than 'within'; otherwise it limits nothing",
        "self_approval: false | limits: { total: 20m, within: 1d } | line 12: 'total' is shorter"
            + " than all 'durations', so nothing could be requested",
        "self_approval: false | limits: { cool_down: soon } | line 12: 'cool_down' must be a"
            + " duration like 45s, 30m, 8h or 2d, not 'soon'",
        "self_approval: false | limits: { cooldown: 30m } | line 12: 'cooldown' is not known here;"
            + " did you mean 'cool_down'?",
        "self_approval: false | overrides: [{ when: requester.is_guest, limits: { total: 20m,"
            + " within: 1d } }] | line 12: 'total' is shorter than all 'durations', so"
            + " nothing could be requested",
        // Booleans of YAML 1.1.
        "self_approval: false | self_approval: no | line 12: 'self_approval' must be true or false,"
            + " not 'no'; did you mean 'false'?",
        "self_approval: false | self_approval: off | line 12: 'self_approval' must be true or"
            + " false, not 'off'; did you mean 'false'?",
        "self_approval: false | self_approval: Yes | line 12: 'self_approval' must be true or"
            + " false, not 'Yes'; did you mean 'true'?",
        "self_approval: false | self_approval: on | line 12: 'self_approval' must be true or false,"
            + " not 'on'; did you mean 'true'?",
        "self_approval: false | self_approval: maybe | line 12: 'self_approval' must be true or"
            + " false, not 'maybe'",
        // A value of the wrong kind.
        "eligible: [group:engineering] | eligible: group:engineering | line 8: 'eligible' must be a"
            + " list, like [a, b], not a single value; did you mean '[group:engineering]'?",
        "eligible: [group:engineering] | eligible: {group: engineering} | line 8: 'eligible' must"
            + " be a list, like [a, b], not 'key: value' lines",
        "group: aws-prod | group: [aws-prod] | line 6: 'group' must be a single value, not a list",
        "group: aws-prod | group: {name: aws-prod} | line 6: 'group' must be a single value, not"
            + " 'key: value' lines",
        // What was probably meant.
        "[group:engineering] | [engineering] | line 8: 'engineering' in 'eligible' must be"
            + " group:<Entra group>, person:<address>, on_call:<name>, slack_group:<handle or id>,"
            + " manager or anyone; did you mean 'group:engineering'?",
        "[group:engineering] | [ana@example.com] | line 8: 'ana@example.com' in 'eligible' must be"
            + " group:<Entra group>, person:<address>, on_call:<name>, slack_group:<handle or id>,"
            + " manager or anyone; did you mean 'person:ana@example.com'?",
        "[group:engineering] | [user:ana@example.com] | line 8: 'user:ana@example.com' in"
            + " 'eligible' must be group:<Entra group>, person:<address>, on_call:<name>,"
            + " slack_group:<handle or id>, manager or anyone; did you mean"
            + " 'person:ana@example.com'?",
        "[group:engineering] | [groups:engineering] | line 8: 'groups:engineering' in 'eligible'"
            + " must be group:<Entra group>, person:<address>, on_call:<name>, slack_group:<handle"
            + " or id>, manager or anyone; did you mean 'group:engineering'?",
        "[group:engineering] | ['@sre'] | line 8: '@sre' in 'eligible' must be group:<Entra group>,"
            + " person:<address>, on_call:<name>, slack_group:<handle or id>, manager or anyone;"
            + " did you mean 'slack_group:sre'?",
        "[group:engineering] | [Everyone] | line 8: 'Everyone' in 'eligible' must be group:<Entra"
            + " group>, person:<address>, on_call:<name>, slack_group:<handle or id>, manager or"
            + " anyone; did you mean 'anyone'?",
        "[group:sre-leads] | [Manager] | line 9: 'Manager' in 'approvers' must be group:<Entra"
            + " group>, person:<address>, on_call:<name>, slack_group:<handle or id>, manager or"
            + " anyone; did you mean 'manager'?",
        "[group:engineering] | ['group:'] | line 8: 'group:' in 'eligible' must be group:<Entra"
            + " group>, person:<address>, on_call:<name>, slack_group:<handle or id>, manager or"
            + " anyone",
        "self_approval: false | risk: High | line 12: 'risk' must be normal or high, not 'High';"
            + " did you mean 'high'?",
        "max_duration: 1h | MAX_DURATION: 1h | line 11: 'MAX_DURATION' is not known here; did you"
            + " mean 'max_duration'?",
        "id: prod | id: Prod Admin | line 5: 'Prod Admin' may contain only lower-case letters,"
            + " digits and dashes; did you mean 'prod-admin'?",
        "id: prod | id: zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz | line 5:"
            + " 'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz' has more than 63"
            + " characters",
        // Words that some YAML readers take for true or false, and quotes of word processors.
        "id: prod | id: no | line 5: put 'no' in 'id' in quotes: without them some tools read it as"
            + " true or false; did you mean '\"no\"'?",
        "group: aws-prod | group: On | line 6: put 'On' in 'group' in quotes: without them some"
            + " tools read it as true or false; did you mean '\"On\"'?",
        "group: aws-prod | group: “aws-prod” | line 6: 'group' has typographic quotation marks,"
            + " which are not quotes in YAML: write \" instead",
        "group: aws-prod | group: !Ref aws-prod | line 6: 'group' has the tag !Ref, which means"
            + " nothing here",
        // Keys.
        "group: aws-prod | <<: {group: aws-prod} | line 6: '<<' is not supported: it merges an"
            + " anchor's keys; write the keys here, or put shared ones into 'defaults'",
        "self_approval: false | [a]: b | line 12: a key must be a word, not a list or 'key: value'"
            + " lines",
        "self_approval: false | group: aws-dev | line 12: 'group' appears twice; the first is in"
            + " line 6",
        "self_approval: false | selfApproval: true | line 12: 'selfApproval' is not known here; did"
            + " you mean 'self_approval'?",
        "self_approval: false | self-approval: true | line 12: 'self-approval' is not known here;"
            + " did you mean 'self_approval'?",
        "self_approval: false | Approvals: 2 | line 12: 'Approvals' is not known here; did you mean"
            + " 'approvals'?",
        "self_approval: false | owner: ana | line 12: 'owner' is not known here",
        "self_approval: false | risk\u00a0: high | line 12: 'risk' has an invisible character next"
            + " to it; type the line again",
        // What is not YAML.
        "self_approval: false | ` self_approval: false` | line 12: there is a second ': ' in this"
            + " line, or it is indented too far; a value with ': ' needs quotes",
        "`    group: aws-prod` | `   group: aws-prod` | line 6: this does not line up with what"
            + " begins in line 5",
        "eligible: [group:engineering] | eligible: [@ana] | line 8: a value that begins with @"
            + " needs quotes",
        "eligible: [group:engineering] | eligible: *people | line 8: there is no anchor '&people'"
            + " above for '*people'; a value that begins with * needs quotes",
        "group: aws-prod | group: aws: prod | line 6: there is a second ': ' in this line, or it is"
            + " indented too far; a value with ': ' needs quotes",
        "eligible: [group:engineering] | eligible: [group:engineering | line 9: the bracket that is"
            + " opened in line 8 is not closed here",
      })
  void a_mistake_is_named_with_its_line(String right, String wrong, String problem) {
    assertThat(GOOD).contains(right);
    assertThat(problems(GOOD.replace(right, wrong))).contains(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The last override is for everything else.
        "overrides: [{ when: requester.is_guest, approvals: 2 }, { when: 'true', max_duration: 30m"
            + " }]",
        "overrides: [{ when: true, max_duration: 30m }]",
        // Switched off for a while.
        "overrides: [{ when: 'false', approvals: 2 }, { when: 'false', max_duration: 30m }]",
        "overrides: [{ when: false, approvals: 2 }, { when: 'true', max_duration: 30m }]",
        "excluded: ['slack_group:\u0921\u0947\u091f\u093e-\u091f\u0940\u092e',"
            + " 'slack_group:\u0e17\u0e35\u0e21']",
      })
  void unusual_but_correct_files_are_accepted(String line) {
    assertThat(problems(GOOD.replace("self_approval: false", line))).isEmpty();
  }

  @Test
  void blanks_and_line_ends_around_a_value_do_not_count() {
    assertThat(
            PolicyFile.parse(GOOD.replace("group: aws-prod", "group: |\n        aws-prod"))
                .specs()
                .getFirst()
                .group())
        .isEqualTo("aws-prod");
  }

  @Test
  void a_list_where_keys_belong_is_refused_and_the_other_way_round() {
    assertThat(problems(GOOD.replace("  approvals: aws-approvals", "  - aws-approvals")))
        .contains(
            "line 3: 'key: value' lines are expected here, not a list; leave out the dashes or"
                + " brackets");
    assertThat(problems("version: 1\nentitlements:\n  - prod\n"))
        .contains("line 3: 'key: value' lines are expected here, not 'prod'");
    assertThat(problems("version: 1\nchannels:\nentitlements: {}\n"))
        .contains(
            "line 2: 'key: value' lines are expected here, not nothing",
            "line 3: 'entitlements' must be a list with at least one item, each of which begins"
                + " with '- '");
    assertThat(problems("- version: 1\n"))
        .contains(
            "line 1: 'key: value' lines are expected here, not a list; leave out the dashes or"
                + " brackets");
  }

  @Test
  void tabs_and_no_break_spaces_in_the_indentation_are_named() {
    assertThat(problems(GOOD.replace("    group: aws-prod", "\tgroup: aws-prod")))
        .containsExactly("line 6: there is a tab; indent and separate with spaces only");
    assertThat(problems(GOOD.replace("    group: aws-prod", "  \t  group: aws-prod")))
        .containsExactly("line 6: there is a tab; indent and separate with spaces only");
    assertThat(problems(GOOD.replace("    group: aws-prod", "  \u00a0 group: aws-prod")))
        .containsExactly(
            "line 6: there is a no-break space at the beginning; indent with ordinary spaces");
    assertThat(problems(GOOD.replace("group: aws-prod", "group:\taws-prod")))
        .containsExactly("line 6: there is a tab; indent and separate with spaces only");
    assertThat(problems(GOOD.replace("group: aws-prod", "group: aws-prod\t# ours"))).isEmpty();
  }

  @Test
  void an_unresolved_conflict_and_a_second_document_are_named() {
    assertThat(
            problems(GOOD.replace("    group: aws-prod\n", "<<<<<<< HEAD\n    group: aws-prod\n")))
        .containsExactly("line 6: this is an unresolved merge conflict");
    assertThat(problems(GOOD + "---\n" + GOOD))
        .containsExactly("line 13: a second document begins here; the file must be one document");
    assertThat(problems("---\n" + GOOD + "...\n")).isEmpty();
  }

  @Test
  void a_quotation_mark_that_is_not_closed_is_named_where_it_is_opened() {
    assertThat(problems(GOOD.replace("max_duration: 1h", "max_duration: \"1h")).getFirst())
        .endsWith("the quotation mark that is opened in line 11 is not closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r"})
  void the_lines_may_end_as_on_windows_or_an_old_mac(String end) {
    assertThat(problems(GOOD.replace("\n", end))).isEmpty();
    assertThat(problems(GOOD.replace("max_duration: 1h", "max_duration: 60").replace("\n", end)))
        .singleElement()
        .asString()
        .startsWith("line 11: ");
  }

  @Test
  void a_byte_order_mark_of_utf8_is_accepted() throws IOException {
    assertThat(read(("\ufeff" + GOOD).getBytes(StandardCharsets.UTF_8)).specs()).hasSize(1);
    assertThat(read(("\ufeff" + GOOD).getBytes(StandardCharsets.UTF_8)).problems()).isEmpty();
    assertThat(problems(GOOD.replace("channels:", "\ufeffchannels:")))
        .contains("line 2: 'channels' has an invisible character next to it; type the line again");
  }

  @Test
  void another_encoding_is_named() throws IOException {
    for (var utf16 :
        List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      assertThat(read(GOOD.getBytes(utf16)).problems())
          .singleElement()
          .extracting(CatalogProblem::sentence)
          .asString()
          .endsWith("is UTF-16 text; save the file as UTF-8");
    }
    assertThat(
            read(GOOD.replace("aws-prod", "zürich").getBytes(StandardCharsets.ISO_8859_1))
                .problems())
        .singleElement()
        .extracting(CatalogProblem::sentence)
        .asString()
        .endsWith("is not UTF-8 text; save the file as UTF-8");
    assertThat(problems(GOOD.replace("aws-prod", "aws\u0000prod")))
        .containsExactly(
            "line 6: there is a character that text cannot contain (U+0000); save the file as plain"
                + " UTF-8 text");
  }

  @Test
  void ten_megabytes_are_refused_without_being_parsed() throws IOException {
    assertThat(
            read((GOOD + "# padding\n".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8))
                .problems())
        .singleElement()
        .extracting(CatalogProblem::sentence)
        .asString()
        .endsWith("is larger than 1 MB");
  }

  @Test
  void several_mistakes_are_reported_at_once_in_the_order_of_their_lines() {
    assertThat(
            problems(
                GOOD.replace("\"111122223333\"", "12345678901")
                    .replace("[group:engineering]", "group:engineering")
                    .replace("[30m]", "[60]")
                    .replace("self_approval: false", "self_approval: no")
                    .replace("version: 1", "verison: 1")))
        .extracting(one -> one.substring(0, one.indexOf(':')))
        .containsExactly("line 1", "line 1", "line 7", "line 8", "line 10", "line 12");
  }

  @Test
  void a_mistake_in_a_list_is_not_reported_again_as_an_empty_list() {
    assertThat(problems(GOOD.replace("[group:sre-leads]", "group:sre-leads")))
        .containsExactly(
            "line 9: 'approvers' must be a list, like [a, b], not a single value; did you mean"
                + " '[group:sre-leads]'?");
    assertThat(problems(GOOD.replace("[30m]", "[half an hour]"))).hasSize(1);
    assertThat(problems(GOOD.replace("[30m]", "[]")))
        .containsExactly("line 10: every value of 'durations' exceeds 'max_duration'");
    assertThat(problems(GOOD.replace("[group:sre-leads]", "[]")))
        .containsExactly("line 9: 'prod' needs 1 approval but has no 'approvers'");
  }

  @Test
  void a_comment_that_swallows_a_bracket_is_named() {
    assertThat(problems(GOOD.replace("[group:engineering]", "[ #engineering ]")))
        .containsExactly(
            "line 10: the bracket that is opened in line 8 is not closed here; a '#' in that line"
                + " begins a comment, so put a value with it into quotes");
  }

  @Test
  void a_text_that_is_nested_too_deeply_is_refused() {
    assertThat(problems("[".repeat(3000) + "]".repeat(3000)))
        .containsExactly("it is nested more than 50 levels deep");
  }

  private PolicyFile read(byte[] bytes) throws IOException {
    return PolicyFile.read(Files.write(folder.resolve("policy.yaml"), bytes));
  }

  private static List<String> problems(String yaml) {
    return PolicyFile.parse(yaml).problems().stream().map(CatalogProblem::sentence).toList();
  }
}
