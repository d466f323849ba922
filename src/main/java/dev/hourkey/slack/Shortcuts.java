package dev.hourkey.slack;

import com.slack.api.app_backend.interactive_components.payload.GlobalShortcutPayload;
import dev.hourkey.person.ChatUser;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The app's global shortcut, which Slack offers in every conversation and in its search. */
@ApplicationScoped
class Shortcuts {
  /** The id in the manifest. */
  static final String REQUEST_ACCESS = "request_access";

  private final WorkspaceGuard workspace;
  private final RequestDialog requests;
  private final RefusalRecorder refusals;
  private final ActionRateLimiter limiter;
  private final EphemeralMessages ephemeral;

  Shortcuts(
      WorkspaceGuard workspace,
      RequestDialog requests,
      RefusalRecorder refusals,
      ActionRateLimiter limiter,
      EphemeralMessages ephemeral) {
    this.workspace = workspace;
    this.requests = requests;
    this.refusals = refusals;
    this.limiter = limiter;
    this.ephemeral = ephemeral;
  }

  /** Opens the same form as the command; returns what to tell the sender if that is refused. */
  Optional<String> take(GlobalShortcutPayload chosen) {
    if (!REQUEST_ACCESS.equals(chosen.getCallbackId())) {
      return Optional.empty(); // A shortcut of another manifest.
    }
    String user = chosen.getUser().getId();
    Optional<ChatUser> sender =
        workspace.sender(
            chosen.getTeam() == null ? null : chosen.getTeam().getId(),
            chosen.getEnterprise() == null ? null : chosen.getEnterprise().getId(),
            chosen.getUser().getTeamId(),
            user);
    if (sender.isEmpty()) {
      refusals.later(
          chosen.getUser().getTeamId(),
          user,
          String.valueOf(chosen.getTriggerId()),
          "shortcut",
          WorkspaceGuard.REFUSAL);
    }
    Optional<String> refusal =
        sender.isEmpty()
            ? Optional.of(WorkspaceGuard.REFUSAL)
            : limiter.refusal(user, Kind.REQUESTING);
    if (refusal.isPresent()) {
      return refusal.filter(_ -> limiter.mayExplain(user));
    }
    sender.ifPresent(
        person ->
            ephemeral.afterwards(
                ReplyTo.of(chosen),
                () -> requests.open(person, chosen.getTriggerId(), "", ReplyTo.of(chosen))));
    return Optional.empty();
  }
}
