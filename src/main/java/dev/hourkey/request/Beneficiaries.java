package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Finds the people others request access for. They need no user in the chat. */
@ApplicationScoped
class Beneficiaries {
  private final Catalog catalog;
  private final IdentityResolver identities;
  private final SubjectResolver subjects;

  Beneficiaries(Catalog catalog, IdentityResolver identities, SubjectResolver subjects) {
    this.catalog = catalog;
    this.identities = identities;
    this.subjects = subjects;
  }

  /** The person a submission requests access for. */
  sealed interface Lookup {
    record Known(Requester requester) implements Lookup {}

    record Refused(SubmissionRefusal why) implements Lookup {}

    record NotYet(String why) implements Lookup {}
  }

  /**
   * Finds the person a submission requests access for: its sender, or the person they named.
   *
   * @param user the sender in the chat
   * @throws dev.hourkey.person.DirectoryFailure when a directory could not be queried
   */
  Lookup find(
      ChatUser user,
      Identification.Known sender,
      SubmissionCommand.NewRequest command,
      List<String> entitlements) {
    Requester self = new Requester(sender, Optional.empty());
    if (command.forOther().isEmpty()) {
      return new Lookup.Known(self);
    }
    if (entitlements.stream().noneMatch(id -> mayChoose(sender, id))) {
      // Otherwise everybody could find out who has an account.
      return new Lookup.Refused(new SubmissionRefusal.ByPolicy(new Refusal.NotForOthers()));
    }
    Identification named =
        switch (command.forOther().get()) {
          case Beneficiary.InChat(String id) ->
              identities.identify(new ChatUser(user.teamId(), id));
          case Beneficiary.ByAddress(String address) -> identities.identifyByAddress(address);
        };
    return switch (named) {
      case Identification.Known known when known.person().id().equals(self.id()) ->
          new Lookup.Known(self);
      case Identification.Known known ->
          new Lookup.Known(new Requester(known, Optional.of(sender)));
      case Identification.Refused(var why) ->
          new Lookup.Refused(new SubmissionRefusal.BeneficiaryUnknown(why));
      case Identification.Missing _ ->
          new Lookup.NotYet("Entra does not show the account of the person you chose");
    };
  }

  /** Whether the sender may request it for others, at least under some condition. */
  private boolean mayChoose(Identification.Known sender, String entitlement) {
    return !sender.chatGuest()
        && catalog
            .settled(entitlement)
            .filter(
                found ->
                    Principal.anyOf(
                        found.policies(),
                        policy -> policy.forOthers(subjects.senderOf(sender.account(), policy))))
            .isPresent();
  }
}
