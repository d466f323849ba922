package dev.hourkey.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import com.slack.api.methods.response.views.ViewsOpenResponse;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityRefusal;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.slack.ModalFailures.Form;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The ways to revoke somebody's access: the button on a card and {@code /aws-access revoke}. Both
 * open the same form at once, because a trigger is valid for only three seconds. The form is filled
 * only once the person is identified: what it shows, and even whether it shows anything, reveals
 * who has access. While it is unknown who they are or what they may revoke, the button's form asks
 * for a reason but does not show the grant, and a complete command is stored: a revocation must not
 * be lost because a directory does not answer.
 */
@ApplicationScoped
class RevocationDialog {
  private static final Logger LOG = Logger.getLogger(RevocationDialog.class);

  private final SlackApi slack;
  private final IdentityResolver identities;
  private final RevocationOffers offers;
  private final Modals modals;

  RevocationDialog(
      SlackApi slack, IdentityResolver identities, RevocationOffers offers, Modals modals) {
    this.slack = slack;
    this.identities = identities;
    this.offers = offers;
    this.modals = modals;
  }

  /** Opens the form for the access that a button belongs to. */
  void click(ChatUser user, UUID grant, String triggerId, ReplyTo to) {
    open(
        user,
        triggerId,
        to,
        sender -> offers.of(user, sender, grant, to),
        () -> RevokeForm.unknown(grant, to.channel()));
  }

  /**
   * Opens the form for {@code revoke [PERSON|ENTITLEMENT] [PERSON|ENTITLEMENT] [REASON…]}. A
   * command that matches exactly one grant and gives a reason is stored at once.
   */
  void command(ChatUser user, String words, SlashCommandPayload command) {
    var typed = new TypedRevocation(user, words, command);
    open(
        user,
        command.getTriggerId(),
        typed.to(),
        sender -> offers.of(typed, sender),
        () -> offers.unknown(typed));
  }

  private void open(
      ChatUser user,
      String triggerId,
      ReplyTo to,
      Function<Identification.Known, Modal> offer,
      Supplier<Modal> unknown) {
    Reply<ViewsOpenResponse> opened =
        slack.call(
            "views.open",
            methods ->
                methods.viewsOpen(
                    r -> r.triggerId(triggerId).viewAsString(RevokeForm.loading().json())));
    // Called even if Slack opened no form, because it may store a revocation.
    Modal form = form(user, offer, unknown);
    if (opened instanceof Reply.Ok<ViewsOpenResponse>(ViewsOpenResponse response)) {
      modals.update(Form.REVOKE, response.getView().getId(), form, to);
    } else {
      modals.opened(Form.REVOKE, opened, to);
    }
  }

  /**
   * @param unknown what is shown when it is unknown who the user is or what they may revoke
   */
  private Modal form(
      ChatUser user, Function<Identification.Known, Modal> offer, Supplier<Modal> unknown) {
    try {
      return offered(user, offer).orElseGet(unknown);
    } catch (RuntimeException e) {
      LOG.errorf(e, "the form to revoke access stays empty for %s", user);
      return RevokeForm.message(
          Sentence.of("Hourkey can't look that up now. Try again in a minute."));
    }
  }

  /** Returns the form; empty if it is not known who the user is or what they may revoke. */
  private Optional<Modal> offered(ChatUser user, Function<Identification.Known, Modal> offer) {
    try {
      return switch (identities.identify(user)) {
        case Identification.Refused(var refusal) ->
            Optional.of(RevokeForm.message(Sentence.literal(refusal.sentence())));
        case Identification.Missing _ -> Optional.empty();
        case Identification.Known known when known.chatGuest() ->
            Optional.of(
                RevokeForm.message(Sentence.literal(new IdentityRefusal.ChatGuest().sentence())));
        case Identification.Known known -> Optional.of(offer.apply(known));
      };
    } catch (DirectoryFailure failure) {
      LOG.warnf("it is unknown what %s may revoke: %s", user, failure.forLog());
      return Optional.empty();
    }
  }
}
