package dev.hourkey.request;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.ProgramEvent;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import dev.hourkey.request.ActionRateLimiter.Kind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Requests that a program sends for a person. They are stored, evaluated and decided like those
 * that the person sends from the chat: the program gets no right of its own.
 */
@ApplicationScoped
public class ProgramRequests {
  private final Submissions submissions;
  private final Requests requests;
  private final ActionRateLimiter limiter;
  private final AuditTrail trail;

  ProgramRequests(
      Submissions submissions, Requests requests, ActionRateLimiter limiter, AuditTrail trail) {
    this.submissions = submissions;
    this.requests = requests;
    this.limiter = limiter;
    this.trail = trail;
  }

  /** Whether a request was stored, now or before. */
  public sealed interface Receipt {
    record Stored(UUID submission) implements Receipt {}

    /** The key was used for something else. */
    record KeyUsed() implements Receipt {}

    /** There were too many in a minute, so it is not stored. */
    record TooMany(String whose, Duration delay) implements Receipt {}
  }

  /** The outcome of a request so far. */
  public sealed interface Outcome {
    record Made(AccessRequest request) implements Outcome {}

    /** The request is refused; the person gets the same reason. */
    record Refused(String sentence) implements Outcome {}

    /** The request is stored and will be evaluated. */
    record Waiting(String why) implements Outcome {}
  }

  /**
   * Stores a request. A request that is sent again with the same key has no further effect.
   *
   * @param key chosen by the program
   * @param by the program
   * @param user the person's chat user, or a signed-in user if they have none
   */
  @Transactional
  public Receipt store(
      String key, String by, Person person, ChatUser user, SubmissionCommand.NewRequest command) {
    String form = formsOf(by) + key;
    if (submissions.taken(form).isEmpty() && submissions.takeFromProgram(form, user, command)) {
      Optional<Receipt.TooMany> tooMany = tooMany(by, person); // Counts each key once.
      if (tooMany.isPresent()) {
        QuarkusTransaction.setRollbackOnly();
        return tooMany.get();
      }
      Submission stored = submissions.taken(form).orElseThrow();
      trail.record(
          new ProgramEvent.ProgramRequested(
              stored.id(), person.id(), by, key, command.entitlements().getFirst()));
    }
    return submissions
        .taken(form)
        .filter(stored -> isOf(person, user, stored) && stored.command().equals(command))
        .<Receipt>map(stored -> new Receipt.Stored(stored.id()))
        .orElseGet(Receipt.KeyUsed::new);
  }

  /**
   * Whether a stored request is for this person. Their chat user may have become known since then.
   */
  private static boolean isOf(Person person, ChatUser user, Submission stored) {
    return stored.user().equals(user) || stored.user().equals(ChatUser.consoleUser(person.id()));
  }

  /** A request that this program has sent. */
  public Optional<AccessRequest> find(UUID request, String by) {
    return requests
        .find(request)
        .filter(found -> found.form().filter(form -> form.startsWith(formsOf(by))).isPresent());
  }

  /** The prefix of the forms of a program's requests. No program has a colon in its name. */
  private static String formsOf(String by) {
    return "program:" + by + ":";
  }

  private Optional<Receipt.TooMany> tooMany(String by, Person person) {
    return limiter
        .delay(person.id().value(), Kind.REQUESTED_BY_PROGRAMS)
        .map(delay -> new Receipt.TooMany("for this person", delay))
        .or(
            () ->
                limiter
                    .delay(by, Kind.PROGRAM_REQUESTING)
                    .map(delay -> new Receipt.TooMany("from this program", delay)));
  }

  /** The outcome of a submission so far. */
  @Transactional
  public Outcome outcome(UUID submission) {
    Submission stored = submissions.existing(submission);
    if (stored.open()) {
      return new Outcome.Waiting(stored.answer().orElse("Hourkey is still checking the request."));
    }
    return stored
        .form()
        .flatMap(form -> requests.lockedOf(form).stream().findFirst())
        .<Outcome>map(Outcome.Made::new)
        .orElseGet(() -> new Outcome.Refused(stored.answer().orElse("The request was refused.")));
  }
}
