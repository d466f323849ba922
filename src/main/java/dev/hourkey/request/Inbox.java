package dev.hourkey.request;

import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.ChatUser;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people sent in, and the only class that queries {@code submission} and {@code delivery}. */
@ApplicationScoped
public class Inbox implements PanacheRepositoryBase<Submission, UUID> {
  /** Longer than the age at which a signature is refused anyway. */
  private static final Duration REPLAY_WINDOW = Duration.ofMinutes(10);

  private static final int PAGE = 1000;
  private static final int TOLD_AFTER = 2;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** Whoever sent it waits, and a proxy that asks for a day is not heard. */
  private static final Duration LONGEST_WISH = Duration.ofMinutes(5);

  private final RequestScheduler alarm;
  private final Outbox outbox;
  private final Clock clock;

  Inbox(RequestScheduler alarm, Outbox outbox, Clock clock) {
    this.alarm = alarm;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Remembers a signed delivery; false when it was taken before, by this replica or another.
   *
   * <p>Slack waits, so it does not wait for the disk. A crash of the database can only forget a
   * delivery that had no effect: whatever is written down afterwards takes this to the disk first.
   */
  @Transactional
  public boolean firstTime(String fingerprint) {
    getEntityManager().createNativeQuery("set local synchronous_commit = off").executeUpdate();
    waitBriefly();
    return isNew(fingerprint);
  }

  /** Slack waits three seconds, so waiting for a locked table must be shorter than that. */
  private void waitBriefly() {
    getEntityManager().createNativeQuery("set local lock_timeout = '1500ms'").executeUpdate();
  }

  private boolean isNew(String fingerprint) {
    return getEntityManager()
            .createNativeQuery(
                "insert into delivery (fingerprint, seen_at) values (?1, ?2) on conflict do nothing")
            .setParameter(1, fingerprint)
            .setParameter(2, clock.instant())
            .executeUpdate()
        == 1;
  }

  /** Forgets deliveries whose signatures are too old to be taken again. */
  @Transactional
  public void forgetOldDeliveries() {
    getEntityManager()
        .createNativeQuery("delete from delivery where seen_at < ?1")
        .setParameter(1, clock.instant().minus(REPLAY_WINDOW))
        .executeUpdate();
  }

  /**
   * Writes a wish down and has it judged. Once this returns, it is not lost.
   *
   * @param key the same for the same click or form, so that a redelivery has no second effect
   */
  @Transactional
  public void take(String key, ChatUser user, Optional<String> channel, Submission.Wish command) {
    waitBriefly();
    take(key, null, user, channel, command);
  }

  /**
   * The same for a form. Slack leaves it open when our acknowledgement is late, and people send it
   * again: changed content replaces the earlier content, and the same content changes nothing.
   *
   * @param form the same each time it is sent
   * @param trigger the same only for a redelivery
   */
  @Transactional
  public void takeForm(
      String form,
      String trigger,
      ChatUser user,
      Optional<String> channel,
      Submission.Wish command) {
    waitBriefly();
    boolean sameAgain =
        find("form = ?1 order by receivedAt desc", form)
            .firstResultOptional()
            .filter(last -> last.command().equals(command) && !last.refused())
            .isPresent();
    if (!sameAgain) {
      take("view:" + form + ":" + trigger, form, user, channel, command);
    }
  }

  private void take(
      String key,
      @Nullable String form,
      ChatUser user,
      Optional<String> channel,
      Submission.Wish command) {
    if (!isNew(key)) { // And not firstTime, because this one has to be on the disk.
      return;
    }
    Submission submission = new Submission(key, user, channel, command, clock.instant());
    submission.form = form;
    persistAndFlush(submission);
    alarm.process(submission.id, submission.receivedAt);
  }

  @Transactional
  public Optional<Submission> find(UUID id) {
    return findByIdOptional(id);
  }

  /** Who sent a submission. */
  ChatUser sender(UUID id) {
    return findById(id).user();
  }

  /** The form that a submission came from. */
  Optional<String> form(UUID id) {
    return Optional.ofNullable(findById(id).form);
  }

  /** Whether its form was sent again with other content. */
  @Transactional
  boolean corrected(UUID id) {
    Submission submission = findById(id);
    return submission.form != null
        && count("form = ?1 and receivedAt > ?2", submission.form, submission.receivedAt) > 0;
  }

  /** Submissions that should have been judged before {@code then}. */
  @Transactional
  public List<UUID> dueBefore(Instant then) {
    return getEntityManager()
        .createQuery(
            "select id from Submission where nextTryAt < ?1 order by nextTryAt", UUID.class)
        .setParameter(1, then)
        .setMaxResults(PAGE)
        .getResultList();
  }

  /** Marks a submission as judged, in the transaction of its effect; the answer is told. */
  @Transactional(Transactional.TxType.MANDATORY)
  void done(UUID id, Optional<String> answer) {
    Submission submission = findById(id);
    submission.nextTryAt = null;
    answer.ifPresent(
        text -> {
          submission.answer = text;
          outbox.tell(new Notification.Answer(id));
        });
  }

  /** Marks a decision that came too late as judged; its answer may offer to revoke a grant. */
  @Transactional(Transactional.TxType.MANDATORY)
  void tooLate(UUID id, String answer, Optional<UUID> revocable) {
    Submission submission = findById(id);
    submission.tooLate = true;
    submission.offers = revocable.orElse(null);
    done(id, Optional.of(answer));
  }

  /**
   * Puts a submission off; when that is for long, or not for the first time, its sender hears why.
   *
   * @param wish how long the directory wishes not to be asked again, zero for no wish
   */
  @Transactional
  Instant putOff(UUID id, String why, Duration command) {
    Submission submission = findById(id);
    submission.failures++;
    Duration pause = shorter(Duration.ofSeconds(submission.failures), LONGEST_PAUSE);
    Duration heard = shorter(command, LONGEST_WISH);
    boolean noticed = submission.failures >= TOLD_AFTER || heard.compareTo(LONGEST_PAUSE) > 0;
    if (noticed && submission.answer == null) {
      submission.answer = why;
      outbox.tell(new Notification.Answer(id));
    }
    Instant next = clock.instant().plus(heard.compareTo(pause) > 0 ? heard : pause);
    submission.nextTryAt = next;
    return next;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
