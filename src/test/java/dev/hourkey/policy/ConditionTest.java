package dev.hourkey.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.UserType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  private static final Principal.OnCall PLATFORM = onCall("platform");
  private static final Principal.OnCall DB_TEAM = onCall("db-team");
  private static final ConditionScope SCOPE =
      new ConditionScope(
          Map.of("platform", PLATFORM.schedule(), "db-team", DB_TEAM.schedule()),
          Set.of("OPS"),
          Map.of());

  /** Ana is in engineering and on call for platform; it is Monday noon in UTC. */
  private static final ConditionFacts FACTS =
      new ConditionFacts(
          asked(new ToolAnswers(Set.of(PLATFORM), Map.of()), UserType.MEMBER),
          new MaybeKnown.Known<>(List.of("logs-readonly")),
          "prod-admin",
          Risk.HIGH,
          new MaybeKnown.Known<>(Map.of("env", "prod")),
          new MaybeKnown.Known<>("AdministratorAccess"),
          Duration.ofMinutes(30),
          new MaybeKnown.Known<>(new ConditionFacts.Ticket(true, "OPS", true)),
          Instant.parse("2026-03-02T12:00:00Z"));

  /** Every vendor is away. */
  private static final ConditionFacts AWAY =
      new ConditionFacts(
          asked(new ToolAnswers(Set.of(), Map.of(PLATFORM, pagerDutyAway())), UserType.UNKNOWN),
          new MaybeKnown.Unknown<>("the database doesn't answer"),
          FACTS.entitlement(),
          FACTS.risk(),
          new MaybeKnown.Unknown<>("AWS doesn't answer"),
          new MaybeKnown.Unknown<>("AWS doesn't answer"),
          FACTS.duration(),
          new MaybeKnown.Unknown<>("Jira doesn't answer"),
          FACTS.now());

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          requester.on_call("platform") && duration <= duration("1h")  -> true
          requester.on_call("platform") && duration <= duration("29m") -> false
          requester.on_call("db-team")                                 -> false
          !in_hours("Mon-Fri 08:00-18:00 Europe/Helsinki")             -> false
          !in_hours("Mon-Fri 08:00-13:00 Europe/Helsinki")             -> true
          in_hours("Mon 08:00-09:00 UTC, Mon 11:00-13:00 UTC")         -> true
          requester.id == "ana"                                        -> true
          requester.id in ["bruno", "chloe"]                           -> false
          "engineering" in requester.groups                            -> true
          "contractors" in requester.groups                            -> false
          !("contractors" in requester.groups)                         -> true
          requester.is_guest                                           -> false
          size(requester.open_grants) < 2                              -> true
          "prod-readonly" in requester.open_grants                     -> false
          requester.open_grants.exists(g, g.startsWith("logs-"))       -> true
          requester.open_grants.all(g, g.endsWith("-admin"))           -> false
          entitlement.id == "prod-admin"                               -> true
          entitlement.risk == "high"                                   -> true
          "normal" != entitlement.risk                                 -> true
          account.tags.env == "prod"                                   -> true
          account.tags["env"].matches("(dev|test)")                    -> false
          "team" in account.tags && account.tags.team == "data"        -> false
          has(account.tags.team) ? account.tags.team == "data" : true  -> true
          account.tags.exists(key, key == "env")                       -> true
          permission_set.contains("Admin")                             -> true
          ticket.exists && ticket.open && ticket.project == "OPS"      -> true
          duration == duration("30m")                                  -> true
          duration > duration("1h30m")                                 -> false
          now < timestamp("2026-12-24T00:00:00Z")                      -> true
          now + duration < timestamp("2026-03-02T12:31:00Z")           -> true
          true // always                                               -> true
          """)
  void the_documented_names_and_functions_work(String text, boolean holds) {
    assertThat(condition(text).evaluate(FACTS))
        .isEqualTo(holds ? new ConditionOutcome.Holds() : new ConditionOutcome.DoesNotHold());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          requester.on_call("platform")                               -> PagerDuty doesn't answer
          !requester.on_call("platform")                              -> PagerDuty doesn't answer
          requester.on_call("platform") && requester.id == "ana"      -> PagerDuty doesn't answer
          requester.on_call("platform") || requester.id == "bruno"    -> PagerDuty doesn't answer
          requester.on_call("platform") == false                      -> PagerDuty doesn't answer
          requester.on_call("platform") ? true : true                 -> PagerDuty doesn't answer
          requester.on_call("platform") in [true, false]              -> PagerDuty doesn't answer
          [requester.on_call("platform")].all(one, one || true)       -> PagerDuty doesn't answer
          size([ticket.open]) == 1                                    -> Jira doesn't answer
          ticket.exists                                               -> Jira doesn't answer
          ticket.project == "OPS" && ticket.open                      -> Jira doesn't answer
          account.tags.env == "dev"                                   -> AWS doesn't answer
          !has(account.tags.env)                                      -> AWS doesn't answer
          !("env" in account.tags)                                    -> AWS doesn't answer
          account.tags.all(key, key != "env")                         -> AWS doesn't answer
          permission_set != "AdministratorAccess"                     -> AWS doesn't answer
          requester.is_guest                                          -> Entra doesn't say whether the requester is a guest
          size(requester.open_grants) == 0                            -> the database doesn't answer
          !("prod-admin" in requester.open_grants)                    -> the database doesn't answer
          ["a"].exists(x, x == "b" || ticket.open)                    -> Jira doesn't answer
          """)
  void a_condition_that_depends_on_an_unknown_fact_is_unknown(String text, String why) {
    assertThat(condition(text).evaluate(AWAY)).isEqualTo(new ConditionOutcome.Unknown(why));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          false && requester.on_call("platform")                      -> false
          requester.on_call("platform") && false                      -> false
          requester.on_call("platform") || true                       -> true
          true || ticket.exists                                       -> true
          duration > duration("1h") && ticket.open                    -> false
          ticket.open && duration > duration("1h")                    -> false
          account.tags.team == "data" || requester.id == "ana"        -> true
          requester.id == "bruno" ? ticket.open : false               -> false
          ["a", "b"].exists(x, x == "b" || ticket.open)               -> true
          ["a", "b"].all(x, x == "b" && ticket.open)                  -> false
          """)
  void an_unknown_fact_that_makes_no_difference_is_ignored(String text, boolean holds) {
    assertThat(condition(text).evaluate(AWAY))
        .isEqualTo(holds ? new ConditionOutcome.Holds() : new ConditionOutcome.DoesNotHold());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          account.tags.team == "data"                                 -> the account has no tag 'team'
          !(account.tags["team"] == "data")                           -> the account has no tag 'team'
          requester.open_grants[7] == "x"                             -> the condition failed: Index out of bounds: 7
          """)
  void an_error_is_unknown(String text, String why) {
    assertThat(condition(text).evaluate(FACTS)).isEqualTo(new ConditionOutcome.Unknown(why));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      textBlock =
          """
          requster.id == "a"                          -> 'requster' is not known here; did you mean 'requester'?
          requester.grups == "a"                      -> 'requester' has no 'grups', only groups, id, is_guest, on_call, open_grants; did you mean 'groups'?
          requester.is_gust                           -> 'requester' has no 'is_gust', only groups, id, is_guest, on_call, open_grants; did you mean 'is_guest'?
          ticket.status == "open"                     -> 'ticket' has no 'status', only exists, open, project
          is_guest                                    -> 'is_guest' is not known here; did you mean 'requester.is_guest'?
          requester == "ana"                          -> write 'requester.' with one of groups, id, is_guest, on_call, open_grants
          requester                                   -> write 'requester.' with one of groups, id, is_guest, on_call, open_grants
          account                                     -> write 'account.' with one of tags
          True                                        -> 'True' is not known here; did you mean 'true'?
          foo                                         -> 'foo' is not known here
          .requester.id == "a"                        -> '.requester' is not known here; did you mean 'requester'?
          requester.id                                -> the condition must be true or false, but it is text
          duration                                    -> the condition must be true or false, but it is a duration
          requester.open_grants                       -> the condition must be true or false, but it is a list
          account.tags                                -> the condition must be true or false, but it is a set of tags
          1                                           -> the condition must be true or false, but it is a number
          null                                        -> the condition must be true or false, but it is null
          requester.on_call("plattform")              -> 'plattform' is not defined under 'on_call'; did you mean 'platform'?
          requester.on_call("night")                  -> 'night' is not defined under 'on_call'
          requester.on_call(requester.id)             -> a name in quotes is expected, not a calculated value
          requester.on_call("plat" + "form")          -> a name in quotes is expected, not a calculated value
          requester.on_call(platform)                 -> a name in quotes is expected, not a calculated value
          requester.on_call()                         -> 'on_call' takes a name in quotes and nothing else
          requester.on_call("platform", "db-team")    -> 'on_call' takes a name in quotes and nothing else
          requester.on_call                           -> 'requester.on_call' needs a name: requester.on_call("platform")
          on_call("platform")                         -> 'on_call' is a function of the requester: requester.on_call("platform")
          ticket.on_call("platform")                  -> 'ticket' has no function 'on_call'
          requester.in_group("x")                     -> 'requester' has no function 'in_group'
          in_hours("Mon-Fri 8-18 UTC")                -> in 'Mon-Fri 8-18 UTC', '8' must be a time from 00:00 to 24:00, with two digits each
          in_hours("Mon-Fri")                         -> 'Mon-Fri' must be days, hours and a zone, like Mon-Fri 08:00-18:00 Europe/Helsinki; several are separated by commas
          in_hours(requester.id)                      -> hours in quotes is expected, not a calculated value
          in_hours("Mon 08:00-09:00 UTC", "x")        -> 'in_hours' takes hours in quotes and nothing else
          "group:sre" in requester.groups             -> 'group:sre' must be the name of a group, without 'group:'
          "" in requester.groups                      -> '' must be the name of a group, without 'group:'
          requester.id in requester.groups            -> a group in quotes is expected, not a calculated value
          size(requester.groups) > 1                  -> 'requester.groups' can only be used with a named group: "engineering" in requester.groups
          requester.groups == []                      -> 'requester.groups' can only be used with a named group: "engineering" in requester.groups
          requester.groups.exists(g, g == "sre")      -> 'requester.groups' can only be used with a named group: "engineering" in requester.groups
          entitlement.risk == "hihg"                  -> 'entitlement.risk' is normal or high, not 'hihg'
          duration <= "1h"                            -> '<=' can't be used with a duration and text; write a duration like duration("1h")
          duration < 3600                             -> '<' can't be used with a duration and a number; write a duration like duration("1h")
          duration <= 1h                              -> the condition can't be read at 'h', character 14: write a duration like duration("1h")
          duration("1d") > duration                   -> '1d' is not a duration here: write hours, minutes and seconds, like 48h or 1h30m
          duration("") > duration                     -> '' is not a duration here: write hours, minutes and seconds, like 48h or 1h30m
          duration(requester.id) > duration           -> a duration in quotes is expected, not a calculated value
          now > "2026-12-24"                          -> '>' can't be used with a time and text; write a time like timestamp("2026-12-24T00:00:00Z")
          now > timestamp("2026-12-24")               -> '2026-12-24' is not a time like 2026-12-24T00:00:00Z
          requester.is_guest == "false"               -> '==' can't be used with true or false and text; write true and false without quotes
          requester.id == 1                           -> '==' can't be used with text and a number
          requester.id && true                        -> '&&' can't be used with text and true or false
          "a" in duration                             -> 'in' can't be used with text and a duration; write a duration like duration("1h")
          size(duration) > 1                          -> 'size' can't be used with a duration
          requester.id.contains(1)                    -> 'contains' can't be used with text and a number
          requester.id.matches("(?=a)")               -> the pattern '(?=a)' is not a regular expression of RE2, which has no look-ahead and no back-references (invalid or unsupported Perl syntax: (?=)
          requester.id.matches("((a{1000}){1000})")   -> the pattern '((a{1000}){1000})' repeats too much: repetitions inside repetitions multiply
          requester.id.matches("(.{0,90}){0,90}")     -> the pattern '(.{0,90}){0,90}' is too large for a condition
          requester.id.matches(entitlement.id)        -> a pattern in quotes is expected, not a calculated value
          now.getHours() > 5                          -> 'getHours' is not a function here
          requester.id.start_with("a")                -> 'start_with' is not a function here; did you mean 'startsWith'?
          dyn(true)                                   -> 'dyn' is not a function here
          type(1) == int                              -> 'type' is not a function here
          duration * 2 > duration                     -> '*' can't be used in a condition
          1 / 0 == 1                                  -> '/' can't be used in a condition
          {"a": 1}.a == 1                             -> a condition can't contain { }
          [1].exists(x, [1].exists(y, x == y))        -> 'all' and 'exists' can't be nested
          [1].exists(now, now == 1)                   -> 'now' already has a meaning here: choose another name
          [1].filter(x, x == 1) == []                 -> 'filter' is not a function here
          requester.id = "a"                          -> the condition can't be read at '=', character 14: write == to compare
          requester.is_guest and true                 -> the condition can't be read at 'and', character 20: write && for 'and'
          requester.is_guest or true                  -> the condition can't be read at 'or', character 20: write || for 'or'
          not requester.is_guest                      -> the condition can't be read at 'requester', character 5: write ! for 'not'
          true & false                                -> the condition can't be read at '&', character 6: write && for 'and'
          “a” == requester.id                         -> the condition can't be read at '“', character 1: write straight quotes
          true &&                                     -> the condition ends too early
          (true                                       -> the condition ends too early
          ``                                          -> the condition ends too early: it is empty
          true)                                       -> the condition can't be read at ')', character 5
          """)
  void a_mistake_is_described_in_a_sentence(String text, String problem) {
    assertThat(problems(text)).first().isEqualTo(problem);
  }

  @Test
  void every_name_that_is_wrong_is_reported_at_once() {
    assertThat(problems("requster.id == 'a' && ticket.status == 'x' && in_hours('now')"))
        .hasSize(3);
  }

  @Test
  void the_place_of_a_mistake_is_found_on_later_lines() {
    assertThat(problems("true\n  && (duration\n  = duration)"))
        .containsExactly("the condition can't be read at '=', character 23: write == to compare");
  }

  @Test
  void a_name_that_does_not_apply_to_the_entitlement_is_refused_with_the_reason() {
    var scope =
        new ConditionScope(
            Map.of(),
            Set.of(),
            Map.of("ticket", "no ticket system is set", "permission_set", "it is left out"));
    var problems = new ArrayList<String>();
    String text = "ticket.open || permission_set == 'x' || requester.on_call('platform')";
    assertThat(Condition.compile(text, scope, problems::add)).isEmpty();
    assertThat(problems)
        .containsExactly(
            "'ticket.open' means nothing here: no ticket system is set",
            "'permission_set' means nothing here: it is left out",
            "'platform' is not defined under 'on_call'");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1000, 100_000})
  void what_is_too_large_is_refused(int size) {
    assertThat(problems("true" + " || duration == duration".repeat(size)))
        .hasSize(size == 10 ? 0 : 1);
    assertThat(problems("(".repeat(size * 4) + "true" + ")".repeat(size * 4))).hasSize(1);
    assertThat(problems("!".repeat(size * 10 + 1) + "true")).hasSize(size == 10 ? 0 : 1);
    assertThat(problems("[" + "1,".repeat(size * 40) + "1] == []")).hasSize(1);
  }

  @Test
  void a_large_pattern_over_many_tags_does_not_take_long() {
    String text = "account.tags.all(k, account.tags[k].matches('(.{0,10}){0,12}[^z]*'))";
    var condition = condition(text);
    var tags = new HashMap<String, String>();
    for (int i = 0; i < 50; i++) {
      tags.put("key" + i, "a".repeat(256));
    }
    var facts =
        new ConditionFacts(
            FACTS.requester(),
            FACTS.openGrants(),
            FACTS.entitlement(),
            FACTS.risk(),
            new MaybeKnown.Known<>(tags),
            FACTS.permissionSet(),
            FACTS.duration(),
            FACTS.ticket(),
            FACTS.now());
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> condition.evaluate(facts));
  }

  @Test
  void a_condition_names_the_facts_that_it_needs() {
    var condition =
        condition(
            "'sre' in requester.groups && !('db' in requester.groups) &&"
                + " requester.on_call('platform') && ticket.open");
    assertThat(condition.groups()).containsExactlyInAnyOrder("sre", "db");
    assertThat(condition.onCall()).containsExactly(PLATFORM);
    assertThat(condition.ticketProjects()).containsExactly("OPS");
    assertThat(condition("true").ticketProjects()).isEmpty();
  }

  @Test
  void groups_are_compared_by_object_id_once_they_are_resolved() {
    var condition = condition("'Engineering' in requester.groups");
    assertThat(condition.evaluate(FACTS)).isEqualTo(new ConditionOutcome.DoesNotHold());
    var resolved = condition.withGroupIds(name -> name.toLowerCase(Locale.ROOT));
    assertThat(resolved.evaluate(FACTS)).isEqualTo(new ConditionOutcome.Holds());
    assertThat(resolved.groups()).containsExactly("Engineering");
    assertThat(resolved.groupIds()).containsExactly("engineering");
    assertThat(resolved).isNotEqualTo(condition).hasToString(condition.text());
  }

  private static Principal.OnCall onCall(String name) {
    return new Principal.OnCall(name, new OnCallSchedule(OnCallSchedule.Tool.PAGERDUTY, name));
  }

  private static DirectoryFailure pagerDutyAway() {
    return DirectoryFailure.temporary("ask PagerDuty", null, new IllegalStateException("503"))
        .withUserText("PagerDuty doesn't answer");
  }

  private static Subject asked(ToolAnswers tools, UserType userType) {
    Subject ana = TestPolicy.ANA;
    return new Subject(
        ana.person(), ana.names(), ana.groups(), tools, ana.manager(), userType, false);
  }

  private static Condition condition(String text) {
    List<String> problems = new ArrayList<>();
    Optional<Condition> condition = Condition.compile(text, SCOPE, problems::add);
    assertThat(problems).isEmpty();
    return condition.orElseThrow();
  }

  private static List<String> problems(String text) {
    List<String> problems = new ArrayList<>();
    assertThat(Condition.compile(text, SCOPE, problems::add).isPresent())
        .isEqualTo(problems.isEmpty());
    return problems;
  }
}
