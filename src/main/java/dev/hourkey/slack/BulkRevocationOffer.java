package dev.hourkey.slack;

import dev.hourkey.grant.GrantsInScope;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.request.Requests;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Asks an operator whether to revoke all access of one person or to one entitlement. */
@ApplicationScoped
class BulkRevocationOffer {
  private final GrantsInScope grants;
  private final Requests requests;
  private final MessageDetailsLoader details;
  private final BulkRevocationLoader revocations;

  BulkRevocationOffer(
      GrantsInScope grants,
      Requests requests,
      MessageDetailsLoader details,
      BulkRevocationLoader revocations) {
    this.grants = grants;
    this.requests = requests;
    this.details = details;
    this.revocations = revocations;
  }

  Modal of(RevocationScope scope, String reason, ReplyTo to) {
    int open = grants.endableIds(scope).size();
    List<UUID> pending = requests.pendingIds(scope);
    Sentence subject = revocations.subject(scope);
    if (open + pending.size() == 0) {
      return RevokeForm.message(Sentence.of("There is nothing to revoke: {}.", subject));
    }
    Stream<Sentence> ofGrants =
        grants.endable(scope, RevokeForm.LISTED).stream()
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
}
