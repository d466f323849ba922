package dev.hourkey.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.app_backend.interactive_components.payload.BlockSuggestionPayload;
import dev.hourkey.person.ChatUser;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.SubmissionCommand;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Buttons and selects. A click is stored at once; whether it is allowed is decided later. */
@ApplicationScoped
class BlockActions {
  /** Actions that end neither access nor a request, and need calls of Slack or Graph. */
  private static final Set<String> REQUESTING =
      Set.of(
          RequestForm.WHAT,
          ActionId.REQUEST_ACCESS.value(),
          ActionId.ASK_AGAIN.value(),
          ActionId.REQUEST_PROPOSED.value(),
          ActionId.SHOW_ACCESS.value(),
          ActionId.SHOW_PROFILE.value(),
          ActionId.APPROVE.value(),
          ActionId.APPROVE_WITH_CHANGES.value(),
          ActionId.DENY.value(),
          ActionId.NUDGE.value(),
          ActionId.EXTEND.value(),
          ActionId.REVIEW.value());

  private static final Set<ActionId> LINKS = Set.of(ActionId.OPEN_CONSOLE, ActionId.DECIDE);

  private final WorkspaceGuard workspace;
  private final Modals forms;
  private final RequestDialog requests;
  private final EntitlementChoices choices;
  private final Inbox inbox;
  private final DecisionDialog deciding;
  private final RevocationDialog revoking;
  private final ProfileDialog profiles;
  private final ExtensionDialog extending;
  private final RefusalRecorder refusals;
  private final ActionRateLimiter limiter;

  BlockActions(
      WorkspaceGuard workspace,
      Modals forms,
      RequestDialog requests,
      EntitlementChoices choices,
      Inbox inbox,
      DecisionDialog deciding,
      RevocationDialog revoking,
      ProfileDialog profiles,
      ExtensionDialog extending,
      RefusalRecorder refusals,
      ActionRateLimiter limiter) {
    this.workspace = workspace;
    this.forms = forms;
    this.requests = requests;
    this.choices = choices;
    this.inbox = inbox;
    this.deciding = deciding;
    this.revoking = revoking;
    this.profiles = profiles;
    this.extending = extending;
    this.refusals = refusals;
    this.limiter = limiter;
  }

  /** Takes a click; returns what to tell the sender at once, if the click is refused. */
  Optional<String> take(BlockActionPayload click) {
    Optional<ChatUser> sender = sender(click);
    if (sender.isEmpty()) {
      for (BlockActionPayload.Action action : click.getActions()) {
        refusals.later(
            click.getUser().getTeamId(),
            click.getUser().getId(),
            action.getValue() == null ? action.getActionId() : action.getValue(),
            action.getActionId(),
            WorkspaceGuard.REFUSAL);
      }
      return explained(click, WorkspaceGuard.REFUSAL);
    }
    for (BlockActionPayload.Action action : click.getActions()) {
      Optional<String> refusal = limiter.refusal(sender.get().userId(), kind(action));
      if (refusal.isPresent()) {
        return explained(click, refusal.get());
      }
      take(sender.get(), click, action);
    }
    return Optional.empty();
  }

  /** The options for a search in the form; none for other workspaces. */
  String search(BlockSuggestionPayload typed) {
    List<Block.Option> found =
        workspace
            .sender(
                typed.getTeam() == null ? null : typed.getTeam().getId(),
                typed.getEnterprise() == null ? null : typed.getEnterprise().getId(),
                typed.getUser().getTeamId(),
                typed.getUser().getId())
            .map(user -> choices.search(user, String.valueOf(typed.getValue())))
            .orElse(List.of());
    return BlockJson.options(found);
  }

  /** Each refusal is a separate message, so repeated clicks are not all answered. */
  private Optional<String> explained(BlockActionPayload click, String refusal) {
    return Optional.of(refusal).filter(_ -> limiter.mayExplain(click.getUser().getId()));
  }

  private static Kind kind(BlockActionPayload.Action action) {
    return REQUESTING.contains(action.getActionId()) ? Kind.REQUESTING : Kind.ENDING;
  }

  /** Where the clicked message is. */
  static Optional<String> channel(BlockActionPayload click) {
    return Optional.ofNullable(click.getChannel()).map(BlockActionPayload.Channel::getId);
  }

  private Optional<ChatUser> sender(BlockActionPayload click) {
    return workspace.sender(
        click.getTeam() == null ? null : click.getTeam().getId(),
        click.getEnterprise() == null ? null : click.getEnterprise().getId(),
        click.getUser().getTeamId(),
        click.getUser().getId());
  }

  private void take(ChatUser user, BlockActionPayload click, BlockActionPayload.Action action) {
    if (action.getActionId().equals(RequestForm.WHAT)) {
      List<String> chosen = RequestForm.selected(click.getView().getState());
      Thread.startVirtualThread(
          () -> requests.choose(user, click.getView(), chosen, ReplyTo.of(click)));
      return;
    }
    Optional<ActionId> button =
        Stream.of(ActionId.values())
            .filter(known -> known.value().equals(action.getActionId()))
            .findFirst();
    if (button.isEmpty() || LINKS.contains(button.get())) {
      return; // A link opens by itself; Slack only needs the acknowledgement.
    }
    if (button.get() == ActionId.REQUEST_ACCESS) {
      Thread.startVirtualThread(
          () -> requests.open(user, click.getTriggerId(), "", ReplyTo.of(click)));
      return;
    }
    if (button.get() == ActionId.REQUEST_PROPOSED) {
      String typed = String.valueOf(action.getValue());
      Thread.startVirtualThread(
          () -> requests.open(user, click.getTriggerId(), typed, ReplyTo.of(click)));
      return;
    }
    if (button.get() == ActionId.SHOW_ACCESS) {
      String subject = String.valueOf(action.getValue());
      boolean onTop = click.getView() != null && "modal".equals(click.getView().getType());
      Thread.startVirtualThread(
          () -> forms.access(subject, click.getTriggerId(), onTop, ReplyTo.of(click)));
      return;
    }
    Optional<UUID> subject = id(action.getValue());
    if (subject.isEmpty()) {
      return;
    }
    switch (button.get()) {
      case APPROVE -> inbox(user, click, action, new SubmissionCommand.Approve(subject.get()));
      case CANCEL -> inbox(user, click, action, new SubmissionCommand.Cancel(subject.get()));
      case NUDGE -> inbox(user, click, action, new SubmissionCommand.Nudge(subject.get()));
      case END -> inbox(user, click, action, new SubmissionCommand.EndEarly(subject.get()));
      case DENY ->
          Thread.startVirtualThread(
              () -> deciding.deny(user, subject.get(), click.getTriggerId(), ReplyTo.of(click)));
      case APPROVE_WITH_CHANGES ->
          Thread.startVirtualThread(
              () -> deciding.approve(user, subject.get(), click.getTriggerId(), ReplyTo.of(click)));
      case REVIEW ->
          Thread.startVirtualThread(
              () -> forms.review(subject.get(), click.getTriggerId(), ReplyTo.of(click)));
      case REVOKE ->
          Thread.startVirtualThread(
              () -> revoking.click(subject.get(), click.getTriggerId(), ReplyTo.of(click)));
      case ASK_AGAIN ->
          Thread.startVirtualThread(
              () -> requests.again(user, subject.get(), click.getTriggerId(), ReplyTo.of(click)));
      case SHOW_PROFILE ->
          Thread.startVirtualThread(
              () -> profiles.open(user, subject.get(), click.getTriggerId(), ReplyTo.of(click)));
      case EXTEND ->
          Thread.startVirtualThread(
              () -> extending.open(user, subject.get(), click.getTriggerId(), ReplyTo.of(click)));
      case OPEN_CONSOLE, DECIDE, SHOW_ACCESS, REQUEST_ACCESS, REQUEST_PROPOSED -> {}
    }
  }

  private void inbox(
      ChatUser user,
      BlockActionPayload click,
      BlockActionPayload.Action action,
      SubmissionCommand command) {
    String key =
        String.join(
            ":",
            "click",
            user.userId(),
            action.getActionId(),
            action.getValue(),
            action.getActionTs());
    inbox.take(key, user, channel(click), command);
  }

  private static Optional<UUID> id(@Nullable String value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(value));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
