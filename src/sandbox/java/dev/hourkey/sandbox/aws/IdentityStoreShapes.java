package dev.hourkey.sandbox.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.directory.Memberships.Membership;
import dev.hourkey.sandbox.http.Json;
import java.time.Instant;
import java.util.List;

/** Users, groups and memberships as the Identity Store writes them. */
final class IdentityStoreShapes {
  private final OrganizationSeed seed;

  IdentityStoreShapes(OrganizationSeed seed) {
    this.seed = seed;
  }

  Object reference(Membership membership) {
    return Json.object("IdentityStoreId", seed.identityStoreId(), "MembershipId", membership.id());
  }

  Object membership(Membership membership) {
    return Json.object()
        .put("IdentityStoreId", seed.identityStoreId())
        .put("MembershipId", membership.id())
        .put("GroupId", membership.group())
        .putPOJO("MemberId", Json.object("UserId", membership.member()))
        .put("CreatedAt", seconds(membership.since()));
  }

  Object user(StoreUser user) {
    return Json.object()
        .put("IdentityStoreId", seed.identityStoreId())
        .put("UserId", user.id())
        .put("UserName", user.userName())
        .putPOJO("ExternalIds", externalIds(user.externalId()))
        .putPOJO(
            "Name", Json.object("GivenName", user.givenName(), "FamilyName", user.familyName()))
        .put("DisplayName", user.displayName())
        .putPOJO(
            "Emails",
            List.of(
                Json.object()
                    .put("Value", user.userName())
                    .put("Type", "work")
                    .put("Primary", true)))
        .put("UserStatus", user.active() ? "ENABLED" : "DISABLED")
        .put("CreatedAt", seconds(user.createdAt()));
  }

  /** A group that was created without a name has none. */
  Object group(StoreGroup group) {
    ObjectNode shape =
        Json.object()
            .put("IdentityStoreId", seed.identityStoreId())
            .put("GroupId", group.id())
            .putPOJO("ExternalIds", externalIds(group.externalId()))
            .put("CreatedAt", seconds(group.createdAt()));
    return group.displayName().isEmpty() ? shape : shape.put("DisplayName", group.displayName());
  }

  private List<ObjectNode> externalIds(String id) {
    return id.isEmpty() ? List.of() : List.of(Json.object("Issuer", seed.issuer(), "Id", id));
  }

  /** Epoch seconds with a fraction, as AWS writes times. */
  private static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }
}
