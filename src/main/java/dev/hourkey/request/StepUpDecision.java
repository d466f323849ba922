package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import dev.hourkey.person.SignInProof;
import dev.hourkey.text.Sha256;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A decision that somebody made in the console, and that counts once they sign in for it. */
@Entity
@Table(name = "awaited_decision")
public class StepUpDecision {
  /** How long a sign-in may take. */
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  @Id private UUID id = new UUID(0, 0);
  private String person = "";
  private UUID card = new UUID(0, 0);
  @Column private String browser = "";
  private boolean approves;
  private @Nullable Long shorterSeconds;
  private String reason = "";
  @Column private Instant begunAt = Instant.EPOCH;
  private @Nullable String token;
  private @Nullable String problem;

  protected StepUpDecision() {}

  StepUpDecision(PersonId person, Choice choice, String browserSecret, Instant now) {
    this.id = UUID.randomUUID();
    this.person = person.value();
    this.card = choice.card();
    this.approves = choice.approves();
    this.shorterSeconds = choice.shorter().map(Duration::toSeconds).orElse(null);
    this.reason = choice.reason();
    this.browser = Sha256.hex(browserSecret);
    this.begunAt = now;
  }

  /**
   * What somebody decides.
   *
   * @param card whose requests they decide on
   * @param shorter for how long they approve, if for less time than was requested
   * @param reason for a denial, or a comment, which may be empty
   */
  public record Choice(UUID card, boolean approves, Optional<Duration> shorter, String reason) {
    /** Whether it approves for this shorter duration. */
    public boolean isFor(long seconds) {
      return shorter.filter(one -> one.toSeconds() == seconds).isPresent();
    }

    SubmissionCommand provenBy(SignInProof proof) {
      return approves
          ? new SubmissionCommand.Approve(card, shorter, reason, Optional.of(proof))
          : new SubmissionCommand.Deny(card, reason, Optional.of(proof));
    }
  }

  public UUID id() {
    return id;
  }

  /** Who made the decision. */
  public PersonId person() {
    return new PersonId(person);
  }

  public Choice choice() {
    return new Choice(
        card, approves, Optional.ofNullable(shorterSeconds).map(Duration::ofSeconds), reason);
  }

  public Instant begunAt() {
    return begunAt;
  }

  /** Whether it was made in the browser that has this secret. */
  public boolean isFrom(String browserSecret) {
    return browser.equals(Sha256.hex(browserSecret));
  }

  /** Why the decision did not count. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Whether it was sent to be processed, or refused. */
  public boolean settled() {
    return token != null || problem != null;
  }

  void counts(String idToken) {
    token = Sha256.hex(idToken);
  }

  void fails(String why) {
    problem = why;
  }
}
