package dev.hourkey.slack;

import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.model.view.ViewState;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.ChatUser;
import dev.hourkey.policy.Refusal;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.Submission.Command;
import dev.hourkey.slack.ActionRateLimiter.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Forms that come back. What can be checked without a vendor is checked at once, and problems are
 * shown at the field; the rest is stored and processed later.
 */
@ApplicationScoped
class ViewSubmissions {
  private final WorkspaceGuard workspace;
  private final Catalog catalog;
  private final Inbox inbox;
  private final RefusalRecorder refusals;
  private final ActionRateLimiter limiter;
  private final Clock clock;

  ViewSubmissions(
      WorkspaceGuard workspace,
      Catalog catalog,
      Inbox inbox,
      RefusalRecorder refusals,
      ActionRateLimiter limiter,
      Clock clock) {
    this.workspace = workspace;
    this.catalog = catalog;
    this.inbox = inbox;
    this.refusals = refusals;
    this.limiter = limiter;
    this.clock = clock;
  }

  /** Accepts the form for a request; returns its problems, by block. */
  Map<String, String> request(ViewSubmissionPayload form) {
    return take(form, "request", RequestForm.WHY, Kind.REQUESTING, this::requested);
  }

  private Map<String, String> requested(ViewSubmissionPayload form, ChatUser sender) {
    String id = selected(form, RequestForm.WHAT, RequestForm.WHAT);
    Optional<Entitlement> wanted = catalog.find(id);
    String why = text(form, RequestForm.WHY);
    String howLong = RequestForm.howLongBlock(id);
    Optional<Duration> duration = duration(selected(form, howLong, RequestForm.HOW_LONG));
    Map<String, String> problems =
        wanted.map(known -> problems(form, known, duration, why)).orElseGet(this::unknown);
    if (problems.isEmpty()) {
      inbox.takeForm(
          form.getView().getId(),
          String.valueOf(form.getTriggerId()),
          sender,
          Optional.empty(),
          new Command.NewRequest(
              List.of(id), duration.orElse(Duration.ZERO), why, startsAt(form, id)));
    }
    return problems;
  }

  private Map<String, String> problems(
      ViewSubmissionPayload form, Entitlement wanted, Optional<Duration> duration, String why) {
    Map<String, String> problems = new LinkedHashMap<>();
    if (duration.filter(wanted.durations()::contains).isEmpty()) {
      String howLong = RequestForm.howLongBlock(wanted.id());
      boolean shown = form.getView().getState().getValues().containsKey(howLong);
      problems.put(shown ? howLong : RequestForm.WHAT, new Refusal.DurationNotOffered().sentence());
    }
    startsAt(form, wanted.id())
        .flatMap(start -> RequestForm.startProblem(wanted, start, clock.instant()))
        .ifPresent(problem -> problems.put(RequestForm.startBlock(wanted.id()), problem));
    wanted
        .justificationRefusal(why)
        .ifPresent(refusal -> problems.put(RequestForm.WHY, refusal.sentence()));
    return problems;
  }

  /** While a directory does not answer, the list has gaps; the request is then checked later. */
  private Map<String, String> unknown() {
    return catalog.current().complete()
        ? Map.of(RequestForm.WHAT, "This can no longer be requested. Choose another.")
        : Map.of();
  }

  /** Accepts the form for a denial; returns its problems, by block. */
  Map<String, String> deny(ViewSubmissionPayload form) {
    return take(form, "deny", DenyForm.REASON, Kind.REQUESTING, this::denied);
  }

  private Map<String, String> denied(ViewSubmissionPayload form, ChatUser sender) {
    String reason = text(form, DenyForm.REASON);
    if (!fits(reason, DenyForm.MAX_LENGTH)) {
      return Map.of(
          DenyForm.REASON, "Give a reason of 1 to " + DenyForm.MAX_LENGTH + " characters.");
    }
    String[] metadata = form.getView().getPrivateMetadata().split(" ", 2);
    inbox.takeForm(
        form.getView().getId(),
        String.valueOf(form.getTriggerId()),
        sender,
        channel(metadata),
        new Command.Deny(UUID.fromString(metadata[0]), reason));
    return Map.of();
  }

  /** Accepts the form for a shorter approval; returns its problems, by block. */
  Map<String, String> shorter(ViewSubmissionPayload form) {
    return take(form, "approve_shorter", ShorterForm.HOW_LONG, Kind.REQUESTING, this::shortened);
  }

  private Map<String, String> shortened(ViewSubmissionPayload form, ChatUser sender) {
    Optional<Duration> duration =
        duration(selected(form, ShorterForm.HOW_LONG, ShorterForm.HOW_LONG));
    if (duration.isEmpty()) {
      return Map.of(ShorterForm.HOW_LONG, "Choose a duration.");
    }
    String[] metadata = form.getView().getPrivateMetadata().split(" ", 2);
    inbox.takeForm(
        form.getView().getId(),
        String.valueOf(form.getTriggerId()),
        sender,
        channel(metadata),
        new Command.ApproveShorter(UUID.fromString(metadata[0]), duration.get()));
    return Map.of();
  }

  /** Accepts the form that revokes access; returns its problems, by block. */
  Map<String, String> revoke(ViewSubmissionPayload form) {
    return take(form, "revoke", RevokeForm.REASON, Kind.ENDING, this::revoked);
  }

  private Map<String, String> revoked(ViewSubmissionPayload form, ChatUser sender) {
    String reason = text(form, RevokeForm.REASON);
    if (!fits(reason, RevokeForm.MAX_LENGTH)) {
      return Map.of(
          RevokeForm.REASON, "Give a reason of 1 to " + RevokeForm.MAX_LENGTH + " characters.");
    }
    String[] metadata = form.getView().getPrivateMetadata().split(" ", 2);
    String grant =
        metadata[0].equals("-") ? selected(form, RevokeForm.WHICH, RevokeForm.WHICH) : metadata[0];
    inbox.takeForm(
        form.getView().getId(),
        String.valueOf(form.getTriggerId()),
        sender,
        channel(metadata),
        new Command.Revoke(UUID.fromString(grant), reason));
    return Map.of();
  }

  /**
   * Takes a form if its sender may send it now; a refusal is recorded.
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

  private static Optional<String> channel(String[] metadata) {
    return Optional.of(metadata.length > 1 ? metadata[1] : "")
        .filter(channel -> !channel.isEmpty());
  }

  private Optional<ChatUser> sender(ViewSubmissionPayload form) {
    return workspace.sender(
        form.getTeam() == null ? null : form.getTeam().getId(),
        form.getEnterprise() == null ? null : form.getEnterprise().getId(),
        form.getUser().getTeamId(),
        form.getUser().getId());
  }

  private static String selected(ViewSubmissionPayload form, String block, String action) {
    return value(form, block, action)
        .map(ViewState.Value::getSelectedOption)
        .map(ViewState.SelectedOption::getValue)
        .orElse("");
  }

  private static boolean fits(String reason, int most) {
    return !reason.isEmpty() && reason.codePointCount(0, reason.length()) <= most;
  }

  private static String text(ViewSubmissionPayload form, String id) {
    return value(form, id, id).map(ViewState.Value::getValue).map(SlackText::clean).orElse("");
  }

  private static Optional<ViewState.Value> value(
      ViewSubmissionPayload form, String block, String action) {
    return Optional.ofNullable(form.getView().getState().getValues().get(block))
        .map(actions -> actions.get(action));
  }

  private static Optional<Instant> startsAt(ViewSubmissionPayload form, String entitlement) {
    return value(form, RequestForm.startBlock(entitlement), RequestForm.START)
        .map(ViewState.Value::getSelectedDateTime)
        .map(Instant::ofEpochSecond);
  }

  private static Optional<Duration> duration(String seconds) {
    return seconds.matches("[0-9]{1,9}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(seconds)))
        : Optional.empty();
  }
}
