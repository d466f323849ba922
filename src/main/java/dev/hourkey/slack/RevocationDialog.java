package dev.hourkey.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import com.slack.api.methods.response.views.ViewsOpenResponse;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityRefusal;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.RevocationRights;
import dev.hourkey.request.Submission.Command;
import dev.hourkey.slack.ModalFailures.Form;
import dev.hourkey.slack.RevokeForm.Choice;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The ways to revoke somebody's access: the button on a card and {@code /aws-access revoke}. An
 * offer here is no permission: the right is checked again when the form is submitted.
 */
@ApplicationScoped
class RevocationDialog {
  private static final Logger LOG = Logger.getLogger(RevocationDialog.class);

  /** How Slack sends a mention in a command. */
  private static final Pattern MENTION = Pattern.compile("<@([UW][A-Z0-9]+)(\\|[^>]*)?>");

  /** A person and an entitlement. */
  private static final int MOST_SELECTORS = 2;

  private final SlackApi slack;
  private final IdentityResolver identities;
  private final Persons persons;
  private final Grants grants;
  private final RevocationRights revokers;
  private final Inbox inbox;
  private final Modals forms;

  RevocationDialog(
      SlackApi slack,
      IdentityResolver identities,
      Persons persons,
      Grants grants,
      RevocationRights revokers,
      Inbox inbox,
      Modals forms) {
    this.slack = slack;
    this.identities = identities;
    this.persons = persons;
    this.grants = grants;
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
   * Takes {@code revoke [PERSON] [ENTITLEMENT] [REASON…]}. With a reason for exactly one grant it
   * is stored at once; otherwise a form asks for what is missing.
   */
  String command(ChatUser user, String words, SlashCommandPayload command) {
    Selection selection = select(user, words);
    ReplyTo to = ReplyTo.of(command);
    if (selection.grants().isEmpty()) {
      return words.isEmpty()
          ? "There is no active access to revoke."
          : "No active access matches `%s`. `%s revoke` lists what you can revoke."
              .formatted(
                  SlackText.escape(SlackText.cut(words, 75)),
                  SlackText.escape(command.getCommand()));
    }
    if (selection.grants().size() == 1 && !selection.reason().isEmpty()) {
      inbox.take(
          "command:" + command.getTriggerId(),
          user,
          to.channel(),
          new Command.Revoke(
              selection.grants().getFirst().id(),
              SlackText.cut(selection.reason(), RevokeForm.MAX_LENGTH)));
      return "Hourkey is checking whether you may revoke this…"; // Does not reveal who has access.
    }
    Thread.startVirtualThread(() -> choose(user, selection, command.getTriggerId(), to));
    return "";
  }

  /** The access that a command names, and the reason that it gives. */
  private record Selection(List<Grant> grants, String reason) {}

  private Selection select(ChatUser user, String words) {
    List<Grant> left = grants.endable();
    String rest = SlackText.clean(words);
    int selectors = 0;
    while (selectors < MOST_SELECTORS && !rest.isEmpty()) {
      String[] parts = rest.split("\\s+", 2);
      List<Grant> matching = matching(left, user, parts[0]);
      if (matching.isEmpty()) {
        break;
      }
      left = matching;
      rest = parts.length > 1 ? parts[1] : "";
      selectors++;
    }
    return new Selection(selectors == 0 && !rest.isEmpty() ? List.of() : left, rest);
  }

  private List<Grant> matching(List<Grant> among, ChatUser user, String word) {
    Matcher mention = MENTION.matcher(word);
    if (mention.matches()) {
      return persons
          .linkedTo(new ChatUser(user.teamId(), mention.group(1)))
          .map(person -> among.stream().filter(one -> one.holder().equals(person.id())).toList())
          .orElseGet(List::of);
    }
    String typed = CommandText.id(word);
    List<Grant> matching =
        among.stream()
            .filter(
                one ->
                    one.access().entitlement().equals(typed) || one.id().toString().equals(typed))
            .toList();
    return matching.isEmpty()
        ? among.stream()
            .filter(
                one -> persons.find(one.holder()).filter(who -> isCalled(who, typed)).isPresent())
            .toList()
        : matching;
  }

  private static boolean isCalled(Person person, String typed) {
    String name = typed.startsWith("@") ? typed.substring(1) : typed;
    String principal = person.principalName();
    return principal.equalsIgnoreCase(name)
        || principal.replaceFirst("@.*", "").equalsIgnoreCase(name)
        || person.chat().filter(chat -> chat.userId().equalsIgnoreCase(name)).isPresent()
        || Stream.of(person.name().split("\\s+")).anyMatch(name::equalsIgnoreCase);
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
        case Identification.Known known -> {
          List<Choice> choices =
              revokers.revocable(known.account(), selection.grants()).stream()
                  .map(this::choice)
                  .toList();
          yield choices.isEmpty()
              ? RevokeForm.message(
                  Sentence.of(
                      "You can't revoke this access: only the approvers of an entitlement and"
                          + " operators can. `/aws-access end` ends your own."))
              : RevokeForm.of(choices, selection.reason(), to.channel());
        }
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

  private Choice choice(Grant grant) {
    String holder =
        persons.find(grant.holder()).map(Person::name).orElseGet(() -> grant.holder().value());
    return new Choice(grant.id(), holder + ": " + grant.access().entitlementName());
  }
}
