package dev.hourkey.request;

import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.GrantingSwitch;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/** Pauses granting and resumes it for operators, and says what a pause forbids. */
@ApplicationScoped
public class PauseProcessor {
  private final RevocationRights rights;
  private final GrantingPauses pauses;
  private final SubmissionRefusals refusals;
  private final Inbox inbox;

  PauseProcessor(
      RevocationRights rights, GrantingPauses pauses, SubmissionRefusals refusals, Inbox inbox) {
    this.rights = rights;
    this.pauses = pauses;
    this.refusals = refusals;
    this.inbox = inbox;
  }

  /** Why nothing is granted now; empty if granting is not paused. */
  Optional<SubmissionRefusal> refusal() {
    return pauses.current().map(pause -> new PauseRefusal.GrantingPaused(pause.change().reason()));
  }

  /** The same as a sentence, for somebody who sends a form. */
  public Optional<String> refusalSentence() {
    return refusal().map(SubmissionRefusal::sentence);
  }

  /**
   * Pauses granting or resumes it.
   *
   * @throws DirectoryFailure when it is unknown whether the sender is an operator
   */
  SubmissionOutcome process(
      UUID submission, SubmissionCommand.SwitchGranting command, Identification.Known sender) {
    return rights.isOperator(sender.account())
        ? change(
            submission,
            command.paused(),
            new GrantingSwitch.Change(
                sender.person().id().value(), GrantingSwitch.Role.OPERATOR, command.reason()))
        : refusals.refuse(submission, new PauseRefusal.NotOperator());
  }

  @Transactional
  SubmissionOutcome change(UUID submission, boolean paused, GrantingSwitch.Change by) {
    Optional<PauseRefusal> refusal =
        paused
            ? pauses.pause(by).map(one -> new PauseRefusal.AlreadyPaused(one.change().reason()))
            : pauses.resume(by).isEmpty()
                ? Optional.of(new PauseRefusal.NotPaused())
                : Optional.empty();
    if (refusal.isPresent()) {
      return refusals.refuse(submission, refusal.get());
    }
    inbox.done(submission, Optional.empty());
    return new SubmissionOutcome.Switched();
  }
}
