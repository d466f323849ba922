package dev.hourkey.request;

import dev.hourkey.grant.GrantingSwitch;

/** Why nothing is granted, and why granting is not paused or resumed. */
sealed interface PauseRefusal extends SubmissionRefusal.InOwnFile {
  /**
   * Operators have paused granting.
   *
   * @param reason the reason that they gave
   */
  record GrantingPaused(String reason) implements PauseRefusal {
    GrantingPaused(GrantingSwitch.Pause pause) {
      this(pause.change().reason());
    }
  }

  record NotOperator() implements PauseRefusal {}

  /**
   * An operator paused granting, or confirmed the pause, after this resume was sent.
   *
   * @param reason the reason that they gave
   */
  record PausedSince(String reason) implements PauseRefusal {}

  record NotPaused() implements PauseRefusal {}

  @Override
  default String sentence() {
    return switch (this) {
      case GrantingPaused(String reason) ->
          "Operators have paused granting: “%s”. Until they resume it, nothing can be requested, approved or extended. Access that is active ends on time."
              .formatted(reason);
      case NotOperator _ -> "Only operators can pause granting and resume it; nothing was changed.";
      case PausedSince(String reason) ->
          "Somebody paused granting, or confirmed the pause, after you sent this: “%s”. Granting stays paused. If you still want to resume it, send the command again."
              .formatted(reason);
      case NotPaused _ -> "Granting is not paused, so nothing was changed.";
    };
  }
}
