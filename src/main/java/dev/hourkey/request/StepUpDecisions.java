package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.SignInProof;
import dev.hourkey.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The decisions that wait for a sign-in. {@code Retention} deletes those that are over. Whether the
 * person may decide at all is checked when the decision is processed, like any other.
 */
@ApplicationScoped
public class StepUpDecisions {
  private final EntityManager database;
  private final Submissions submissions;
  private final Requests requests;
  private final RefusalLog refusals;

  StepUpDecisions(
      EntityManager database, Submissions submissions, Requests requests, RefusalLog refusals) {
    this.database = database;
    this.submissions = submissions;
    this.requests = requests;
    this.refusals = refusals;
  }

  /**
   * Keeps a decision until its sign-in.
   *
   * @param browserSecret a secret of the browser in which the decision was made
   * @param now the time of the clock that also checks tokens
   */
  @Transactional
  public StepUpDecision begin(
      PersonId person, StepUpDecision.Choice choice, String browserSecret, Instant now) {
    StepUpDecision decision = new StepUpDecision(person, choice, browserSecret, now);
    database.persist(decision);
    return decision;
  }

  @Transactional
  public Optional<StepUpDecision> find(UUID id) {
    return Optional.ofNullable(database.find(StepUpDecision.class, id));
  }

  /** The key of the submission that a decision becomes. */
  public static String key(UUID id) {
    return "decision:" + id;
  }

  /**
   * Submits a decision that its sign-in has proven. Each decision and each sign-in counts once.
   *
   * @return whether it was submitted, by this call or an earlier one
   */
  @Transactional
  public boolean count(UUID id, String idToken, SignInProof proof) {
    StepUpDecision decision = locked(id);
    if (decision.settled()) {
      return decision.problem().isEmpty();
    }
    if (isUsed(idToken)) {
      return false;
    }
    decision.counts(idToken);
    submissions.take(
        key(id),
        ChatUser.consoleUser(decision.person()),
        Optional.empty(),
        decision.choice().provenBy(proof));
    return true;
  }

  private boolean isUsed(String idToken) {
    return database
            .createQuery("select count(*) from StepUpDecision where token = ?1", Long.class)
            .setParameter(1, Sha256.hex(idToken))
            .getSingleResult()
        > 0;
  }

  /** Notes why a decision does not count; the person has to make it again. */
  @Transactional
  public void fail(UUID id, String why) {
    StepUpDecision decision = locked(id);
    if (decision.settled()) {
      return;
    }
    decision.fails(why);
    requests
        .onCard(decision.choice().card())
        .forEach(
            request ->
                refusals.record(
                    ChatUser.consoleUser(decision.person()),
                    new AuditEvent.ReviewRefused(request.id(), decision.person(), why)));
  }

  private StepUpDecision locked(UUID id) {
    return database.find(StepUpDecision.class, id, LockModeType.PESSIMISTIC_WRITE);
  }
}
