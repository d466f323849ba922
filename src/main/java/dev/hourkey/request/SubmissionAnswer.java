package dev.hourkey.request;

import jakarta.persistence.Embeddable;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the sender of a submission is told, if it was refused or has to wait. */
@Embeddable
class SubmissionAnswer {
  private @Nullable String answer;
  private boolean refused;
  private boolean needsHelp;
  private boolean tooLate;
  private @Nullable UUID offers;

  protected SubmissionAnswer() {}

  Optional<String> sentence() {
    return Optional.ofNullable(answer);
  }

  void is(String sentence) {
    answer = sentence;
  }

  /** Whether the submission changed nothing. */
  boolean refused() {
    return refused;
  }

  void refuse(String sentence) {
    answer = sentence;
    refused = true;
  }

  /** Whether the sender can't mend the reason alone, but others can. */
  boolean needsHelp() {
    return needsHelp;
  }

  void offerHelp() {
    needsHelp = true;
  }

  /** Whether the submission is a decision that came too late. */
  boolean tooLate() {
    return tooLate;
  }

  void tooLate(Optional<UUID> revocable) {
    tooLate = true;
    offers = revocable.orElse(null);
  }

  /** The grant that the sender can revoke instead. */
  Optional<UUID> offers() {
    return Optional.ofNullable(offers);
  }
}
