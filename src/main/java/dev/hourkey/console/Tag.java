package dev.hourkey.console;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.LateStep;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.RequestState;

/**
 * A state in words, and how good it is.
 *
 * @param tone a class of the stylesheet; the words say the same
 */
record Tag(String words, String tone) {
  static Tag of(Grant grant) {
    Tag state =
        switch (grant.state()) {
          case GrantState.Scheduled _ -> new Tag("Scheduled", "");
          case GrantState.Provisioning _ -> new Tag("Being added to Entra", "wait");
          case GrantState.Syncing _ -> new Tag("On its way to AWS", "wait");
          case GrantState.Live _ -> new Tag("Active", "good");
          case GrantState.Revoking _ -> new Tag("Being removed", "wait");
          case GrantState.Clearing _ -> new Tag("Removed, not proven yet", "wait");
          case GrantState.Ended _ -> new Tag("Ended", "");
        };
    return grant.lateStep().map(late -> late(state, late, grant.open())).orElse(state);
  }

  /** What is late now is bad; an end that was late can no longer be helped. */
  private static Tag late(Tag state, LateStep late, boolean open) {
    return switch (late) {
      case ACTIVATION -> new Tag(state.words + ", late", "bad");
      case END -> open ? new Tag(state.words + ", overdue", "bad") : new Tag("Ended late", "");
    };
  }

  static Tag of(AccessRequest request) {
    return switch (request.state()) {
      case RequestState.Pending _ -> new Tag("Waits for a decision", "wait");
      case RequestState.Approved _ -> new Tag("Approved", "good");
      case RequestState.Denied _ -> new Tag("Denied", "bad");
      case RequestState.Cancelled _ -> new Tag("Cancelled", "");
      case RequestState.Expired _ -> new Tag("Expired", "");
    };
  }
}
