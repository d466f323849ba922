package dev.hourkey.slack;

import com.slack.api.app_backend.slash_commands.payload.SlashCommandPayload;
import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.Refusal;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.Beneficiary;
import dev.hourkey.request.ExtensionOffers;
import dev.hourkey.request.ExtensionOffers.Offer;
import dev.hourkey.request.PauseProcessor;
import dev.hourkey.request.Requests;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.slack.ModalFailures.Form;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets people extend active access, with its buttons or, for their own access, with {@code
 * /aws-access extend}. If somebody requested access for another person, both can extend it. The
 * decision is made after the form was submitted.
 */
@ApplicationScoped
class ExtensionDialog {
  private final SlackApi slack;
  private final Persons persons;
  private final Grants grants;
  private final Requests requests;
  private final ExtensionOffers offers;
  private final PauseProcessor pauses;
  private final MessageDetailsLoader details;
  private final Catalog catalog;
  private final Modals modals;
  private final EphemeralMessages ephemeral;

  ExtensionDialog(
      SlackApi slack,
      Persons persons,
      Grants grants,
      Requests requests,
      ExtensionOffers offers,
      PauseProcessor pauses,
      MessageDetailsLoader details,
      Catalog catalog,
      Modals modals,
      EphemeralMessages ephemeral) {
    this.slack = slack;
    this.persons = persons;
    this.grants = grants;
    this.requests = requests;
    this.offers = offers;
    this.pauses = pauses;
    this.details = details;
    this.catalog = catalog;
    this.modals = modals;
    this.ephemeral = ephemeral;
  }

  /** Takes {@code extend [ENTITLEMENT]}; an empty answer means that a form is about to open. */
  String command(ChatUser user, String which, SlashCommandPayload command) {
    List<GrantDetails> active =
        details.openOf(user).stream()
            .filter(grant -> grant.state() instanceof GrantState.Live)
            .toList();
    List<GrantDetails> named =
        active.stream()
            .filter(
                grant ->
                    which.isEmpty()
                        || grant.entitlement().equalsIgnoreCase(which)
                        || grant.id().toString().equals(which))
            .toList();
    if (active.isEmpty()) {
      return "You have no active access to extend.";
    }
    if (named.size() != 1) {
      return CommandMessages.ambiguous(
          command.getCommand() + " extend",
          active.stream().map(GrantDetails::entitlement).toList());
    }
    UUID grant = named.getFirst().id();
    ReplyTo to = ReplyTo.of(command);
    ephemeral.afterwards(to, () -> open(user, grant, command.getTriggerId(), to));
    return "";
  }

  /** Opens the form for a grant, if it can be extended by this person. */
  void open(ChatUser user, UUID id, String triggerId, ReplyTo to) {
    Optional<Grant> found =
        grants
            .find(id)
            .filter(
                grant ->
                    persons
                        .linkedTo(user)
                        .filter(person -> isHolderOrSender(person.id(), grant))
                        .isPresent());
    if (found.isEmpty()) {
      modals.notOpened(
          to, "Only its holder, or the person who requested it for them, can extend this access.");
      return;
    }
    Optional<String> paused = pauses.refusalSentence();
    if (paused.isPresent()) {
      modals.notOpened(to, paused.get());
      return;
    }
    switch (offers.of(found.get())) {
      case Offer.Nothing(String why) -> modals.notOpened(to, why);
      case Offer.Longer(List<Duration> durations) -> {
        Modal form = form(found.get(), user, durations, to);
        modals.opened(
            Form.EXTEND,
            slack.call(
                "views.open",
                methods ->
                    methods.viewsOpen(r -> r.triggerId(triggerId).viewAsString(form.json()))),
            to);
      }
    }
  }

  private boolean isHolderOrSender(PersonId person, Grant grant) {
    return grant.holder().equals(person)
        || requests
            .find(grant.request())
            .flatMap(AccessRequest::sentBy)
            .filter(person::equals)
            .isPresent();
  }

  private Modal form(Grant grant, ChatUser user, List<Duration> durations, ReplyTo to) {
    String justification =
        requests.find(grant.request()).map(AccessRequest::justification).orElse("");
    return ExtendForm.of(
        details.grant(grant.id()).orElseThrow(),
        durations,
        grant.duration(),
        justification,
        to.channel(),
        holder(grant, user).map(PersonMention::of));
  }

  /**
   * A form that was submitted.
   *
   * @param command empty if there are problems
   * @param problems by block
   */
  record Submitted(Optional<SubmissionCommand> command, Map<String, String> problems) {}

  /** The holder, if that is somebody else. */
  private Optional<Person> holder(Grant grant, ChatUser user) {
    return persons
        .find(grant.holder())
        .filter(holder -> persons.linkedTo(user).filter(holder::equals).isEmpty());
  }

  /** The holder's own account: their messages may go to the account that replaced it. */
  private Beneficiary named(Person holder) {
    return persons
        .linkOf(holder.id())
        .<Beneficiary>map(user -> new Beneficiary.InChat(user.userId()))
        .orElseGet(() -> new Beneficiary.ByAddress(holder.principalName()));
  }

  /**
   * Reads a form, and checks everything that needs no vendor. An extension for somebody else is
   * evaluated like a request for them: the sender must still be allowed to request for others.
   */
  Submitted read(ViewSubmissionPayload form, ChatUser sender) {
    Optional<Grant> grant = grants.find(UUID.fromString(FormAnswers.metadata(form)[0]));
    if (grant.isEmpty()) {
      return new Submitted(Optional.empty(), Map.of(ExtendForm.WHY, "This access does not exist."));
    }
    String entitlement = grant.get().access().entitlement();
    String why = FormAnswers.text(form, ExtendForm.WHY);
    Optional<Duration> whole =
        FormAnswers.duration(FormAnswers.selected(form, ExtendForm.HOW_LONG, ExtendForm.HOW_LONG));
    Map<String, String> problems = new LinkedHashMap<>();
    if (whole.isEmpty()) {
      problems.put(ExtendForm.HOW_LONG, "Choose a duration.");
    }
    catalog
        .find(entitlement)
        .flatMap(found -> found.justificationRefusal(why, false))
        .map(Refusal::sentence)
        .ifPresent(problem -> problems.put(ExtendForm.WHY, problem));
    return new Submitted(
        whole
            .filter(_ -> problems.isEmpty())
            .map(
                duration ->
                    new SubmissionCommand.NewRequest(
                        List.of(entitlement),
                        duration,
                        why,
                        Optional.empty(),
                        false,
                        holder(grant.get(), sender).map(this::named),
                        Optional.of(grant.get().id()))),
        problems);
  }
}
