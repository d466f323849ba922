package dev.hourkey.slack;

import com.slack.api.methods.response.chat.ChatPostEphemeralResponse;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import dev.hourkey.grant.Grants;
import dev.hourkey.notification.Messenger;
import dev.hourkey.notification.Notification;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.CardDelivery;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.RequestState;
import dev.hourkey.request.Requests;
import dev.hourkey.request.Submission;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Posts and redraws messages in Slack. */
@ApplicationScoped
class SlackMessenger implements Messenger {
  /** What Slack refuses whoever tries again; anything else somebody may put right. */
  private static final Set<String> FINAL =
      Set.of(
          "invalid_blocks",
          "invalid_blocks_format",
          "msg_too_long",
          "msg_blocks_too_long",
          "message_not_found",
          "cant_update_message",
          "edit_window_closed",
          "block_mismatch",
          "user_not_found",
          "user_disabled",
          "users_not_found",
          "no_text");

  /** What Slack would refuse to any other message as well. */
  private static final Set<String> FOR_ALL =
      Set.of(
          "ratelimited",
          "rate_limited",
          "accesslimited",
          "internal_error",
          "fatal_error",
          "service_unavailable",
          "request_timeout",
          "not_authed",
          "invalid_auth",
          "account_inactive",
          "token_expired",
          "token_revoked",
          "not_allowed_token_type",
          "missing_scope",
          "access_denied",
          "ekm_access_denied",
          "org_login_required",
          "team_access_not_granted",
          "team_added_to_org");

  /** Nothing can be posted there until somebody acts. */
  private static final Set<String> UNREACHABLE =
      Set.of(
          "channel_not_found",
          "is_archived",
          "is_inactive",
          "not_in_channel",
          "restricted_action",
          "restricted_action_read_only_channel",
          "restricted_action_thread_only_channel");

  /** The message can no longer be updated, so a card must be posted again. */
  private static final Set<String> LOST =
      Set.of("message_not_found", "cant_update_message", "edit_window_closed");

  private static final String POST = "chat.postMessage";
  private static final String UPDATE = "chat.update";
  private static final String EPHEMERAL = "chat.postEphemeral";

  private final SlackApi slack;
  private final RequestMessages requestMessages;
  private final GrantMessages grantMessages;
  private final Requests requests;
  private final Grants grants;
  private final Inbox inbox;
  private final AlarmMessages alarms;
  private final CardAlarm cardAlarm;
  private final CardDelivery cardTrouble;
  private final AuditAlarm auditAlarm;

  SlackMessenger(
      SlackApi slack,
      RequestMessages requestMessages,
      GrantMessages grantMessages,
      Requests requests,
      Grants grants,
      Inbox inbox,
      AlarmMessages alarms,
      CardAlarm cardAlarm,
      CardDelivery cardTrouble,
      AuditAlarm auditAlarm) {
    this.slack = slack;
    this.requestMessages = requestMessages;
    this.grantMessages = grantMessages;
    this.requests = requests;
    this.grants = grants;
    this.inbox = inbox;
    this.alarms = alarms;
    this.cardAlarm = cardAlarm;
    this.cardTrouble = cardTrouble;
    this.auditAlarm = auditAlarm;
  }

  /**
   * Slack paces by channel, and limits each method in the whole workspace. A channel or person is
   * known here as the message addresses it, before and after it was posted.
   */
  @Override
  public Optional<Route> route(Notification notification, Optional<MessageRef> posted) {
    if (notification instanceof Notification.Answer) {
      return inbox
          .find(notification.subject())
          .map(
              submission ->
                  submission
                      .channel()
                      .map(channel -> new Route(channel, EPHEMERAL))
                      .orElseGet(() -> new Route(submission.user().userId(), POST)));
    }
    return draw(notification)
        .map(message -> new Route(message.to(), posted.isPresent() ? UPDATE : POST));
  }

  @Override
  public Delivery deliver(Notification notification, Optional<MessageRef> posted) {
    if (notification instanceof Notification.Answer) {
      return inbox
          .find(notification.subject())
          .map(this::answer)
          .orElseGet(
              () -> new Delivery.Undeliverable("there is no submission " + notification.subject()));
    }
    if (notification instanceof Notification.Alarm && !alarms.canBeHeard()) {
      return new Delivery.NotNow("no channel for operations is known");
    }
    if (notification instanceof Notification.DecisionWanted) {
      return requests
          .find(notification.subject())
          .flatMap(
              request ->
                  requestMessages.card(request).map(message -> card(request, message, posted)))
          .orElseGet(() -> new Delivery.Delivered(Optional.empty()));
    }
    return draw(notification)
        .map(message -> posted.map(ref -> redraw(ref, message)).orElseGet(() -> post(message)))
        .orElseGet(() -> new Delivery.Delivered(Optional.empty())); // Nothing is left to say.
  }

  private Optional<SlackMessage> draw(Notification notification) {
    return switch (notification) {
      case Notification.DecisionWanted(var id) -> requests.find(id).flatMap(requestMessages::card);
      case Notification.DecisionOverdue(var id, _) ->
          requests.find(id).flatMap(requestMessages::overdue);
      case Notification.RequestTaken(var id) -> requests.find(id).flatMap(requestMessages::taken);
      case Notification.RequestDecided(var id) ->
          requests.find(id).flatMap(requestMessages::decided);
      case Notification.GrantActive(var id) -> grants.find(id).flatMap(grantMessages::live);
      case Notification.GrantSlow(var id) -> grants.find(id).flatMap(grantMessages::slow);
      case Notification.GrantEnding(var id) -> grants.find(id).flatMap(grantMessages::ending);
      case Notification.GrantOver(var id) -> grants.find(id).flatMap(grantMessages::over);
      case Notification.CardNotPosted(var id) -> cardAlarm.notPosted(id);
      case Notification.EndOverdue(var id) -> alarms.overdue(id);
      case Notification.ManyOverdue _ -> alarms.manyOverdue();
      case Notification.AccessReturned(var id) -> alarms.accessReturned(id);
      case Notification.GroupGone(var id) -> alarms.groupGone(id);
      case Notification.JobStopped(var incident) -> alarms.jobStopped(incident);
      case Notification.JobUnseen(var incident) -> alarms.jobUnseen(incident);
      case Notification.CredentialsFailed(var incident) -> alarms.credentials(incident);
      case Notification.CatalogTrouble(var incident) -> alarms.catalogTrouble(incident);
      case Notification.DriftFound(var report) -> alarms.drift(report);
      case Notification.AuditBroken(var incident) -> auditAlarm.broken(incident);
      case Notification.DatabaseRestored(var restore) -> alarms.restored(restore);
      case Notification.StandingRecorded _ -> alarms.standingRecorded();
      case Notification.Answer _ -> Optional.empty();
    };
  }

  /**
   * The card of an undecided request must be visible, or nobody can decide. When its message is
   * lost, it is posted again, in the channel that the policy file names now. When that fails,
   * operators and the requester are told. A card of a decided request is not posted again.
   */
  private Delivery card(AccessRequest request, SlackMessage message, Optional<MessageRef> posted) {
    boolean pending = request.state() instanceof RequestState.Pending;
    if (posted.isPresent()) {
      Reply<?> updated = update(posted.get(), message);
      boolean lost =
          updated instanceof Reply.Refused<?>(_, String error)
              && (LOST.contains(error) || UNREACHABLE.contains(error));
      if (!lost) {
        return updated(updated, posted.get());
      }
      if (!pending) {
        return new Delivery.Undeliverable("the card of a decided request: " + updated);
      }
    }
    Reply<ChatPostMessageResponse> sent = send(message);
    if (sent instanceof Reply.Refused<?>(_, String error) && UNREACHABLE.contains(error)) {
      if (!pending) {
        return new Delivery.Undeliverable("the card of a decided request: " + sent);
      }
      cardTrouble.notPosted(request.id(), message.to(), error);
    } else if (sent instanceof Reply.Ok<?> && request.cardProblem().isPresent()) {
      cardTrouble.posted(request.id());
    }
    return sent(sent, message);
  }

  private Delivery post(SlackMessage message) {
    return sent(send(message), message);
  }

  private Reply<ChatPostMessageResponse> send(SlackMessage message) {
    return slack.call(
        POST,
        methods ->
            methods.chatPostMessage(
                r ->
                    r.channel(message.to())
                        .text(SlackText.cut(message.text(), 3000))
                        .blocksAsString(Blocks.json(message.blocks()))
                        .unfurlLinks(false)
                        .unfurlMedia(false)));
  }

  private static Delivery sent(Reply<ChatPostMessageResponse> reply, SlackMessage message) {
    return switch (reply) {
      case Reply.Ok<ChatPostMessageResponse>(var response) ->
          new Delivery.Delivered(
              Optional.of(new MessageRef(response.getChannel(), response.getTs())));
      case Reply.Refused<ChatPostMessageResponse> refused -> refused(refused, message.to());
      case Reply.Unavailable<ChatPostMessageResponse>(String why, var retryAfter) ->
          new Delivery.HeldBack(POST, why, retryAfter);
    };
  }

  private Delivery redraw(MessageRef posted, SlackMessage message) {
    return updated(update(posted, message), posted);
  }

  /** Slack does not let an update take all rich text out of a message. */
  private Reply<?> update(MessageRef posted, SlackMessage message) {
    Reply<?> reply = update(posted, message.text(), message.blocks());
    return reply instanceof Reply.Refused<?>(_, String error) && error.equals("block_mismatch")
        ? update(posted, message.text(), Blocks.withRichText(message.blocks(), message.text()))
        : reply;
  }

  private Reply<?> update(MessageRef posted, String text, List<Map<String, Object>> blocks) {
    return slack.call(
        UPDATE,
        methods ->
            methods.chatUpdate(
                r ->
                    r.channel(posted.channel())
                        .ts(posted.message())
                        .text(SlackText.cut(text, 3000))
                        .blocksAsString(Blocks.json(blocks))));
  }

  private static Delivery updated(Reply<?> reply, MessageRef posted) {
    return switch (reply) {
      case Reply.Ok<?> _ -> new Delivery.Delivered(Optional.empty());
      case Reply.Refused<?> refused -> refused(refused, posted.channel());
      case Reply.Unavailable<?>(String why, var retryAfter) ->
          new Delivery.HeldBack(UPDATE, why, retryAfter);
    };
  }

  /** An answer is seen by its reader alone, where they clicked; else as a direct message. */
  private Delivery answer(Submission submission) {
    SlackMessage message = drawn(submission);
    String user = message.to();
    if (submission.channel().isEmpty()) {
      return answered(post(message));
    }
    Reply<ChatPostEphemeralResponse> reply =
        slack.call(
            EPHEMERAL,
            methods ->
                methods.chatPostEphemeral(
                    r ->
                        r.channel(submission.channel().get())
                            .user(user)
                            .text(message.text())
                            .blocksAsString(Blocks.json(message.blocks()))));
    return switch (reply) {
      case Reply.Ok<ChatPostEphemeralResponse> _ -> new Delivery.Delivered(Optional.empty());
      case Reply.Refused<ChatPostEphemeralResponse> _ -> answered(post(message));
      case Reply.Unavailable<ChatPostEphemeralResponse>(String why, var retryAfter) ->
          new Delivery.HeldBack(EPHEMERAL, why, retryAfter);
    };
  }

  private SlackMessage drawn(Submission submission) {
    String text = submission.answer().orElse("");
    return new SlackMessage(
        submission.user().userId(),
        text,
        submission
            .tooLateFor()
            .flatMap(requests::find)
            .map(
                request ->
                    requestMessages.tooLate(request, submission.offers().flatMap(grants::find)))
            .orElseGet(() -> List.of(Blocks.section(SlackText.literal(text)))));
  }

  /** Each answer is a message of its own. */
  private static Delivery answered(Delivery delivery) {
    return delivery instanceof Delivery.Delivered
        ? new Delivery.Delivered(Optional.empty())
        : delivery;
  }

  private static Delivery refused(Reply.Refused<?> refused, String where) {
    String why = refused.method() + " to " + where + ": " + refused.error();
    if (FOR_ALL.contains(refused.error())) {
      return new Delivery.HeldBack(refused.method(), why, Optional.empty());
    }
    return FINAL.contains(refused.error())
        ? new Delivery.Undeliverable(why)
        : new Delivery.NotNow(why);
  }
}
