package dev.hourkey.request;

import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.grant.GrantingSwitch;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;

/** Pauses granting and resumes it for operators. */
@ApplicationScoped
public class PauseProcessor {
  private static final String CONFIRMED =
      "Granting was already paused. Your pause is recorded, and people now see your reason.";

  private final RevocationRights rights;
  private final GrantingPauses pauses;
  private final SubmissionRefusals refusals;
  private final Submissions submissions;

  PauseProcessor(
      RevocationRights rights,
      GrantingPauses pauses,
      SubmissionRefusals refusals,
      Submissions submissions) {
    this.rights = rights;
    this.pauses = pauses;
    this.refusals = refusals;
    this.submissions = submissions;
  }

  /** Why nothing is granted now, for somebody who sends a form; empty if granting is not paused. */
  public Optional<String> refusalSentence() {
    return pauses.current().map(PauseRefusal.GrantingPaused::new).map(SubmissionRefusal::sentence);
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
  SubmissionOutcome change(UUID id, boolean paused, GrantingSwitch.Change by) {
    Submission submission = submissions.locked(id);
    if (!submission.open()) {
      return new SubmissionOutcome.AlreadyProcessed();
    }
    if (paused) {
      return switched(id, pauses.pause(by).map(_ -> CONFIRMED));
    }
    return switch (pauses.resume(by, submission.receivedAt())) {
      case GrantingPauses.Resumption.Resumed _ -> switched(id, Optional.empty());
      case GrantingPauses.Resumption.NotPaused _ ->
          refusals.refuse(id, new PauseRefusal.NotPaused());
      case GrantingPauses.Resumption.PausedSince(var pause) ->
          refusals.refuse(id, new PauseRefusal.PausedSince(pause.change().reason()));
    };
  }

  private SubmissionOutcome switched(UUID id, Optional<String> answer) {
    submissions.done(id, answer);
    return new SubmissionOutcome.Switched();
  }
}
