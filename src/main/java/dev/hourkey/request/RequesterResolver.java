package dev.hourkey.request;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.GroupsOfPerson;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Sender;
import dev.hourkey.policy.Subject;
import dev.hourkey.policy.SubjectStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the directory for everything that a policy has to know about the person who made a request,
 * and about the one who sent it for them, now.
 */
@ApplicationScoped
class RequesterResolver {
  private final SubjectResolver subjects;
  private final IdentityResolver identities;

  RequesterResolver(SubjectResolver subjects, IdentityResolver identities) {
    this.subjects = subjects;
    this.identities = identities;
  }

  /**
   * The person who made a request. They count as a guest in the chat if they are one now, or were
   * one when they made it.
   *
   * @throws DirectoryFailure when the directory or the chat could not be asked, or does not say
   *     whether an account is enabled, or does not show a group that the policy excludes, or the
   *     account of the sender
   */
  SubjectStatus of(AccessRequest request, Policy policy) {
    return subjects.statusOf(
        request.requester(),
        account -> {
          Subject requester =
              subjects.requester(
                  account,
                  policy,
                  request.byChatGuest()
                      || (!policy.chatGuests() && identities.chatGuest(account.id())));
          return request
              .sentBy()
              .map(sender -> requester.requestedBy(sender(sender, policy)))
              .orElse(requester);
        });
  }

  /**
   * A sender who has left may not request for others; one who is hidden in Entra may be back soon.
   */
  private Sender sender(PersonId id, Policy policy) {
    return switch (subjects.statusOf(id, account -> subjects.senderOf(account, policy))) {
      case SubjectStatus.Enabled(Subject found) -> new Sender(id, Optional.of(found));
      case SubjectStatus.Disabled _ -> new Sender(id, Optional.empty());
      case SubjectStatus.Missing(boolean gone) when gone -> new Sender(id, Optional.empty());
      case SubjectStatus.Missing _ ->
          throw DirectoryFailure.passing(
                  "read the account " + id,
                  null,
                  new IllegalStateException("Entra does not show the account"))
              .saying("Entra does not show the account of the person who requested it");
    };
  }

  /**
   * The person who made a request, for a denial, which does not depend on whether they may still
   * request it.
   *
   * @throws DirectoryFailure as for {@link #of}
   */
  SubjectStatus toDeny(AccessRequest request, Policy policy) {
    return subjects.statusOf(
        request.requester(),
        account -> {
          Subject requester =
              subjects.subject(
                  account,
                  GroupsOfPerson.NONE,
                  Set.of(),
                  subjects.managerOf(account.id(), policy),
                  request.byChatGuest());
          return request
              .sentBy()
              .map(sender -> requester.requestedBy(new Sender(sender, Optional.empty())))
              .orElse(requester);
        });
  }
}
