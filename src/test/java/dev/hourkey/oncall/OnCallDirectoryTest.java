package dev.hourkey.oncall;

import static dev.hourkey.sandbox.oncall.OnCallStandIn.BRUNO;
import static dev.hourkey.sandbox.oncall.OnCallStandIn.CHLOE;
import static dev.hourkey.sandbox.oncall.OnCallStandIn.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.person.CachedAnswer;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.GroupsOfPerson;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.OnCallSchedule;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.oncall.Duty;
import dev.hourkey.sandbox.oncall.OnCallStandIn;
import dev.hourkey.support.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnCallDirectoryTest {
  private static final OnCallSchedule SCHEDULE =
      new OnCallSchedule(OnCallSchedule.Tool.PAGERDUTY, PLATFORM);

  private final EntraAccount bruno = account("2", "bruno@example.com");
  private final EntraAccount chloe = account("3", "head-of-ops@example.com");

  private final MovableClock clock = new MovableClock();
  private final LoopbackServer http = new LoopbackServer(0);
  private final OnCallStandIn standIn = new OnCallStandIn(http, clock);
  private final Accounts accounts = new Accounts();
  private final OnCallDirectory directory = directory();

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void a_person_is_on_call_by_their_mail_address() {
    assertThat(directory.isOnCall(bruno, SCHEDULE)).isTrue();
    assertThat(directory.isOnCall(chloe, SCHEDULE)).isFalse();
  }

  @Test
  void an_answer_is_used_for_half_a_minute() {
    assertThat(directory.isOnCall(bruno, SCHEDULE)).isTrue();
    standIn.onCall(PLATFORM, CHLOE);
    clock.advance(Duration.ofSeconds(29));
    assertThat(directory.isOnCall(bruno, SCHEDULE)).isTrue();
    assertThat(standIn.calls()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(directory.isOnCall(bruno, SCHEDULE)).isFalse();
    assertThat(directory.isOnCall(chloe, SCHEDULE)).isTrue();
  }

  @Test
  void no_answer_outlives_the_shift() {
    var end = clock.instant().plusSeconds(10);
    standIn.put(PLATFORM, List.of(new Duty(BRUNO, clock.instant(), end)));
    assertThat(directory.isOnCall(bruno, SCHEDULE)).isTrue();
    clock.advance(Duration.ofSeconds(10));
    assertThat(directory.isOnCall(bruno, SCHEDULE)).isFalse();
  }

  @Test
  void an_answer_that_is_too_old_is_not_used_while_the_tool_is_away() {
    assertThat(directory.isOnCall(bruno, SCHEDULE)).isTrue();
    clock.advance(CachedAnswer.KEPT);
    standIn.faults().answer(Answer.empty(503), 1);
    assertThatThrownBy(() -> directory.isOnCall(bruno, SCHEDULE))
        .isInstanceOf(DirectoryFailure.class);
    assertThatThrownBy(() -> directory.isOnCall(chloe, SCHEDULE))
        .as("the tool is left alone for a moment")
        .isInstanceOf(DirectoryFailure.class);
    assertThat(standIn.calls()).isEqualTo(2);
    clock.advance(CachedAnswer.FAILURE_KEPT);
    assertThat(directory.isOnCall(bruno, SCHEDULE)).isTrue();
  }

  @Test
  void a_storm_of_clicks_asks_once() {
    standIn.faults().delay(Duration.ofMillis(200));
    try (var clicks = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 50)
          .mapToObj(_ -> clicks.submit(() -> directory.isOnCall(bruno, SCHEDULE)))
          .toList()
          .forEach(
              click -> assertThat(click).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true));
    }
    assertThat(standIn.calls()).isEqualTo(1);
  }

  @Test
  void which_of_two_accounts_with_the_same_address_is_on_call_is_unknown() {
    accounts.known = List.of(bruno, account("4", "bruno@example.com"));
    assertThatThrownBy(() -> directory.isOnCall(bruno, SCHEDULE))
        .isInstanceOf(DirectoryFailure.class);
    assertThat(directory.isOnCall(chloe, SCHEDULE)).as("neither of the two").isFalse();
    assertThat(directory.onCall(SCHEDULE)).isEmpty();
  }

  @Test
  void while_somebody_on_call_is_not_in_entra_it_is_unknown_of_all_who_are_not_recognized() {
    standIn.put(
        PLATFORM,
        List.of(
            new Duty(BRUNO, clock.instant(), clock.instant().plusSeconds(600)),
            new Duty(CHLOE, clock.instant(), clock.instant().plusSeconds(600))));
    accounts.known = List.of(bruno);
    assertThat(directory.isOnCall(bruno, SCHEDULE)).isTrue();
    assertThat(directory.onCall(SCHEDULE)).containsExactly(bruno.id());
    assertThatThrownBy(() -> directory.isOnCall(chloe, SCHEDULE))
        .isInstanceOf(DirectoryFailure.class);
  }

  @Test
  void a_disabled_account_is_recognized_but_not_on_call() {
    accounts.known = List.of(bruno(EntraAccount.Status.DISABLED));
    assertThat(directory.isOnCall(bruno, SCHEDULE)).isFalse();
    assertThat(directory.isOnCall(chloe, SCHEDULE)).isFalse();
    assertThat(directory.onCall(SCHEDULE)).isEmpty();
  }

  @Test
  void whether_an_account_is_on_call_is_unknown_while_entra_does_not_show_whether_it_is_enabled() {
    EntraAccount unknown = bruno(EntraAccount.Status.UNKNOWN);
    accounts.known = List.of(unknown);
    assertThatThrownBy(() -> directory.isOnCall(unknown, SCHEDULE))
        .isInstanceOf(DirectoryFailure.class);
    assertThat(directory.isOnCall(chloe, SCHEDULE)).isFalse();
    assertThat(directory.onCall(SCHEDULE)).isEmpty();
  }

  private EntraAccount bruno(EntraAccount.Status status) {
    return new EntraAccount(
        bruno.id(),
        "Bruno",
        "bruno@example.com",
        Optional.of("bruno@example.com"),
        status,
        UserType.MEMBER);
  }

  @Test
  void while_entra_is_away_it_is_unknown_who_is_on_call() {
    accounts.away = true;
    assertThatThrownBy(() -> directory.isOnCall(bruno, SCHEDULE))
        .isInstanceOf(DirectoryFailure.class);
  }

  @SuppressWarnings("NullAway") // No schedule here is a group of the chat.
  private OnCallDirectory directory() {
    var config = new OnCallAt(http.uri());
    return new OnCallDirectory(
        new PagerDuty(config, clock),
        new JsmOperations(config, clock),
        new IncidentIo(config, clock),
        null,
        accounts,
        clock);
  }

  private static EntraAccount account(String number, String mail) {
    return new EntraAccount(
        new PersonId("11111111-0000-4000-8000-00000000000" + number),
        mail,
        "upn" + number + "@example.com",
        Optional.of(mail),
        EntraAccount.Status.ENABLED,
        UserType.MEMBER);
  }

  /** An Entra that knows these accounts by mail address. */
  private final class Accounts implements PersonDirectory {
    List<EntraAccount> known = List.of(bruno, chloe);
    boolean away;

    @Override
    public List<EntraAccount> withMail(String mail) {
      if (away) {
        throw DirectoryFailure.temporary("read", null, new IllegalStateException("away"));
      }
      return known.stream().filter(account -> account.names().contains(mail)).toList();
    }

    @Override
    public Optional<EntraAccount> account(PersonId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public GroupsOfPerson groupsAmong(PersonId id, Set<String> groupIds) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<List<EntraAccount>> membersOf(String groupId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<PersonId> managerOf(PersonId id) {
      throw new UnsupportedOperationException();
    }
  }
}
