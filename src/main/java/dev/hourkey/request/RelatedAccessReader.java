package dev.hourkey.request;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.PersonalGrants;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads related requests and access: a few rows, each found by an index. */
@ApplicationScoped
public class RelatedAccessReader {
  private static final int EARLIER = 3;
  private static final int HOLDERS = 3;

  private final Requests requests;
  private final PersonalGrants grants;

  RelatedAccessReader(Requests requests, PersonalGrants grants) {
    this.requests = requests;
    this.grants = grants;
  }

  public RelatedAccess of(AccessRequest request) {
    List<PersonId> holders = grants.holdersOf(request.access().entitlement(), request.requester());
    return new RelatedAccess(
        requests.lastOf(request, EARLIER),
        otherGrants(request),
        holders.stream().limit(HOLDERS).toList(),
        Math.max(0, holders.size() - HOLDERS));
  }

  /** The requester's other access, without the access that the request would extend. */
  private List<Grant> otherGrants(AccessRequest request) {
    Optional<UUID> extended = request.extension().map(Extension::extendsGrant);
    return grants.wantedOf(request.requester()).stream()
        .filter(grant -> !extended.equals(Optional.of(grant.id())))
        .toList();
  }
}
