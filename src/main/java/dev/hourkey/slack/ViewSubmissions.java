package dev.hourkey.slack;

import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.person.ChatUser;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.request.PauseProcessor;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.request.Submissions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Handles submitted forms. Everything that needs no vendor is checked at once, and problems are
 * shown at the field. Then the form is stored, and processed later. Each method accepts one kind of
 * form and returns its problems, by block.
 */
@ApplicationScoped
class ViewSubmissions {
  private final WorkspaceGuard workspace;
  private final ExtensionDialog extensions;
  private final Catalog catalog;
  private final PauseProcessor pauses;
  private final Submissions submissions;
  private final RefusalRecorder refusals;
  private final ActionRateLimiter limiter;
  private final Clock clock;

  ViewSubmissions(
      WorkspaceGuard workspace,
      ExtensionDialog extensions,
      Catalog catalog,
      PauseProcessor pauses,
      Submissions submissions,
      RefusalRecorder refusals,
      ActionRateLimiter limiter,
      Clock clock) {
    this.workspace = workspace;
    this.extensions = extensions;
    this.catalog = catalog;
    this.pauses = pauses;
    this.submissions = submissions;
    this.refusals = refusals;
    this.limiter = limiter;
    this.clock = clock;
  }

  Map<String, String> request(ViewSubmissionPayload form) {
    return take(form, "request", RequestForm.WHY, Kind.REQUESTING, this::requested);
  }

  private Map<String, String> requested(ViewSubmissionPayload form, ChatUser sender) {
    SubmittedRequest submitted = SubmittedRequest.of(form, catalog.current(), clock.instant());
    Map<String, String> problems =
        pauses
            .refusalSentence()
            .map(paused -> Map.of(RequestForm.WHAT, paused))
            .orElseGet(submitted::problems);
    if (problems.isEmpty()) {
      store(form, sender, Optional.empty(), submitted.command());
    }
    return problems;
  }

  Map<String, String> deny(ViewSubmissionPayload form) {
    return take(form, "deny", DenyForm.REASON, Kind.REQUESTING, this::denied);
  }

  private Map<String, String> denied(ViewSubmissionPayload form, ChatUser sender) {
    return storeWithReason(
        form,
        sender,
        DenyForm.REASON,
        DenyForm.MAX_LENGTH,
        reason ->
            new SubmissionCommand.Deny(UUID.fromString(FormAnswers.metadata(form)[0]), reason));
  }

  Map<String, String> approve(ViewSubmissionPayload form) {
    return take(form, "approve", ApproveForm.COMMENT, Kind.REQUESTING, this::approved);
  }

  private Map<String, String> approved(ViewSubmissionPayload form, ChatUser sender) {
    String comment = FormAnswers.text(form, ApproveForm.COMMENT);
    if (comment.codePointCount(0, comment.length()) > ApproveForm.MAX_LENGTH) {
      return Map.of(
          ApproveForm.COMMENT, "Write at most " + ApproveForm.MAX_LENGTH + " characters.");
    }
    Optional<SubmissionCommand> command =
        ApproveForm.command(
            UUID.fromString(FormAnswers.metadata(form)[0]),
            FormAnswers.value(form, ApproveForm.HOW_LONG, ApproveForm.HOW_LONG)
                .map(_ -> FormAnswers.selected(form, ApproveForm.HOW_LONG, ApproveForm.HOW_LONG)),
            comment);
    if (command.isEmpty()) {
      return Map.of(ApproveForm.HOW_LONG, "Choose a duration.");
    }
    store(form, sender, FormAnswers.channel(form), command.get());
    return Map.of();
  }

  Map<String, String> extend(ViewSubmissionPayload form) {
    return take(form, "extend", ExtendForm.WHY, Kind.REQUESTING, this::extended);
  }

  private Map<String, String> extended(ViewSubmissionPayload form, ChatUser sender) {
    ExtensionDialog.Submitted submitted = extensions.read(form, sender);
    submitted
        .command()
        .ifPresent(command -> store(form, sender, FormAnswers.channel(form), command));
    return submitted.problems();
  }

  Map<String, String> revoke(ViewSubmissionPayload form) {
    return take(form, "revoke", RevokeForm.REASON, Kind.ENDING, this::revoked);
  }

  private Map<String, String> revoked(ViewSubmissionPayload form, ChatUser sender) {
    String given = FormAnswers.metadata(form)[0];
    String grant =
        given.equals("-") ? FormAnswers.selected(form, RevokeForm.WHICH, RevokeForm.WHICH) : given;
    return storeWithReason(
        form,
        sender,
        RevokeForm.REASON,
        RevokeForm.MAX_LENGTH,
        reason -> new SubmissionCommand.Revoke(UUID.fromString(grant), reason));
  }

  Map<String, String> revokeAll(ViewSubmissionPayload form) {
    return take(form, "revoke_all", RevokeForm.REASON, Kind.ENDING, this::allRevoked);
  }

  private Map<String, String> allRevoked(ViewSubmissionPayload form, ChatUser sender) {
    String reason = FormAnswers.text(form, RevokeForm.REASON);
    if (!hasAllowedLength(reason, RevokeForm.MAX_LENGTH)
        || reason.length() < RevokeForm.MIN_LENGTH) {
      return Map.of(
          RevokeForm.REASON,
          "Give a reason of %d to %d characters."
              .formatted(RevokeForm.MIN_LENGTH, RevokeForm.MAX_LENGTH));
    }
    store(form, sender, FormAnswers.channel(form), RevokeForm.all(form, reason));
    return Map.of();
  }

  Map<String, String> review(ViewSubmissionPayload form) {
    return take(form, "review", BreakGlassReviewForm.COMMENT, Kind.REQUESTING, this::reviewed);
  }

  private Map<String, String> reviewed(ViewSubmissionPayload form, ChatUser sender) {
    Optional<Boolean> justified = BreakGlassReviewForm.justified(form);
    if (justified.isEmpty()) {
      return Map.of(BreakGlassReviewForm.OUTCOME, "Choose whether it was justified.");
    }
    return storeWithReason(
        form,
        sender,
        BreakGlassReviewForm.COMMENT,
        BreakGlassReviewForm.MAX_LENGTH,
        comment ->
            new SubmissionCommand.ReviewBreakGlass(
                UUID.fromString(FormAnswers.metadata(form)[0]), justified.get(), comment));
  }

  /**
   * Stores the command of a form that asks for a reason; returns the problem of the reason.
   *
   * @param max how many characters it may have
   */
  private Map<String, String> storeWithReason(
      ViewSubmissionPayload form,
      ChatUser sender,
      String block,
      int max,
      Function<String, SubmissionCommand> command) {
    String reason = FormAnswers.text(form, block);
    if (!hasAllowedLength(reason, max)) {
      return Map.of(block, "Give a reason of 1 to " + max + " characters.");
    }
    store(form, sender, FormAnswers.channel(form), command.apply(reason));
    return Map.of();
  }

  private void store(
      ViewSubmissionPayload form,
      ChatUser sender,
      Optional<String> channel,
      SubmissionCommand command) {
    submissions.takeForm(
        form.getView().getId(), String.valueOf(form.getTriggerId()), sender, channel, command);
  }

  /**
   * Accepts a form if its sender may send it now; a refusal is recorded.
   *
   * @param block where a refusal of the sender is shown
   * @param accept returns the form's problems, by block
   */
  private Map<String, String> take(
      ViewSubmissionPayload form,
      String what,
      String block,
      Kind kind,
      BiFunction<ViewSubmissionPayload, ChatUser, Map<String, String>> accept) {
    Optional<ChatUser> sender = sender(form);
    if (sender.isEmpty()) {
      return recorded(form, what, Map.of(block, WorkspaceGuard.REFUSAL));
    }
    return recorded(
        form,
        what,
        limiter
            .refusal(sender.get().userId(), kind)
            .map(refusal -> Map.of(block, refusal))
            .orElseGet(() -> accept.apply(form, sender.get())));
  }

  private Map<String, String> recorded(
      ViewSubmissionPayload form, String what, Map<String, String> problems) {
    if (!problems.isEmpty()) {
      refusals.later(
          form.getUser().getTeamId(),
          form.getUser().getId(),
          form.getView().getId(),
          what,
          String.join(" ", problems.values()));
    }
    return problems;
  }

  private Optional<ChatUser> sender(ViewSubmissionPayload form) {
    return workspace.sender(
        form.getTeam() == null ? null : form.getTeam().getId(),
        form.getEnterprise() == null ? null : form.getEnterprise().getId(),
        form.getUser().getTeamId(),
        form.getUser().getId());
  }

  private static boolean hasAllowedLength(String reason, int max) {
    return !reason.isEmpty() && reason.codePointCount(0, reason.length()) <= max;
  }
}
