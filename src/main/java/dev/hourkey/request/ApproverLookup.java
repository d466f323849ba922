package dev.hourkey.request;

import dev.hourkey.person.AccountStatus;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Looks up the accounts of approvers in the directory. */
@ApplicationScoped
class ApproverLookup {
  private static final Logger LOG = Logger.getLogger(ApproverLookup.class);

  private final PersonDirectory people;
  private final IdentityResolver identities;

  ApproverLookup(PersonDirectory people, IdentityResolver identities) {
    this.people = people;
    this.identities = identities;
  }

  /**
   * The accounts that each approver entry of these stages stands for, for a request of this person.
   * An entry is left out if it includes too many people to list, if another tool knows its people
   * (they may have changed by the time of the decision), or if Entra does not show who they are.
   * After a failure, the remaining entries are not looked up, so that a busy directory does not get
   * one call for each entry.
   */
  Map<Principal, List<EntraAccount>> accounts(List<ApprovalStage> stages, PersonId requester) {
    Map<Principal, List<EntraAccount>> accounts = new HashMap<>();
    try {
      stages.stream()
          .filter(stage -> stage.approvals() > 0)
          .forEach(stage -> add(stage, requester, accounts));
    } catch (DirectoryFailure failure) {
      LOG.warnf("cannot tell who can approve: %s", failure.forLog());
    }
    return accounts;
  }

  /**
   * Stops at an entry that cannot be listed, because unlisted people may then approve the stage.
   */
  private void add(
      ApprovalStage stage, PersonId requester, Map<Principal, List<EntraAccount>> accounts) {
    if (stage.everybody().stream().anyMatch(ApproverLookup::isNeverListed)) {
      return;
    }
    for (Principal approver : stage.everybody()) {
      if (!accounts.containsKey(approver)) {
        Optional<List<EntraAccount>> found = accounts(approver, requester);
        if (found.isEmpty()) {
          return;
        }
        accounts.put(approver, found.get());
      }
    }
  }

  private static boolean isNeverListed(Principal approver) {
    return approver instanceof Principal.Anyone || approver instanceof Principal.OfTool;
  }

  /** The people of one entry; empty if it is left out. */
  Optional<List<EntraAccount>> accounts(Principal approver, PersonId requester) {
    return switch (approver) {
      case Principal.Anyone _, Principal.OfTool _ -> Optional.empty();
      case Principal.Group(String id, _) -> people.membersOf(id);
      case Principal.Manager _ ->
          people.managerOf(requester).map(this::account).orElseGet(() -> Optional.of(List.of()));
      case Principal.One(String name) ->
          name.contains("@")
              ? Optional.of(people.withMail(name)).filter(found -> !found.isEmpty())
              : account(new PersonId(name));
    };
  }

  /** The account if it may approve, none if it may not, and empty if that is unknown. */
  Optional<List<EntraAccount>> account(PersonId id) {
    return switch (identities.accountStatus(id)) {
      case AccountStatus.Enabled(EntraAccount account) -> Optional.of(List.of(account));
      case AccountStatus.Disabled _ -> Optional.of(List.of());
      case AccountStatus.Unreadable _ -> Optional.empty();
      case AccountStatus.Missing(boolean gone) -> gone ? Optional.of(List.of()) : Optional.empty();
    };
  }
}
