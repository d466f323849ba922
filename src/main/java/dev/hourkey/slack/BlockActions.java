package dev.hourkey.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.app_backend.interactive_components.payload.BlockSuggestionPayload;
import dev.hourkey.person.ChatUser;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.request.Submissions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Buttons and selects. A click is stored at once; whether it is allowed is decided later. */
@ApplicationScoped
class BlockActions {

  private final WorkspaceGuard workspace;
  private final DetailsDialog detailsDialog;
  private final RequestDialog requests;
  private final EntitlementChoices choices;
  private final Submissions submissions;
  private final DecisionDialog decisionDialog;
  private final RevocationDialog revocationDialog;
  private final ProfileDialog profiles;
  private final ExtensionDialog extensionDialog;
  private final RefusalRecorder refusals;
  private final ActionRateLimiter limiter;
  private final EphemeralMessages ephemeral;

  BlockActions(
      WorkspaceGuard workspace,
      DetailsDialog detailsDialog,
      RequestDialog requests,
      EntitlementChoices choices,
      Submissions submissions,
      DecisionDialog decisionDialog,
      RevocationDialog revocationDialog,
      ProfileDialog profiles,
      ExtensionDialog extensionDialog,
      RefusalRecorder refusals,
      ActionRateLimiter limiter,
      EphemeralMessages ephemeral) {
    this.workspace = workspace;
    this.detailsDialog = detailsDialog;
    this.requests = requests;
    this.choices = choices;
    this.submissions = submissions;
    this.decisionDialog = decisionDialog;
    this.revocationDialog = revocationDialog;
    this.profiles = profiles;
    this.extensionDialog = extensionDialog;
    this.refusals = refusals;
    this.limiter = limiter;
    this.ephemeral = ephemeral;
  }

  /** Accepts a click. If the click is refused, returns what to tell the sender at once. */
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
    return action.getActionId().equals(RequestForm.WHAT)
        ? Kind.REQUESTING
        : ActionId.of(action.getActionId()).map(ActionId::kind).orElse(Kind.ENDING);
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
      ReplyTo to = ReplyTo.of(click);
      ephemeral.afterwards(to, () -> requests.choose(user, click.getView(), chosen, to));
    } else {
      ActionId.of(action.getActionId()).ifPresent(button -> take(button, user, click, action));
    }
  }

  private void take(
      ActionId button, ChatUser user, BlockActionPayload click, BlockActionPayload.Action action) {
    String value = String.valueOf(action.getValue());
    Optional<UUID> subject = id(value);
    String trigger = click.getTriggerId();
    ReplyTo to = ReplyTo.of(click);
    switch (button) {
      case OPEN_CONSOLE, DECIDE, OPEN_REVIEW -> {} // The link opens by itself.
      case REQUEST_ACCESS -> ephemeral.afterwards(to, () -> requests.open(user, trigger, "", to));
      case REQUEST_PROPOSED ->
          ephemeral.afterwards(to, () -> requests.open(user, trigger, value, to));
      case SHOW_ACCESS -> {
        boolean onTop = click.getView() != null && "modal".equals(click.getView().getType());
        ephemeral.afterwards(to, () -> detailsDialog.access(user, value, trigger, onTop, to));
      }
      case APPROVE ->
          subject.ifPresent(id -> store(user, click, action, new SubmissionCommand.Approve(id)));
      case CANCEL ->
          subject.ifPresent(id -> store(user, click, action, new SubmissionCommand.Cancel(id)));
      case NUDGE ->
          subject.ifPresent(id -> store(user, click, action, new SubmissionCommand.Nudge(id)));
      case END ->
          subject.ifPresent(id -> store(user, click, action, new SubmissionCommand.EndEarly(id)));
      case DENY ->
          subject.ifPresent(
              id -> ephemeral.afterwards(to, () -> decisionDialog.deny(user, id, trigger, to)));
      case APPROVE_WITH_CHANGES ->
          subject.ifPresent(
              id -> ephemeral.afterwards(to, () -> decisionDialog.approve(user, id, trigger, to)));
      case REVIEW ->
          subject.ifPresent(
              id -> ephemeral.afterwards(to, () -> detailsDialog.review(user, id, trigger, to)));
      case REVOKE ->
          subject.ifPresent(
              id -> ephemeral.afterwards(to, () -> revocationDialog.click(user, id, trigger, to)));
      case REQUEST_AGAIN ->
          subject.ifPresent(
              id -> ephemeral.afterwards(to, () -> requests.again(user, id, trigger, to)));
      case SHOW_PROFILE ->
          subject.ifPresent(
              id -> ephemeral.afterwards(to, () -> profiles.open(user, id, trigger, to)));
      case EXTEND ->
          subject.ifPresent(
              id -> ephemeral.afterwards(to, () -> extensionDialog.open(user, id, trigger, to)));
    }
  }

  private void store(
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
    submissions.take(key, user, channel(click), command);
  }

  private static Optional<UUID> id(String value) {
    try {
      return Optional.of(UUID.fromString(value));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
