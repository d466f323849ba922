package dev.hourkey.request;

import dev.hourkey.grant.Grant;
import dev.hourkey.person.PersonId;
import java.util.List;

/**
 * Related requests and access that help approvers decide on a request.
 *
 * @param earlier the requester's last requests for the same entitlement
 * @param otherGrants the requester's other open access
 * @param holders some of the others who hold the same entitlement
 * @param moreHolders how many more there are
 */
public record RelatedAccess(
    List<AccessRequest> earlier,
    List<Grant> otherGrants,
    List<PersonId> holders,
    int moreHolders) {}
