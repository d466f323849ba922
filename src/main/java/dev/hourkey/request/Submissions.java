package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.ChatUser;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Stores and finds submissions. Only this class and {@code Retention} query them. */
@ApplicationScoped
public class Submissions {
  /**
   * Slack resends an unacknowledged event for a day, if the app has delayed events (Slack, Events
   * API). A signature is refused after minutes anyway.
   */
  private static final Duration REDELIVERED_WITHIN = Duration.ofHours(25);

  private final EntityManager database;
  private final RequestWorkers workers;
  private final Outbox outbox;
  private final Clock clock;

  Submissions(EntityManager database, RequestWorkers workers, Outbox outbox, Clock clock) {
    this.database = database;
    this.workers = workers;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Remembers a signed delivery; false when it was accepted before. Does not wait for the disk: a
   * crash loses only a delivery without effect, because any later write flushes it too.
   */
  @Transactional
  public boolean firstTime(String fingerprint) {
    database.createNativeQuery("set local synchronous_commit = off").executeUpdate();
    limitLockWait();
    return isNew(fingerprint);
  }

  /** Whether it was remembered, at least for a day. */
  @Transactional
  public boolean isKnown(String fingerprint) {
    return !database
        .createNativeQuery("select 1 from delivery where fingerprint = ?1")
        .setParameter(1, fingerprint)
        .getResultList()
        .isEmpty();
  }

  /** The chat waits three seconds, so waiting for a locked table must be shorter than that. */
  private void limitLockWait() {
    database.createNativeQuery("set local lock_timeout = '1500ms'").executeUpdate();
  }

  private boolean isNew(String fingerprint) {
    return database
            .createNativeQuery(
                "insert into delivery (fingerprint, seen_at) values (?1, ?2) on conflict do"
                    + " nothing")
            .setParameter(1, fingerprint)
            .setParameter(2, clock.instant())
            .executeUpdate()
        == 1;
  }

  /** Forgets deliveries that Slack no longer sends again. */
  @Transactional
  public void forgetOldDeliveries() {
    database
        .createNativeQuery("delete from delivery where seen_at < ?1")
        .setParameter(1, clock.instant().minus(REDELIVERED_WITHIN))
        .executeUpdate();
  }

  /**
   * Stores a command and has it processed. Once this returns, it is not lost.
   *
   * @param key identifies the click or form, so that a redelivery has no further effect
   */
  @Transactional
  public void take(String key, ChatUser user, Optional<String> channel, SubmissionCommand command) {
    limitLockWait();
    store(key, Optional.empty(), user, channel, command);
  }

  /**
   * The same for a form. The chat leaves it open when Hourkey's acknowledgement is late, and people
   * send it again: new content replaces the earlier content, and the same content changes nothing.
   *
   * @param form identifies the form, each time it is sent
   * @param trigger identifies one sending, so that only a redelivery has the same one
   */
  @Transactional
  public void takeForm(
      String form,
      String trigger,
      ChatUser user,
      Optional<String> channel,
      SubmissionCommand command) {
    limitLockWait();
    boolean sameAgain =
        lastOf(form).filter(last -> last.command().equals(command) && !last.refused()).isPresent();
    if (!sameAgain) {
      store("view:" + form + ":" + trigger, Optional.of(form), user, channel, command);
    }
  }

  /** Stores a program's request, with its key as the form's id; false if it was stored before. */
  @Transactional(Transactional.TxType.MANDATORY)
  boolean takeFromProgram(String key, ChatUser user, SubmissionCommand command) {
    limitLockWait();
    return store(key, Optional.of(key), user, Optional.empty(), command);
  }

  private Optional<Submission> lastOf(String form) {
    return database
        .createQuery(
            "from Submission where form = ?1 and partOf is null order by receivedAt desc",
            Submission.class)
        .setParameter(1, form)
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  private boolean store(
      String key,
      Optional<String> form,
      ChatUser user,
      Optional<String> channel,
      SubmissionCommand command) {
    if (!isNew(key)) { // Unlike firstTime, this waits for the disk.
      return false;
    }
    Submission submission = new Submission(key, form, user, channel, command, clock.instant());
    database.persist(submission);
    database.flush();
    workers.wakeForSubmissions();
    return true;
  }

  /** The submission that was stored with this key. */
  @Transactional
  public Optional<Submission> taken(String key) {
    return database
        .createQuery("from Submission where key = ?1", Submission.class)
        .setParameter(1, key)
        .getResultStream()
        .findFirst();
  }

  @Transactional
  public Optional<Submission> find(UUID id) {
    return Optional.ofNullable(database.find(Submission.class, id));
  }

  /** The parts of a submission for several requests. */
  @Transactional
  public List<Submission> partsOf(UUID id) {
    return database
        .createQuery("from Submission where partOf = ?1 order by key", Submission.class)
        .setParameter(1, id)
        .getResultList();
  }

  /** Splits a submission into one for each request, so that no request delays the others. */
  @Transactional
  void split(UUID id, List<UUID> requests) {
    Submission submission = locked(id);
    if (submission.open()) {
      requests.forEach(request -> database.persist(submission.part(request, clock.instant())));
      submission.finish(Optional.empty());
      workers.wakeForSubmissions();
    }
  }

  /** Locks a submission. Another attempt to process it may have closed it meanwhile. */
  @Transactional(Transactional.TxType.MANDATORY)
  Submission locked(UUID id) {
    return requireNonNull(database.find(Submission.class, id, LockModeType.PESSIMISTIC_WRITE));
  }

  /** A submission that is known to exist, to change it in this transaction. */
  @Transactional(Transactional.TxType.MANDATORY)
  Submission existing(UUID id) {
    return requireNonNull(database.find(Submission.class, id));
  }

  /** Whether its form was sent again with other content. */
  @Transactional
  boolean corrected(UUID id) {
    Submission submission = existing(id);
    return submission
        .form()
        .flatMap(this::lastOf)
        .filter(last -> last.receivedAt().isAfter(submission.receivedAt()))
        .isPresent();
  }

  /**
   * Closes a submission in the transaction of its effect, and notifies its sender of the answer.
   * The answers to the parts of one submission are sent together when the last part is done.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void done(UUID id, Optional<String> answer) {
    Submission submission = existing(id);
    submission.finish(answer);
    if (submission.partOf().isPresent()) {
      partDone(submission.partOf().get());
    } else if (answer.isPresent()) {
      tell(submission);
    }
  }

  private void partDone(UUID whole) {
    Submission _ = locked(whole); // Otherwise parts that end together would miss each other.
    database.flush();
    List<Submission> parts = partsOf(whole);
    if (parts.stream().noneMatch(Submission::open)
        && parts.stream().anyMatch(Submission::refused)) {
      tell(existing(whole));
    }
  }

  /** Has a submission that is open retried later; see {@link Submission#postpone}. */
  @Transactional
  void postpone(UUID id, String why, Duration vendorPause) {
    Submission submission = locked(id);
    if (submission.open() && submission.postpone(why, vendorPause, clock.instant())) {
      tell(submission);
    }
  }

  /** Sends the answer to the sender, unless they signed in to the console and read it there. */
  private void tell(Submission answered) {
    if (answered.user().consoleUser().isEmpty()) {
      outbox.tell(new Notification.Answer(answered.id()));
    }
  }
}
