package dev.hourkey.request;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Revocation;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.Identification;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Revokes access for approvers and operators, if the directories confirm that they may do so. */
@ApplicationScoped
class RevocationProcessor {
  private static final Logger LOG = Logger.getLogger(RevocationProcessor.class);

  private final RevocationRights rights;
  private final Grants grants;
  private final RevocationService revocations;
  private final BulkRevocations bulk;
  private final BulkRevocationProcessor bulkProcessor;
  private final SubmissionRefusals refusals;

  RevocationProcessor(
      RevocationRights rights,
      Grants grants,
      RevocationService revocations,
      BulkRevocations bulk,
      BulkRevocationProcessor bulkProcessor,
      SubmissionRefusals refusals) {
    this.rights = rights;
    this.grants = grants;
    this.revocations = revocations;
    this.bulk = bulk;
    this.bulkProcessor = bulkProcessor;
    this.refusals = refusals;
  }

  /**
   * Revokes one grant.
   *
   * @param grant the one that the command names; empty if there is none
   * @throws DirectoryFailure when it is unknown whether the sender may
   */
  SubmissionOutcome revoke(
      UUID submission,
      SubmissionCommand.Revoke command,
      Optional<Grant> grant,
      Identification.Known sender) {
    return rights
        .roleIfAny(sender.account(), grant)
        .map(
            role ->
                revocations.revoke(
                    submission,
                    command.grant(),
                    new Revocation(sender.person().id().value(), role, command.reason())))
        .orElseGet(
            () ->
                refusals.refuseRevocation(
                    submission,
                    command.grant(),
                    sender.person().id(),
                    new SubmissionRefusal.NotRevocable()));
  }

  /**
   * Revokes all of a person's access, or all access to an entitlement.
   *
   * @throws DirectoryFailure when it is unknown whether the sender is an operator
   */
  SubmissionOutcome revokeAll(
      UUID submission, SubmissionCommand.RevokeAll command, Identification.Known sender) {
    if (!rights.isOperator(sender.account())) {
      return refusals.refuseRevocation(
          submission, command.id(), sender.person().id(), new SubmissionRefusal.NotOperator());
    }
    SubmissionOutcome begun =
        bulk.begin(
            submission,
            command.id(),
            command.scope(),
            new Revocation(
                sender.person().id().value(), Revocation.Role.OPERATOR, command.reason()));
    bulkProcessor.wake(command.id()); // At once; if this replica dies, another one continues.
    return begun;
  }

  /**
   * The grant that a late reviewer may still revoke; none unless a directory confirms their right.
   */
  Optional<UUID> revocable(EntraAccount reviewer, UUID request) {
    try {
      return grants
          .forRequest(request)
          .filter(Grant::endable)
          .filter(grant -> rights.role(reviewer, grant).isPresent())
          .map(Grant::id);
    } catch (DirectoryFailure e) {
      LOG.warnf("a late decision on request %s: %s", request, e.forLog());
      return Optional.empty();
    }
  }
}
