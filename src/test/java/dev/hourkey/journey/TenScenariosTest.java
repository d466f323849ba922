package dev.hourkey.journey;

import static dev.hourkey.journey.Evidence.LIFE;
import static dev.hourkey.journey.Evidence.LIFE_BESIDE_ANOTHER;
import static dev.hourkey.journey.Evidence.NO_LIFE;
import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.journey.Evidence.Member;
import dev.hourkey.sandbox.directory.Call;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.JourneyTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Ten situations in which access is easily left behind, removed early or not recorded. The outcomes
 * are printed as a table.
 */
@QuarkusTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TenScenariosTest extends JourneyTest {
  private static final String GROUP = "aws-prod-readonly";
  private static final String DANA_AT_HOME = "dana@example.com";
  private static final String READ_ONLY = "Ana Lima requests Production, read only";
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String ADD = "POST */members/$ref";
  private static final String CHECK = "AWSIdentityStore.IsMemberInGroups";
  private static final List<ScenarioOutcome> TABLE = new ArrayList<>();

  @Inject MeterRegistry registry;

  private WorkspaceUser dana;
  private Evidence evidence;

  @BeforeEach
  void aNewPage() throws SQLException {
    dana = sandbox.slack().person("U0DANA");
    evidence =
        new Evidence(sandbox, trail, number("select coalesce(max(seq), 0) from audit_event"));
  }

  @AfterEach
  void theAuditStoreIsThere() throws SQLException {
    if (number("select count(*) from pg_proc where proname = 'audit_append_all_away'") > 0) {
      auditStoreIsBack();
    }
  }

  @AfterAll
  static void printTheTable() {
    System.out.println(ScenarioOutcome.HEAD);
    TABLE.forEach(row -> System.out.println(row.line()));
  }

  @Test
  @Order(1)
  void a_plain_grant_lasts_as_long_as_was_asked_for_and_ends() {
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(READ_ONLY), "approve");
    alerted(ana, "is ready");
    pass(Duration.ofMinutes(59));
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue();
    pass(Duration.ofMinutes(2));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "has ended");
    overAndDone("1 plain grant and end", LIFE);
  }

  @Test
  @Order(2)
  void two_people_approved_in_the_same_second_both_have_an_end() throws SQLException {
    ask(ana, "prod-readonly", HOUR, REASON);
    ask(dana, "prod-readonly", HOUR, "INC-43: the other disk as well");
    PostedMessage hers = card(READ_ONLY);
    PostedMessage theirs = card("Dana Novak requests");
    atOnce(List.of(() -> bruno.click(hers, "approve"), () -> bruno.click(theirs, "approve")));
    alerted(ana, "is ready");
    alerted(dana, "is ready");
    assertThat(
            number(
                """
                select extract(epoch from max(received_at) - min(received_at)) * 1000
                from submission where kind = 'APPROVE'
                """))
        .isLessThan(1000);

    pass(Duration.ofMinutes(61));
    eventually(() -> assertThat(sandbox.entra().isMember(GROUP, DANA_AT_HOME)).isFalse());
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "has ended");
    alertedInTime(dana, "has ended");
    overAndDone("2 two approvals in the same second", LIFE, LIFE);
  }

  @Test
  @Order(3)
  void while_the_record_cannot_be_written_nothing_is_granted_and_everything_still_ends()
      throws SQLException {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card(READ_ONLY);

    auditStoreIsAway();
    assertThat(bruno.click(card, "approve").acknowledged()).isTrue();
    eventually(
        () -> assertThat(number("select count(*) from submission where failures > 1")).isOne());
    assertThat(number("select count(*) from access_grant")).isZero();
    assertThat(sandbox.entra().changes()).isEmpty();

    sandbox.entra().fail(ADD, DirectoryStandIn.ALWAYS, 503);
    auditStoreIsBack();
    pass(Duration.ofSeconds(10));
    eventually(() -> assertThat(graph("POST", "/members/$ref")).isNotEmpty());
    double provisioningFailures = failures("provisioning");
    auditStoreIsAway();
    sandbox.entra().clearFaults();
    pass(Duration.ofMinutes(1));
    eventually(() -> assertThat(failures("provisioning")).isGreaterThan(provisioningFailures));
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
    assertThat(evidence.entries("grant_opened")).hasSize(1);
    assertThat(evidence.entries("member_added")).isEmpty();

    auditStoreIsBack();
    pass(Duration.ofMinutes(1));
    alerted(ana, "is ready");

    double endingFailures = failures("ending");
    auditStoreIsAway();
    pass(Duration.ofMinutes(61));
    eventually(() -> assertThat(failures("ending")).isGreaterThan(endingFailures));
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isFalse();
    assertThat(evidence.entries("grant_ending")).isEmpty();
    assertThat(number("select count(*) from access_grant where ended_at is null")).isOne();

    auditStoreIsBack();
    pass(Duration.ofMinutes(1));
    eventually(
        () ->
            assertThat(number("select count(*) from access_grant where phase = 'CLEARING'"))
                .isOne());
    pass(Duration.ofSeconds(61)); // Nobody recorded the removal, so it is repeated.
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "has ended");
    overAndDone("3 audit store down mid-grant", LIFE);
  }

  @Test
  @Order(4)
  void a_grant_whose_replica_died_while_working_on_it_begins_and_ends() {
    sandbox.entra().fail(ADD, DirectoryStandIn.ALWAYS, 503);
    ask(ana, "prod-readonly", HOUR, REASON);
    bruno.click(card(READ_ONLY), "approve");
    claimedByTheDead("PROVISIONING");
    sandbox.entra().clearFaults();
    pass(Duration.ofMinutes(1));
    alerted(ana, "is ready");

    claimedByTheDead("ENDING");
    pass(Duration.ofMinutes(61));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "has ended");
    overAndDone("4 killed between grant and schedule", LIFE);
  }

  @Test
  @Order(5)
  void a_short_grant_neither_replaces_nor_cuts_a_long_one_of_the_same_group() {
    ask(ana, "prod-readonly", Duration.ofHours(4), REASON);
    bruno.click(card(READ_ONLY), "approve");
    alerted(ana, "Production, read only* is ready");

    ask(ana, "prod-readonly", HALF_AN_HOUR, "INC-42: only half an hour more");
    alerted(ana, "You already have Production, read only");

    // Two entitlements may not share a group, but one can take the place of another.
    HourkeySandbox.policy(
        file ->
            file.replace("id: prod-readonly", "id: prod-logs")
                .replace("name: Production, read only", "name: Production, logs"));
    catalog.refresh();
    ask(ana, "prod-logs", HALF_AN_HOUR, "INC-42: what do the logs say");
    bruno.click(card("Ana Lima requests Production, logs"), "approve");
    alerted(ana, "Production, logs* is ready");
    pass(Duration.ofMinutes(31));
    alerted(ana, "another grant needs the same membership");
    pass(Duration.ofMinutes(207));
    assertThat(sandbox.entra().isMember(GROUP, ANA_AT_HOME)).isTrue();
    assertThat(sandbox.aws().isMember(GROUP, ANA_AT_HOME)).isTrue();
    pass(Duration.ofMinutes(3));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    inTime(
        () ->
            assertThat(ana.directMessages())
                .anyMatch(
                    one ->
                        one.words().contains("*Production, read only*")
                            && one.words().contains("It has ended")));
    overAndDone("5 240 minutes, then 30 minutes", LIFE, LIFE_BESIDE_ANOTHER);
  }

  @Test
  @Order(6)
  void a_standing_member_is_left_alone_whether_there_before_the_request_or_before_the_add() {
    sandbox.entra().setMember(GROUP, DANA_AT_HOME, true);
    sandbox.entra().job().start();
    ask(dana, "prod-readonly", HALF_AN_HOUR, REASON);
    alerted(dana, ": you were added to the group");

    ask(ana, "prod-readonly", HALF_AN_HOUR, REASON);
    PostedMessage card = card(READ_ONLY);
    sandbox.entra().setMember(GROUP, ANA_AT_HOME, true);
    bruno.click(card, "approve");
    alerted(ana, "somebody else added you to its Entra group");
    overAndDone(
        "6 standing member",
        Set.of(new Member(GROUP, DANA_AT_HOME), new Member(GROUP, ANA_AT_HOME)),
        NO_LIFE);
    assertThat(evidence.entries("request_refused")).hasSize(1);
  }

  @Test
  @Order(7)
  void a_double_click_and_two_approvers_at_once_are_one_grant() {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card(READ_ONLY);
    atOnce(
        List.of(
            () -> bruno.click(card, "approve"),
            () -> bruno.click(card, "approve"),
            () -> chloe.click(card, "approve")));
    alerted(ana, "is ready");
    assertThat(graph("POST", "/members/$ref")).hasSize(1);
    pass(Duration.ofMinutes(61));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "has ended");
    overAndDone("7 double click, two approvers at once", LIFE);
    assertThat(evidence.entries("request_reviewed")).hasSize(1);
  }

  @Test
  @Order(8)
  void a_reason_with_colons_is_complete_on_the_card_and_in_the_audit_trail() throws Exception {
    String reason = "INC-42: prod down: db-1: \"no space\", since 09:30";
    ask(ana, "prod-readonly", HOUR, reason);
    assertThat(card(READ_ONLY).words()).contains(reason);
    bruno.click(card(READ_ONLY), "approve");
    alerted(ana, "is ready");
    readsThere(bruno, reason);
    pass(Duration.ofMinutes(61));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "has ended");
    eventually(
        () ->
            assertThat(bruno.messages(APPROVALS).getFirst().words())
                .contains("Ended: time was up"));
    overAndDone("8 reason with ': '", LIFE);

    JsonNode requested = evidence.entries("access_requested").getFirst();
    JsonNode entry = get("api/v1/audit?subject=" + requested.get("subject").asText()).get(0);
    assertThat(entry.at("/event/justification").asText()).isEqualTo(reason);
    assertThat(entry.get("payload").asText()).contains("prod down: db-1: \\\"no space\\\"");
  }

  @Test
  @Order(9)
  void an_approver_who_left_slack_decides_nothing_and_holds_nobody_up() {
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card(READ_ONLY);
    leaveSlack(bruno);
    bruno.click(card, "approve");
    chloe.click(card, "approve");
    alerted(ana, "is ready");
    eventually(
        () -> assertThat(chloe.latest(APPROVALS).words()).contains("Approved by <@U0CHLOE>"));
    assertThat(evidence.entries("request_reviewed")).hasSize(1);

    leaveSlack(chloe);
    pass(Duration.ofMinutes(61));
    cycleCarriesRemoval(GROUP, ANA_AT_HOME);
    alertedInTime(ana, "has ended");
    overAndDone("9 approver left Slack", LIFE);
  }

  @Test
  @Order(10)
  void throttled_directories_are_waited_for_as_long_as_they_ask_and_the_grant_still_ends() {
    sandbox.entra().onDemandIgnoresRemovals(false);
    sandbox.aws().limit(1);
    ask(ana, "prod-readonly", HOUR, REASON);
    PostedMessage card = card(READ_ONLY);
    Calls accounts = new Calls(() -> graph("GET /v1.0/users/", ""));
    sandbox.entra().throttle("GET /v1.0/users/*", 1, Duration.ofSeconds(30));
    bruno.click(card, "approve");
    accounts.areRefusedOnce(Duration.ofSeconds(30));
    eventually(
        () ->
            assertThat(bruno.messages(APPROVALS))
                .anyMatch(message -> message.words().contains("What you sent is stored")));

    Calls additions = new Calls(() -> graph("POST", "/members/$ref"));
    sandbox.entra().throttle(ADD, 1, Duration.ofSeconds(30));
    pass(Duration.ofSeconds(11));
    additions.areRefusedOnce(Duration.ofSeconds(30));

    Calls checks = new Calls(this::checks);
    sandbox.aws().throttle(CHECK, 1, Duration.ofSeconds(25));
    pass(Duration.ofSeconds(11));
    checks.areRefusedOnce(Duration.ofSeconds(25));
    pass(Duration.ofSeconds(11));
    alerted(ana, "is ready");

    Calls removals = new Calls(() -> graph("DELETE", "/$ref"));
    sandbox.entra().throttle("DELETE */members/*/$ref", 1, Duration.ofSeconds(40));
    pass(Duration.ofMinutes(61));
    removals.areRefusedOnce(Duration.ofSeconds(40));

    Calls onDemandCalls = new Calls(() -> graph("POST", "/provisionOnDemand"));
    sandbox.entra().throttle("POST */provisionOnDemand", 1, Duration.ofSeconds(25));
    pass(Duration.ofSeconds(11));
    onDemandCalls.areRefusedOnce(Duration.ofSeconds(25));
    pass(Duration.ofSeconds(11));
    alertedInTime(ana, "has ended");
    Stream.of(accounts, additions, checks, removals, onDemandCalls).forEach(Calls::werePutOff);
    overAndDone("10 Identity Center and Graph throttled", LIFE);
  }

  /** Calls of one kind, from when they are first checked. */
  private final class Calls {
    private final Supplier<List<Call>> all;
    private final int before;
    private Duration command = Duration.ZERO;

    Calls(Supplier<List<Call>> all) {
      this.all = all;
      this.before = all.get().size();
    }

    /** Lets all but ten seconds of the pause pass that the directory asked for. */
    void areRefusedOnce(Duration pause) {
      command = pause;
      eventually(() -> assertThat(made()).hasSize(1));
      noMoreCome(); // The refusal has to be recorded before time passes.
      pass(command.minusSeconds(10));
      noMoreCome();
    }

    private void noMoreCome() {
      await().during(Duration.ofMillis(1500)).untilAsserted(() -> assertThat(made()).hasSize(1));
    }

    void werePutOff() {
      Instant allowed = made().getFirst().at().plus(command);
      assertThat(made()).hasSizeGreaterThan(1);
      assertThat(made().get(1).at()).isAfterOrEqualTo(allowed);
    }

    private List<Call> made() {
      List<Call> calls = all.get();
      return calls.subList(before, calls.size());
    }
  }

  /** The card with this title, once it is there. */
  private PostedMessage card(String title) {
    eventually(() -> assertThat(cards(title)).isNotEmpty());
    return cards(title).getLast();
  }

  private List<PostedMessage> cards(String title) {
    return bruno.messages(APPROVALS).stream()
        .filter(message -> message.words().contains(title))
        .toList();
  }

  private static void atOnce(List<Supplier<Delivery>> clicks) {
    clicks.stream()
        .map(click -> CompletableFuture.supplyAsync(click, Thread::startVirtualThread))
        .toList()
        .forEach(CompletableFuture::join);
  }

  private void leaveSlack(WorkspaceUser who) {
    sandbox.slack().people().stream()
        .filter(person -> person.id().equals(who.id()))
        .forEach(person -> sandbox.slack().change(person.deleted(true)));
  }

  private void auditStoreIsAway() throws SQLException {
    execute("alter function audit_append_all(text[]) rename to audit_append_all_away");
  }

  private void auditStoreIsBack() throws SQLException {
    execute("alter function audit_append_all_away(text[]) rename to audit_append_all");
  }

  /** How often the workers of a queue have failed. */
  private double failures(String queue) {
    return registry.get("hourkey.work.failures").tag("queue", queue).counter().count();
  }

  /** As left behind by a replica that was killed while it worked on the only grant. */
  private void claimedByTheDead(String queue) {
    eventually(
        () ->
            assertThat(
                    execute(
                        """
                        insert into work_claim (queue, item, replica)
                        select '%s', id::text, 'hourkey/dead' from access_grant
                        where ended_at is null on conflict do nothing
                        """
                            .formatted(queue)))
                .isOne());
  }

  @SafeVarargs
  private void overAndDone(String scenario, List<String>... lives) {
    overAndDone(scenario, Set.of(), lives);
  }

  /** Lets hours pass in which a membership could return, and checks what is left. */
  @SafeVarargs
  @SuppressWarnings("varargs") // The array is only read.
  private void overAndDone(String scenario, Set<Member> standing, List<String>... lives) {
    eventually(
        () ->
            assertThat(number("select count(*) from access_grant where ended_at is null"))
                .isZero());
    pass(Duration.ofHours(5));
    ScenarioOutcome outcome = evidence.of(scenario, standing, List.of(lives));
    TABLE.add(outcome);
    assertThat(outcome).matches(ScenarioOutcome::clean, "is clean");
    assertThat(sandbox.slack().deliveries()).allMatch(Delivery::acknowledged);
  }

  private List<Call> graph(String beginning, String end) {
    return sandbox.entra().calls().stream()
        .filter(call -> call.name().startsWith(beginning) && call.name().endsWith(end))
        .toList();
  }

  private List<Call> checks() {
    return sandbox.aws().calls().stream().filter(call -> call.name().equals(CHECK)).toList();
  }
}
