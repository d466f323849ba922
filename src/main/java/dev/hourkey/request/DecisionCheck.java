package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityRefusal;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Refusal;
import dev.hourkey.policy.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Refuses people who can't decide on a request before they see its form. It authorizes nothing: a
 * decision is authorized when it is made.
 */
@ApplicationScoped
public class DecisionCheck {
  private static final Logger LOG = Logger.getLogger(DecisionCheck.class);

  private final Requests requests;
  private final IdentityResolver identities;
  private final Persons persons;
  private final Catalog catalog;
  private final SubjectResolver subjects;
  private final SubmissionRefusals refusals;
  private final VendorCallLimiter calls;

  DecisionCheck(
      Requests requests,
      IdentityResolver identities,
      Persons persons,
      Catalog catalog,
      SubjectResolver subjects,
      SubmissionRefusals refusals,
      VendorCallLimiter calls) {
    this.requests = requests;
    this.identities = identities;
    this.persons = persons;
    this.catalog = catalog;
    this.subjects = subjects;
    this.refusals = refusals;
    this.calls = calls;
  }

  /**
   * Why a user can't decide on any of the requests on a card, as a sentence; empty if they may
   * decide on one of them, or if that is not known.
   */
  public Optional<String> refusal(ChatUser user, UUID card) {
    try {
      return refusal(() -> identities.identifyToShow(user), requests.onCard(card))
          .map(SubmissionRefusal::sentence);
    } catch (DirectoryFailure failure) {
      LOG.infof("it is unknown whether %s may decide: %s", user, failure.forLog());
      return Optional.empty();
    }
  }

  /**
   * Why a user is not shown the requests on a card. Unlike {@link #refusal}, this method also
   * refuses while it is unknown whether they may decide.
   */
  public Optional<String> refusalToShow(ChatUser user, UUID card) {
    return calls.get(
        VendorCallLimiter.Caller.CONSOLE,
        () -> checkedToShow(user, card),
        () ->
            Optional.of(
                "Hourkey is busy at the moment and can't tell whether you may decide. Try again"
                    + " in a minute."));
  }

  private Optional<String> checkedToShow(ChatUser user, UUID card) {
    List<AccessRequest> all = requests.onCard(card);
    try {
      Identification who = identities.identifyToShow(user);
      return who instanceof Identification.Missing
          ? Optional.of("Hourkey can't find you in Entra at the moment. Try again in two minutes.")
          : refusal(() -> who, all).map(SubmissionRefusal::sentence);
    } catch (DirectoryFailure failure) {
      return Optional.of(
          failure.userSentenceStart()
              + ", so Hourkey can't tell whether you may decide. Try again later.");
    }
  }

  private Optional<SubmissionRefusal> refusal(
      Supplier<Identification> user, List<AccessRequest> card) {
    if (card.isEmpty()) {
      return Optional.of(new SubmissionRefusal.NoSuchRequest());
    }
    List<AccessRequest> pending = card.stream().filter(AccessRequest::pending).toList();
    if (pending.isEmpty()) {
      return Optional.of(refusals.alreadyDecided(card.getFirst()));
    }
    return switch (user.get()) {
      case Identification.Refused(var why) -> Optional.of(new SubmissionRefusal.NotIdentified(why));
      case Identification.Missing _ -> Optional.empty();
      case Identification.Known known when known.chatGuest() ->
          Optional.of(new SubmissionRefusal.NotIdentified(new IdentityRefusal.ChatGuest()));
      case Identification.Known known ->
          pending.stream().anyMatch(request -> refusal(known.account(), request).isEmpty())
              ? Optional.empty()
              : refusal(known.account(), pending.getFirst());
    };
  }

  /**
   * Accepts an approver under any policy of the entitlement. If the entitlement no longer exists,
   * nobody is an approver.
   *
   * @throws DirectoryFailure when it is unknown whether the entitlement still exists
   */
  private Optional<SubmissionRefusal> refusal(EntraAccount account, AccessRequest request) {
    Optional<Entitlement> entitlement = catalog.named(request.access().entitlement());
    if (entitlement.isEmpty()) {
      return Optional.of(new SubmissionRefusal.NoLongerOffered(request.access().entitlementName()));
    }
    List<Policy> policies = entitlement.get().policies();
    boolean own = request.involves(persons.accountsOf(account.id()));
    if (own && policies.stream().noneMatch(Policy::selfApproval)) {
      return Optional.of(new SubmissionRefusal.ByPolicy(new Refusal.OwnRequest()));
    }
    Subject me = subjects.approver(account, policies, List.of());
    return Principal.anyOf(
            policies, one -> one.namesApprover(me, subjects.ofHolder(request.requester(), one)))
        ? Optional.empty()
        : Optional.of(SubmissionRefusal.ofReview(request, new Refusal.NotApprover()));
  }
}
