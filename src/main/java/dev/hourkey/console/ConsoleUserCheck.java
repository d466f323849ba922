package dev.hourkey.console;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Checks whether a user may act now. Hourkey also stores who they are, so that the audit trail has
 * their names.
 */
@ApplicationScoped
class ConsoleUserCheck {
  private final IdentityResolver identities;

  ConsoleUserCheck(IdentityResolver identities) {
    this.identities = identities;
  }

  /**
   * Why the user may no longer do anything, according to Entra; also empty if Entra does not answer
   * now.
   */
  Optional<String> refusal(ConsoleUser user) {
    try {
      return identities.identifyWithoutChat(user.id()) instanceof Identification.Refused(var why)
          ? Optional.of(why.sentence())
          : Optional.empty();
    } catch (DirectoryFailure failure) {
      return Optional.empty();
    }
  }

  /** Why the user may not act now, as a sentence; empty if Entra shows their account enabled. */
  Optional<String> problem(ConsoleUser user) {
    try {
      return switch (identities.identifyWithoutChat(user.id())) {
        case Identification.Known _ -> Optional.empty();
        case Identification.Refused(var why) -> Optional.of(why.sentence());
        case Identification.Missing _ ->
            Optional.of("Hourkey can't find you in Entra at the moment. Try again in two minutes.");
      };
    } catch (DirectoryFailure failure) {
      return Optional.of(failure.userSentenceStart() + ". Nothing was changed; try again later.");
    }
  }
}
