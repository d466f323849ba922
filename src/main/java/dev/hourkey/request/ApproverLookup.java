package dev.hourkey.request;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Asks the directory which accounts the approvers of a policy are. */
@ApplicationScoped
class ApproverLookup {
  private static final Logger LOG = Logger.getLogger(ApproverLookup.class);

  private final PersonDirectory people;

  ApproverLookup(PersonDirectory people) {
    this.people = people;
  }

  /**
   * The accounts of each entry of the approvers, for a request of this person. An entry is left out
   * if it includes too many people to list, or if the directory does not answer.
   */
  Map<Principal, List<EntraAccount>> accounts(Policy policy, PersonId requester) {
    Map<Principal, List<EntraAccount>> accounts = new HashMap<>();
    policy.stages().stream()
        .filter(stage -> stage.approvals() > 0)
        .flatMap(stage -> stage.approvers().stream())
        .distinct()
        .forEach(
            approver ->
                accounts(approver, requester).ifPresent(found -> accounts.put(approver, found)));
    return accounts;
  }

  private Optional<List<EntraAccount>> accounts(Principal approver, PersonId requester) {
    try {
      return switch (approver) {
        case Principal.Anyone _ -> Optional.empty();
        case Principal.Group(String id, _) -> people.membersOf(id);
        case Principal.Manager _ ->
            Optional.of(people.managerOf(requester).flatMap(people::account).stream().toList());
        case Principal.One(String name) ->
            Optional.of(
                name.contains("@")
                    ? people.withMail(name)
                    : people.account(new PersonId(name)).stream().toList());
      };
    } catch (DirectoryFailure failure) {
      LOG.warnf("who can approve as %s is unknown: %s", approver.words(), failure.forLog());
      return Optional.empty();
    }
  }
}
