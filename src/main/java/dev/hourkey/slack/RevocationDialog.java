package dev.hourkey.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import com.slack.api.methods.response.views.ViewsOpenResponse;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.GrantsInScope;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityRefusal;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.Requests;
import dev.hourkey.request.RevocationRights;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.slack.ModalFailures.Form;
import dev.hourkey.slack.RevocationSelector.Selection;
import dev.hourkey.slack.RevokeForm.Choice;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The ways to revoke somebody's access: the button on a card and {@code /aws-access revoke}. An
 * offer here is no permission: the right is checked again when the form is submitted.
 */
@ApplicationScoped
class RevocationDialog {
  private static final Logger LOG = Logger.getLogger(RevocationDialog.class);

  private final SlackApi slack;
  private final IdentityResolver identities;
  private final Persons persons;
  private final Grants grants;
  private final GrantsInScope grantsInScope;
  private final Requests requests;
  private final RevocationSelector selector;
  private final DetailsLoader details;
  private final BulkRevocationLoader bulkRevocations;
  private final RevocationRights revokers;
  private final Inbox inbox;
  private final Modals forms;

  RevocationDialog(
      SlackApi slack,
      IdentityResolver identities,
      Persons persons,
      Grants grants,
      GrantsInScope grantsInScope,
      Requests requests,
      RevocationSelector selector,
      DetailsLoader details,
      BulkRevocationLoader bulkRevocations,
      RevocationRights revokers,
      Inbox inbox,
      Modals forms) {
    this.slack = slack;
    this.identities = identities;
    this.persons = persons;
    this.grants = grants;
    this.grantsInScope = grantsInScope;
    this.requests = requests;
    this.selector = selector;
    this.details = details;
    this.bulkRevocations = bulkRevocations;
    this.revokers = revokers;
    this.inbox = inbox;
    this.forms = forms;
  }

  /** Opens the form for the access that a button belongs to. */
  void click(UUID grant, String triggerId, ReplyTo to) {
    Optional<Grant> wanted = grants.find(grant).filter(Grant::wanted);
    if (wanted.isEmpty()) {
      forms.notOpened(to, "This access is ending or has ended already.");
      return;
    }
    Modal form = RevokeForm.of(List.of(choice(wanted.get())), "", to.channel());
    forms.opened(
        Form.REVOKE,
        slack.call(
            "views.open",
            methods -> methods.viewsOpen(r -> r.triggerId(triggerId).viewAsString(form.json()))),
        to);
  }

  /**
   * Takes {@code revoke [PERSON|ENTITLEMENT] [PERSON|ENTITLEMENT] [REASON…]}. A reason for exactly
   * one grant is stored at once; otherwise a form asks for what is missing, or for confirmation.
   */
  String command(ChatUser user, String words, SlashCommandPayload command) {
    Selection selection = selector.select(user, words);
    ReplyTo to = ReplyTo.of(command);
    if (selector.isEmpty(selection)) {
      return words.isEmpty()
          ? "There is no active access to revoke."
          : "No active access matches `%s`. `%s revoke` lists what you can revoke."
              .formatted(
                  SlackText.escape(SlackText.cut(words, 75)),
                  SlackText.escape(command.getCommand()));
    }
    if (selection.scope().isEmpty()
        && selection.grants().size() == 1
        && !selection.reason().isEmpty()) {
      inbox.take(
          "command:" + command.getTriggerId(),
          user,
          to.channel(),
          new SubmissionCommand.Revoke(
              selection.grants().getFirst().id(),
              SlackText.cut(selection.reason(), RevokeForm.MAX_LENGTH)));
      return "Hourkey is checking whether you may revoke this…"; // Does not reveal who has access.
    }
    Thread.startVirtualThread(() -> choose(user, selection, command.getTriggerId(), to));
    return "";
  }

  private void choose(ChatUser user, Selection selection, String triggerId, ReplyTo to) {
    var opened =
        slack.call(
            "views.open",
            methods ->
                methods.viewsOpen(
                    r -> r.triggerId(triggerId).viewAsString(RevokeForm.loading().json())));
    if (opened instanceof Reply.Ok<ViewsOpenResponse>(ViewsOpenResponse response)) {
      forms.update(Form.REVOKE, response.getView().getId(), form(user, selection, to), to);
    } else {
      forms.opened(Form.REVOKE, opened, to);
    }
  }

  private Modal form(ChatUser user, Selection selection, ReplyTo to) {
    try {
      return switch (identities.identify(user)) {
        case Identification.Refused(var refusal) ->
            RevokeForm.message(Sentence.literal(refusal.sentence()));
        case Identification.Missing _ ->
            RevokeForm.message(
                Sentence.of(
                    "Entra does not show your account at the moment. Try again in two minutes."));
        case Identification.Known known when known.chatGuest() ->
            RevokeForm.message(Sentence.literal(new IdentityRefusal.ChatGuest().sentence()));
        case Identification.Known known -> form(user, known, selection, to);
      };
    } catch (DirectoryFailure failure) {
      LOG.warnf("the form to revoke access stays empty for %s: %s", user, failure.forLog());
      return RevokeForm.message(
          Sentence.of(
              "Hourkey can't check what you may revoke: Slack, Entra or AWS does not answer. Try"
                  + " again in a minute. Operators can also run `hourkey revoke`."));
    } catch (RuntimeException e) {
      LOG.errorf(e, "the form to revoke access stays empty for %s", user);
      return RevokeForm.message(
          Sentence.of("Hourkey can't look that up now. Try again in a minute."));
    }
  }

  private Modal form(ChatUser user, Identification.Known sender, Selection selection, ReplyTo to) {
    if (isOperator(sender, selection)) {
      Optional<RevocationScope> scope =
          selection
              .scope()
              .or(
                  () ->
                      selection
                          .stranger()
                          .flatMap(one -> selector.lookUp(user, one))
                          .map(RevocationScope.OfPerson::new));
      if (scope.isPresent()) {
        return everything(scope.get(), selection.reason(), to);
      }
      if (selection.grants().isEmpty()) {
        return RevokeForm.message(
            Sentence.of(
                "Nobody called {} has access or requested any.", selection.stranger().orElse("")));
      }
    }
    List<Choice> choices =
        revokers.revocable(sender.account(), selection.grants()).stream()
            .map(this::choice)
            .toList();
    return choices.isEmpty()
        ? RevokeForm.message(
            Sentence.of(
                "You can't revoke this access: only the approvers of an entitlement and"
                    + " operators can. `/aws-access end` ends your own."))
        : RevokeForm.of(choices, selection.reason(), to.channel());
  }

  /** An approver can revoke also while it is unknown whether they are an operator. */
  private boolean isOperator(Identification.Known sender, Selection selection) {
    try {
      return revokers.isOperator(sender.account());
    } catch (DirectoryFailure failure) {
      if (selection.grants().isEmpty()) {
        throw failure;
      }
      LOG.infof("it is unknown whether %s is an operator: %s", sender, failure.forLog());
      return false;
    }
  }

  private Modal everything(RevocationScope scope, String reason, ReplyTo to) {
    int open = grantsInScope.endableIds(scope).size();
    List<UUID> pending = requests.pendingIds(scope);
    Sentence subject = bulkRevocations.subject(scope);
    if (open + pending.size() == 0) {
      return RevokeForm.message(Sentence.of("There is nothing to revoke: {}.", subject));
    }
    Stream<Sentence> ofGrants =
        grantsInScope.endable(scope, RevokeForm.LISTED).stream()
            .map(details::of)
            .map(
                grant ->
                    Sentence.of("• {}: {} · ", grant.holder().name(), grant.name())
                        .then(CommandMessages.status(grant)));
    Stream<Sentence> ofRequests =
        pending.stream()
            .limit(RevokeForm.LISTED)
            .flatMap(id -> details.request(id).stream())
            .map(
                request ->
                    Sentence.of(
                        "• {}: {} · requested, waiting for a decision",
                        request.requester().name(),
                        request.name()));
    return RevokeForm.all(
        scope,
        subject,
        open,
        pending.size(),
        Stream.concat(ofGrants, ofRequests).limit(RevokeForm.LISTED).toList(),
        reason,
        to.channel());
  }

  private Choice choice(Grant grant) {
    String holder =
        persons.find(grant.holder()).map(Person::name).orElseGet(() -> grant.holder().value());
    return new Choice(grant.id(), holder + ": " + grant.access().entitlementName());
  }
}
