package dev.hourkey.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hourkey.notification.Deliveries.Attempt;
import dev.hourkey.notification.FakeChat.Call;
import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.notification.Messenger.MessageRef;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.MovableClock;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class OutboxTest {
  private static final String CHANNEL = "aws-approvals";
  private static final String OLDER = "DecisionWanted new";
  private static final Delivery AWAY =
      new Delivery.HeldBack(FakeChat.POST, "HTTP 500", Optional.empty());

  @Inject Outbox outbox;
  @Inject Deliveries deliveries;
  @Inject EntityManager entities;
  @Inject RateLimiter limiter;
  @Inject MovableClock clock;
  @Inject DataSource database;

  private FakeChat chat;
  private Dispatcher one;
  private Dispatcher other;
  private int woken;

  @BeforeEach
  void twoReplicas() throws SQLException {
    Sql.empty(database, "notification, rate_limit, circuit_breaker, work_claim");
    chat = new FakeChat(clock);
    clock.advance(Duration.ofDays(1));
    one = new Dispatcher(deliveries, chat, limiter, clock);
    other = new Dispatcher(deliveries, chat, limiter, clock);
    woken = 0;
  }

  @Test
  void a_channel_gets_a_short_burst_and_then_one_message_a_second_from_all_replicas()
      throws Exception {
    Instant start = clock.instant();
    List<Notification> notifications = tellMany(20, CHANNEL);

    List<Optional<Instant>> put = atOnce(notifications);
    assertThat(chat.calls()).hasSize(5);
    assertThat(put.stream().flatMap(Optional::stream).sorted().toList())
        .isEqualTo(IntStream.rangeClosed(1, 15).mapToObj(start::plusSeconds).toList());

    run(Duration.ofMinutes(1));
    assertThat(chat.calls().stream().map(Call::at).skip(5).toList())
        .isEqualTo(IntStream.rangeClosed(1, 15).mapToObj(start::plusSeconds).toList());
    assertThat(woken).as("each keeps its reservation and is woken for it once").isEqualTo(15);
    assertThat(chat.screen()).hasSize(20);
  }

  @Test
  void a_home_is_published_once_a_second_as_it_is_then_however_often_it_changes() {
    Instant start = clock.instant();
    Notification home = new Notification.HomeChanged(subject("Home of U0ANA"));
    tellAndDispatch(home);
    for (int change = 1; change <= 5; change++) {
      chat.becomes(home.subject(), "after change " + change);
      tell(home);
      assertThat(dispatched(other, key(home))).hasValue(start.plusSeconds(1));
    }
    run(Duration.ofMinutes(1));
    assertThat(chat.calls().stream().map(Call::at)).containsExactly(start, start.plusSeconds(1));
    assertThat(chat.screen().getLast()).isEqualTo("HomeChanged after change 5");
  }

  @Test
  void an_alarm_that_is_over_says_so_in_its_thread_and_again_when_it_comes_back() {
    Notification.JobStopped alarm = new Notification.JobStopped(subject(CHANNEL));
    Instant began = clock.instant().minus(Duration.ofMinutes(5));
    tellAndDispatch(alarm);
    transaction(() -> outbox.resolve(alarm, began));
    transaction(() -> outbox.resolve(alarm, clock.instant()));
    AlarmState over = outbox.alarm(alarm).orElseThrow();
    assertThat(over.since()).isCloseTo(began, within(1, ChronoUnit.MICROS));
    assertThat(over.overAt()).isPresent();
    assertThat(over.changes()).as("it ends once").isOne();
    assertThat(outbox.open(Notification.JobStopped.class)).isEmpty();
    run(Duration.ofMinutes(1));
    assertThat(calls(Notification.AlarmChanged.class)).containsExactly(reply(alarm, 1));

    tell(alarm);
    assertThat(outbox.open(Notification.JobStopped.class)).hasValue(alarm.subject());
    run(Duration.ofMinutes(1));
    assertThat(calls(Notification.AlarmChanged.class))
        .containsExactly(reply(alarm, 1), reply(alarm, 2));
  }

  @Test
  void an_alarm_that_was_not_posted_has_no_thread_and_one_that_nobody_was_told_of_does_not_end() {
    Notification.JobStopped alarm = new Notification.JobStopped(subject(CHANNEL));
    transaction(() -> outbox.resolve(alarm));
    assertThat(outbox.alarm(alarm)).isEmpty();
    tell(alarm);
    transaction(() -> outbox.resolve(alarm));
    run(Duration.ofMinutes(1));
    assertThat(outbox.alarm(alarm))
        .hasValueSatisfying(state -> assertThat(state.overAt()).isPresent());
    assertThat(calls(Notification.AlarmChanged.class)).isEmpty();
  }

  @Test
  void copies_of_an_alarm_follow_it_and_have_threads_of_their_own() {
    Notification.JobStopped alarm = new Notification.JobStopped(subject(CHANNEL));
    Notification.OperatorCopy copy = new Notification.OperatorCopy(alarm, "U0BRUNO");
    tellAndDispatch(copy);
    tell(alarm);
    transaction(() -> outbox.resolve(alarm));
    run(Duration.ofMinutes(1));
    assertThat(calls(Notification.AlarmChanged.class))
        .containsExactly(new Notification.AlarmChanged(alarm, Optional.of("U0BRUNO"), 1));
  }

  @Test
  void copies_that_are_being_made_when_an_alarm_ends_are_drawn_again() throws Exception {
    Notification.JobStopped alarm = new Notification.JobStopped(subject(CHANNEL));
    tell(alarm);
    QuarkusTransaction.requiringNew()
        .call(
            () -> {
              outbox.copy(alarm, List.of("U0BRUNO"));
              return Sql.untilDoneOrLocked(
                  database, () -> transaction(() -> outbox.resolve(alarm)));
            })
        .get(20, TimeUnit.SECONDS);
    assertThat(Sql.number(database, "select wanted from notification where kind = 'OperatorCopy'"))
        .isGreaterThan(1);
  }

  private static Notification reply(Notification.Alarm alarm, int change) {
    return new Notification.AlarmChanged(alarm, Optional.empty(), change);
  }

  private List<Notification> calls(Class<? extends Notification> kind) {
    return chat.calls().stream().map(Call::notification).filter(kind::isInstance).toList();
  }

  @Test
  void a_notification_that_is_woken_early_keeps_its_reservation_and_is_rendered_once() {
    tellMany(5, CHANNEL).forEach(notification -> one.dispatch(key(notification)));
    Notification.DecisionWanted late = new Notification.DecisionWanted(subject(CHANNEL));
    tell(late);
    Instant slot = dispatched(one, key(late)).orElseThrow();
    Notification after = new Notification.DecisionWanted(subject(CHANNEL));
    tell(after);
    assertThat(dispatched(one, key(after))).hasValue(slot.plusSeconds(1));

    chat.becomes(late.subject(), "decided");
    tell(late);
    assertThat(dispatched(other, key(late))).hasValue(slot);
    clock.advanceTo(slot);
    assertThat(dispatched(other, key(late))).isEmpty();
    assertThat(chat.screen().getLast()).isEqualTo("DecisionWanted decided");
    assertThat(chat.calls()).hasSize(6);
  }

  @Test
  void a_backlog_is_not_released_at_once_after_a_standstill() {
    tellMany(12, CHANNEL).forEach(notification -> one.dispatch(key(notification)));
    clock.advance(Duration.ofMinutes(10));
    int before = chat.calls().size();
    keys().forEach(one::dispatch);
    assertThat(chat.calls()).hasSize(before + 5);
  }

  @Test
  void destinations_do_not_wait_for_each_other() {
    tellMany(10, CHANNEL).forEach(notification -> one.dispatch(key(notification)));
    Notification direct = new Notification.GrantActive(subject("U0ANA"));
    tell(direct);
    assertThat(dispatched(other, key(direct))).isEmpty();
    assertThat(chat.calls().getLast().notification()).isEqualTo(direct);
  }

  @Test
  void an_alarm_does_not_wait_for_the_cards_of_its_channel() {
    tellMany(10, CHANNEL).forEach(notification -> one.dispatch(key(notification)));
    Notification alarm = new Notification.EndOverdue(subject(CHANNEL));
    tell(alarm);
    assertThat(dispatched(one, key(alarm))).isEmpty();
  }

  @Test
  void a_rate_limit_of_the_chat_stops_its_method_for_all_and_no_other_method() {
    Notification card = new Notification.DecisionWanted(subject(CHANNEL));
    tell(card);
    one.dispatch(key(card));
    Instant start = clock.instant();
    limit(FakeChat.POST, Duration.ofSeconds(30));
    List<Notification> notifications = tellMany(4, "U0ANA");
    assertThat(dispatched(one, key(notifications.getFirst()))).hasValue(start.plusSeconds(30));
    chat.heal();
    chat.becomes(card.subject(), "decided");
    tell(card);
    run(Duration.ofSeconds(29));
    assertThat(chat.calls().stream().skip(2).map(call -> call.route().method()).toList())
        .containsExactly(FakeChat.UPDATE);

    run(Duration.ofSeconds(2));
    assertThat(chat.screen()).hasSize(5);
    assertThat(chat.calls().stream().skip(3).map(Call::at).toList())
        .first()
        .isEqualTo(start.plusSeconds(30));
    assertThat(woken).as("none is tried before the pause is over").isLessThanOrEqualTo(8);
  }

  @Test
  void a_chat_that_is_down_for_three_hours_is_probed_and_then_gets_everything_once() {
    chat.fail(_ -> Optional.of(AWAY));
    List<Notification> notifications = tellMany(40, "U0ANA", "U0BRUNO", "U0CHLOE", CHANNEL);
    Notification alarm = new Notification.EndOverdue(subject("aws-ops"));
    tell(alarm);
    run(Duration.ofMinutes(10));
    assertThat(chat.calls()).as("a call a minute, after the first ones").hasSizeLessThan(25);
    assertThat(woken).as("waiting costs little").isLessThan(41 * 25);

    notifications.forEach(notification -> chat.becomes(notification.subject(), "old"));
    notifications.forEach(this::tell);
    clock.advance(Duration.ofMinutes(165));
    run(Duration.ofMinutes(5));
    notifications.forEach(notification -> chat.becomes(notification.subject(), "final"));
    assertThat(chat.screen()).isEmpty();
    assertThat(outbox.backlog(clock.instant()))
        .isEqualTo(new OutboxBacklog(41, Duration.ofHours(3)));

    chat.heal();
    int before = chat.calls().size();
    run(Duration.ofMinutes(2));
    List<Call> calls = chat.calls().subList(before, chat.calls().size());
    assertThat(calls).hasSize(41);
    assertThat(calls.stream().limit(2).map(Call::notification)).contains(alarm);
    assertThat(chat.screen()).containsOnly("ApproversMentioned final", "EndOverdue new");
    assertThat(outbox.backlog(clock.instant())).isEqualTo(new OutboxBacklog(0, Duration.ZERO));
  }

  @Test
  void a_probe_that_is_lost_is_followed_by_another() {
    List<Notification> notifications = tellMany(2, "U0ANA");
    chat.fail(_ -> Optional.of(AWAY));
    one.dispatch(key(notifications.getFirst()));
    clock.advance(Duration.ofSeconds(2));
    assertThat(admitted(notifications.getFirst()).probed()).isPresent(); // And its replica dies.
    chat.heal();
    run(Duration.ofSeconds(14));
    assertThat(chat.screen()).isEmpty();
    run(Duration.ofSeconds(4));
    assertThat(chat.screen()).hasSize(2);
  }

  @Test
  void a_message_that_would_look_the_same_is_not_sent_again() {
    Notification card = posted();
    IntStream.range(0, 20).forEach(_ -> tellAndDispatch(card));
    assertThat(chat.calls()).as("nor does it use up the rate").hasSize(1);
    assertThat(outbox.backlog(clock.instant())).isEqualTo(new OutboxBacklog(0, Duration.ZERO));

    chat.becomes(card.subject(), "decided");
    tellAndDispatch(card);
    tellAndDispatch(card);
    assertThat(chat.calls().stream().map(call -> call.route().method()))
        .containsExactly(FakeChat.POST, FakeChat.UPDATE);
    assertThat(chat.screen()).containsExactly("DecisionWanted decided");
  }

  @Test
  void a_message_that_changes_back_after_an_update_that_may_have_arrived_is_sent_again() {
    Notification card = posted();
    chat.becomes(card.subject(), "decided");
    tell(card);
    Attempt cutOff = admitted(card);
    chat.show(chat.drawn(card), cutOff.posted());
    deliveries.record(cutOff, new Delivery.NotNow("timeout"));
    chat.becomes(card.subject(), "new");
    finallyShows("DecisionWanted new");
  }

  @Test
  void a_message_that_a_superseded_attempt_has_changed_is_sent_again_though_it_is_unchanged() {
    Notification card = posted();
    tell(card);
    Attempt zombie = admitted(card);
    other.dispatch(key(card));
    Delivery landed = chat.show("DecisionWanted older", zombie.posted());
    deliveries.record(zombie, landed);
    finallyShows("DecisionWanted new");
  }

  @Test
  void a_superseded_attempt_never_leaves_its_older_text() {
    Notification card = posted();
    Attempt zombie = begunBeforeDecision(card);
    assertThat(dispatched(other, key(card))).isEmpty();

    Delivery landed = chat.show(OLDER, zombie.posted());
    assertThat(chat.screen()).containsExactly(OLDER);
    deliveries.record(zombie, landed);
    assertThat(due(key(card))).hasValue(clock.instant());
    finallyShows("DecisionWanted decided");
  }

  @Test
  void a_superseded_attempt_that_reports_first_is_corrected_as_well() {
    Notification card = posted();
    Attempt zombie = begunBeforeDecision(card);
    Attempt later = admitted(card);
    Delivery drawn = chat.show(chat.drawn(card), later.posted());
    deliveries.record(zombie, chat.show(OLDER, zombie.posted()));
    deliveries.record(later, drawn);
    assertThat(chat.screen()).containsExactly(OLDER);
    finallyShows("DecisionWanted decided");
  }

  @Test
  void a_superseded_attempt_that_timed_out_may_have_been_delivered() {
    Notification card = posted();
    Attempt zombie = begunBeforeDecision(card);
    other.dispatch(key(card));
    chat.show(OLDER, zombie.posted());
    deliveries.record(zombie, new Delivery.HeldBack(FakeChat.UPDATE, "timeout", Optional.empty()));
    finallyShows("DecisionWanted decided");
  }

  @Test
  void a_card_that_was_posted_twice_is_one_card_from_then_on() {
    Notification card = new Notification.DecisionWanted(subject(CHANNEL));
    tell(card);
    Attempt zombie = admitted(card);
    String older = chat.drawn(card);
    other.dispatch(key(card));
    MessageRef kept = postedAs(card);
    deliveries.record(zombie, chat.show(older, zombie.posted()));
    assertThat(postedAs(card)).isEqualTo(kept);

    chat.becomes(card.subject(), "decided");
    tell(card);
    run(Duration.ofMinutes(1));
    assertThat(chat.screen()).hasSize(2);
    assertThat(chat.shownAt(kept)).isEqualTo("DecisionWanted decided");
  }

  @Test
  void a_post_that_only_the_superseded_attempt_delivered_is_not_lost() {
    Notification card = new Notification.DecisionWanted(subject(CHANNEL));
    tell(card);
    Attempt zombie = admitted(card);
    Attempt later = admitted(card);
    deliveries.record(later, new Delivery.NotNow("not_in_channel"));
    deliveries.record(zombie, chat.show(chat.drawn(card), zombie.posted()));
    chat.becomes(card.subject(), "decided");
    finallyShows("DecisionWanted decided");
  }

  @Test
  void a_notification_that_cannot_be_rendered_waits_alone() {
    List<Notification> notifications = tellMany(2, CHANNEL);
    Notification broken = notifications.getFirst();
    chat.fail(
        call -> {
          if (call.notification().equals(broken)) {
            throw new IllegalStateException("drawing fails");
          }
          return Optional.empty();
        });
    run(Duration.ofMinutes(3));
    assertThat(chat.screen()).hasSize(1);
    assertThat(chat.calls()).hasSizeLessThan(15);
    chat.heal();
    run(Duration.ofMinutes(1));
    assertThat(chat.screen()).hasSize(2);
  }

  @Test
  void a_version_after_one_that_was_refused_is_tried() {
    Notification card = posted();
    tell(card);
    Attempt refused = admitted(card);
    chat.becomes(card.subject(), "decided");
    tell(card);
    deliveries.record(refused, new Delivery.Undeliverable("invalid_blocks"));
    finallyShows("DecisionWanted decided");
  }

  @Test
  void the_backlog_is_as_old_as_its_oldest_undelivered_version() {
    Notification card = posted();
    clock.advance(Duration.ofHours(5));
    chat.becomes(card.subject(), "decided");
    chat.fail(_ -> Optional.of(new Delivery.NotNow("not_in_channel")));
    tell(card);
    run(Duration.ofMinutes(2));
    tell(card);
    tellMany(1, "U0ANA");
    assertThat(outbox.backlog(clock.instant()))
        .isEqualTo(new OutboxBacklog(2, Duration.ofMinutes(2)));
  }

  @Test
  void rows_that_limit_nothing_any_more_are_deleted() throws SQLException {
    tellMany(20, CHANNEL).forEach(notification -> one.dispatch(key(notification)));
    limiter.deleteOld(clock.instant().plus(Duration.ofMinutes(10)));
    assertThat(count("rate_limit")).isOne();
    limiter.deleteOld(clock.instant().plus(Duration.ofMinutes(11)));
    assertThat(count("rate_limit")).isZero();
  }

  /** A card that is on the screen. */
  private Notification posted() {
    Notification card = new Notification.DecisionWanted(subject(CHANNEL));
    tell(card);
    assertThat(dispatched(one, key(card))).isEmpty();
    return card;
  }

  /** An attempt to update a card that is decided before the attempt reports. */
  private Attempt begunBeforeDecision(Notification card) {
    tell(card);
    Attempt attempt = admitted(card);
    chat.becomes(card.subject(), "decided");
    return attempt;
  }

  private void finallyShows(String drawing) {
    run(Duration.ofMinutes(1));
    assertThat(chat.screen()).containsExactly(drawing);
  }

  private List<Notification> tellMany(int number, String... destinations) {
    List<Notification> notifications =
        IntStream.range(0, number)
            .mapToObj(i -> subject(destinations[i % destinations.length]))
            .<Notification>map(subject -> new Notification.ApproversMentioned(subject, 1))
            .toList();
    notifications.forEach(this::tell);
    return notifications;
  }

  private UUID subject(String destination) {
    UUID subject = UUID.randomUUID();
    chat.goesTo(subject, destination);
    return subject;
  }

  private void tell(Notification notification) {
    QuarkusTransaction.requiringNew().run(() -> outbox.tell(notification));
  }

  private void transaction(Runnable work) {
    QuarkusTransaction.requiringNew().run(work);
  }

  private void tellAndDispatch(Notification notification) {
    tell(notification);
    assertThat(dispatched(one, key(notification))).isEmpty();
  }

  private static String key(Notification notification) {
    return NotificationColumns.key(notification);
  }

  /** Dispatches a notification; returns when it is due again, if at all. */
  private Optional<Instant> dispatched(Dispatcher dispatcher, String key) {
    dispatcher.dispatch(key);
    return due(key);
  }

  private Optional<Instant> due(String key) {
    return waiting().filter(one -> one.key().equals(key)).map(Due::at).findFirst();
  }

  private Attempt admitted(Notification notification) {
    Optional<Attempt> admission =
        deliveries.admit(
            key(notification),
            deliveries
                .pending(key(notification))
                .flatMap(p -> chat.route(p.notification(), p.posted())));
    return admission.orElseThrow();
  }

  private MessageRef postedAs(Notification notification) {
    return QuarkusTransaction.requiringNew()
        .call(() -> entities.find(NotificationRow.class, key(notification)).posted().orElseThrow())
        .at();
  }

  private void limit(String method, Duration retryAfter) {
    chat.fail(
        call ->
            call.route().method().equals(method)
                ? Optional.of(new Delivery.HeldBack(method, "HTTP 429", Optional.of(retryAfter)))
                : Optional.empty());
  }

  /** All of them in the same moment, half by one replica and half by the other. */
  private List<Optional<Instant>> atOnce(List<Notification> notifications) throws Exception {
    List<Callable<Optional<Instant>>> work = new ArrayList<>();
    for (int i = 0; i < notifications.size(); i++) {
      Dispatcher dispatcher = i % 2 == 0 ? one : other;
      String key = key(notifications.get(i));
      work.add(() -> dispatched(dispatcher, key));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(work).stream().map(Future::resultNow).toList();
    }
  }

  /** Lets time pass; each notification is dispatched when due, by the two replicas in turn. */
  private void run(Duration duration) {
    Instant end = clock.instant().plus(duration);
    for (Optional<Due> due = due(end); due.isPresent(); due = due(end)) {
      clock.advanceTo(due.get().at());
      (woken++ % 2 == 0 ? one : other).dispatch(due.get().key());
    }
    clock.advanceTo(end);
  }

  private record Due(String key, Instant at) {}

  private Optional<Due> due(Instant end) {
    return waiting().filter(due -> !due.at().isAfter(end)).findFirst();
  }

  private List<String> keys() {
    return waiting().map(Due::key).toList();
  }

  private Stream<Due> waiting() {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows =
            sql.executeQuery(
                "select key, next_try_at from notification where next_try_at is not null")) {
      List<Due> waiting = new ArrayList<>();
      while (rows.next()) {
        waiting.add(new Due(rows.getString(1), rows.getObject(2, Timestamp.class).toInstant()));
      }
      return waiting.stream().sorted(Comparator.comparing(Due::at));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long count(String table) throws SQLException {
    return Sql.number(database, "select count(*) from " + table);
  }
}
