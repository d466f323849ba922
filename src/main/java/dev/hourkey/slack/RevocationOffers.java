package dev.hourkey.slack;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.RefusalLog;
import dev.hourkey.request.RevocationRights;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.request.Submissions;
import dev.hourkey.slack.RevocationSelector.Selection;
import dev.hourkey.slack.RevokeForm.Choice;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Fills the form to revoke access with what an identified person may revoke. An offer is not a
 * permission: the right is checked again when the form is submitted.
 */
@ApplicationScoped
class RevocationOffers {
  private static final Logger LOG = Logger.getLogger(RevocationOffers.class);

  private final Persons persons;
  private final Grants grants;
  private final RevocationSelector selector;
  private final BulkRevocationOffer bulk;
  private final RevocationRights rights;
  private final Submissions submissions;
  private final RefusalLog refusals;

  RevocationOffers(
      Persons persons,
      Grants grants,
      RevocationSelector selector,
      BulkRevocationOffer bulk,
      RevocationRights rights,
      Submissions submissions,
      RefusalLog refusals) {
    this.persons = persons;
    this.grants = grants;
    this.selector = selector;
    this.bulk = bulk;
    this.rights = rights;
    this.submissions = submissions;
    this.refusals = refusals;
  }

  /**
   * The form for the access that a button belongs to.
   *
   * @throws DirectoryFailure when it is unknown whether the sender may revoke it
   */
  Modal of(ChatUser user, Identification.Known sender, UUID id, ReplyTo to) {
    Optional<Grant> endable = grants.find(id).filter(Grant::endable);
    if (endable.isEmpty()) {
      return RevokeForm.message(Sentence.of("This access is ending or has ended already."));
    }
    List<Grant> revocable = revocable(sender, List.of(endable.get()));
    return revocable.isEmpty()
        ? refused(
            user,
            sender,
            id.toString(),
            Sentence.of(
                "You can't revoke this access. Ask one of its approvers or an operator to do it."))
        : RevokeForm.of(choices(revocable), "", to.channel());
  }

  /**
   * The form for what a command names.
   *
   * @throws DirectoryFailure when it is unknown what the sender may revoke
   */
  Modal of(TypedRevocation typed, Identification.Known sender) {
    Selection selection = selector.select(typed.user(), typed.words());
    if (isOperator(sender, selection)) {
      Optional<RevocationScope> scope =
          selection
              .scope()
              .or(
                  () ->
                      selection
                          .stranger()
                          .flatMap(one -> selector.lookUp(typed.user(), one))
                          .map(RevocationScope.OfPerson::new));
      if (scope.isPresent()) {
        return bulk.of(scope.get(), selection.reason(), typed.to());
      }
      if (selection.grants().isEmpty()) {
        return RevokeForm.message(nothing(typed, selection));
      }
    }
    List<Grant> revocable = revocable(sender, selection.grants());
    if (revocable.isEmpty()) {
      return nothingFor(typed, sender, selection);
    }
    return selection.scope().isEmpty()
            && selection.grants().size() == 1
            && !selection.reason().isEmpty()
        ? stored(typed, selection)
        : RevokeForm.of(choices(revocable), selection.reason(), typed.to().channel());
  }

  /** An approver can revoke even while it is unknown whether they are an operator. */
  private boolean isOperator(Identification.Known sender, Selection selection) {
    try {
      return rights.isOperator(sender.account());
    } catch (DirectoryFailure failure) {
      if (selection.grants().isEmpty()) {
        throw failure;
      }
      LOG.infof("it is unknown whether %s is an operator: %s", sender, failure.forLog());
      return false;
    }
  }

  /** The grants that this person may end, because they may revoke or hold them. */
  private List<Grant> revocable(Identification.Known sender, List<Grant> all) {
    Set<PersonId> mine = persons.accountsOf(sender.person().id());
    Set<UUID> others =
        rights
            .revocable(
                sender.account(), all.stream().filter(one -> !mine.contains(one.holder())).toList())
            .stream()
            .map(Grant::id)
            .collect(Collectors.toSet());
    return all.stream()
        .filter(one -> mine.contains(one.holder()) || others.contains(one.id()))
        .toList();
  }

  /**
   * Stores a complete command while it is unknown what its sender may revoke. If it does not match
   * exactly one grant, it is stored for a grant that does not exist: what the sender reads, now and
   * later, must not reveal whether it matched.
   */
  Modal unknown(TypedRevocation typed) {
    String how = typed.command().getCommand() + " revoke PERSON ENTITLEMENT REASON";
    if (!typed.complete()) {
      return RevokeForm.message(
          Sentence.of(
              "Hourkey can't tell at the moment what you may revoke, so nothing was stored."
                  + " Send `{}` instead: it is stored and takes effect if you may revoke, like the"
                  + " *Revoke…* button on a card. Operators can also run `hourkey revoke`.",
              how));
    }
    Selection selection = selector.select(typed.user(), typed.words());
    boolean one = selection.scope().isEmpty() && selection.grants().size() == 1;
    store(
        typed,
        one ? selection.grants().getFirst().id() : UUID.randomUUID(),
        selection.reason().isEmpty() ? typed.quoted() : selection.reason());
    return RevokeForm.message(
        Sentence.of(
            "Hourkey can't tell at the moment what you may revoke. Your command is stored and"
                + " retried for 10 minutes. If it matches exactly one grant, as in `{}`, and you"
                + " may revoke that grant, it ends as soon as Slack and Entra answer. You'll get a"
                + " message with the result.",
            how));
  }

  private void store(TypedRevocation typed, UUID grant, String reason) {
    submissions.take(
        "command:" + typed.command().getTriggerId(),
        typed.user(),
        typed.to().channel(),
        new SubmissionCommand.Revoke(grant, SlackText.cut(reason, RevokeForm.MAX_LENGTH)));
  }

  private Modal stored(TypedRevocation typed, Selection selection) {
    store(typed, selection.grants().getFirst().id(), selection.reason());
    return RevokeForm.message(
        Sentence.of(
            "*{}*\nHourkey is revoking it. You'll get a message with the result.",
            choices(selection.grants()).getFirst().label()));
  }

  /** The answer for operators, who may know that there is nothing to revoke. */
  private static Sentence nothing(TypedRevocation typed, Selection selection) {
    if (typed.quoted().isEmpty()) {
      return Sentence.of("There is no active access to revoke.");
    }
    return selection
        .stranger()
        .map(one -> Sentence.of("Nobody called {} has access or an open request.", one))
        .orElseGet(
            () ->
                Sentence.of(
                    "No active access matches `{}`. `{} revoke` lists what you can revoke.",
                    typed.quoted(),
                    typed.command().getCommand()));
  }

  /**
   * The answer for everybody else. It is the same whether or not the access exists.
   *
   * @throws DirectoryFailure when it is unknown whether they may revoke any
   */
  private Modal nothingFor(
      TypedRevocation typed, Identification.Known sender, Selection selection) {
    rights.requireAnswers(sender.account());
    String own = " `/aws-access end` ends your own.";
    if (typed.quoted().isEmpty()) { // It names nobody.
      return RevokeForm.message(
          Sentence.of(
              "Hourkey found no access that you may revoke. If you are a manager, name the person."
                  + own));
    }
    return refused(
        typed.user(),
        sender,
        selection.grants().size() == 1
            ? selection.grants().getFirst().id().toString()
            : typed.quoted(),
        Sentence.of("There is no access matching `{}` that you may revoke." + own, typed.quoted()));
  }

  private Modal refused(ChatUser user, Identification.Known sender, String about, Sentence why) {
    refusals.noteRevocation(user, about, sender.person().id(), why.plain());
    return RevokeForm.message(why);
  }

  /** Returns as many as a form lists, and one more, which shows that there are more. */
  private List<Choice> choices(List<Grant> all) {
    List<Grant> first = all.stream().limit(BlockJson.MAX_OPTIONS + 1L).toList();
    Map<PersonId, Person> known = persons.known(first.stream().map(Grant::holder).toList());
    return first.stream().map(grant -> choice(grant, known)).toList();
  }

  private static Choice choice(Grant grant, Map<PersonId, Person> known) {
    Person holder = known.get(grant.holder());
    return new Choice(
        grant.id(),
        (holder == null ? grant.holder().value() : holder.name())
            + ": "
            + grant.access().entitlementName());
  }
}
