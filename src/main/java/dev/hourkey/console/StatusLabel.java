package dev.hourkey.console;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.LateStep;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.RequestState;

/**
 * A state in words, and how good it is.
 *
 * @param tone a class of the stylesheet, which shows the same as the words
 */
record StatusLabel(String words, String tone) {
  static StatusLabel of(Grant grant) {
    StatusLabel state =
        switch (grant.state()) {
          case GrantState.Scheduled _ -> new StatusLabel("Scheduled", "");
          case GrantState.Provisioning _ -> new StatusLabel("Being added to Entra", "wait");
          case GrantState.Syncing _ -> new StatusLabel("On its way to AWS", "wait");
          case GrantState.Live _ -> new StatusLabel("Active", "good");
          case GrantState.Revoking _ -> new StatusLabel("Being removed", "wait");
          case GrantState.Clearing _ -> new StatusLabel("Removed, not proven yet", "wait");
          case GrantState.Ended _ -> new StatusLabel("Ended", "");
        };
    return grant.lateStep().map(late -> late(state, late, grant.open())).orElse(state);
  }

  /** Only a grant that is late now is marked as bad, not one that ended late. */
  private static StatusLabel late(StatusLabel state, LateStep late, boolean open) {
    return switch (late) {
      case ACTIVATION -> new StatusLabel(state.words + ", late", "bad");
      case END ->
          open
              ? new StatusLabel(state.words + ", overdue", "bad")
              : new StatusLabel("Ended late", "");
    };
  }

  static StatusLabel of(AccessRequest request) {
    return switch (request.state()) {
      case RequestState.Pending _ -> new StatusLabel("Waiting for a decision", "wait");
      case RequestState.Approved _ -> new StatusLabel("Approved", "good");
      case RequestState.Denied _ -> new StatusLabel("Denied", "bad");
      case RequestState.Cancelled _ -> new StatusLabel("Cancelled", "");
      case RequestState.Expired _ -> new StatusLabel("Expired", "");
    };
  }
}
