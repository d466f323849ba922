package dev.hourkey.aws;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.identitystore.model.AlternateIdentifier;
import software.amazon.awssdk.services.identitystore.model.Group;
import software.amazon.awssdk.services.identitystore.model.UniqueAttribute;

/** Finds Entra's groups in the Identity Store. */
@ApplicationScoped
class IdentityStoreGroups {
  /** How long discovery may use a listing. Requests and approvals look up the group again. */
  private static final Duration KEPT = Duration.ofMinutes(15);

  private final IdentityCenter aws;
  private final ScimIssuer issuer;
  private final Clock clock;
  private final TtlCache<String, Optional<Listing>> listings;

  IdentityStoreGroups(IdentityCenter aws, ScimIssuer issuer, Clock clock) {
    this.aws = aws;
    this.issuer = issuer;
    this.clock = clock;
    this.listings = new TtlCache<>(clock, KEPT);
  }

  /** All groups. Several may have the same name. */
  private record Listing(
      Map<String, String> ofObjects, Map<String, List<Group>> named, Set<String> namesOrIds) {}

  /**
   * The group's id in AWS, found by Entra's object id or, if AWS has no such id, by name, because
   * SCIM matches groups by name. A group with that name does not count if it has another Entra
   * object's id. The id is never kept: a group that is created again has a new one, and AWS keeps
   * answering for the old one.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS could not be queried
   */
  Optional<String> find(EntraGroup group) {
    return issuer
        .externalId(group.id())
        .map(AlternateIdentifier::fromExternalId)
        .flatMap(identifier -> find(group, identifier))
        .or(() -> withName(group).filter(id -> !isAnothers(id, group)));
  }

  /** The id in AWS of the group with this name, even if it carries another Entra object's id. */
  Optional<String> withName(EntraGroup group) {
    return find(group, named(group.name()));
  }

  /**
   * Like {@link #find}, but from a listing of all groups, which may be minutes old.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS could not be queried
   */
  Optional<String> findListed(EntraGroup group) {
    return listings
        .get(aws.identityStoreId(), this::list)
        .map(listing -> find(group, listing))
        .orElseGet(() -> find(group));
  }

  /**
   * All groups, by Entra's object id, or by display name where AWS does not have it.
   *
   * @throws DirectoryFailure when AWS did not show all of them
   */
  Set<String> all() {
    return listings
        .get(aws.identityStoreId(), this::list, clock.instant())
        .map(Listing::namesOrIds)
        .orElseThrow(
            () ->
                DirectoryFailure.lasting(
                        "list the groups of Identity Center",
                        new IllegalStateException("identitystore:ListGroups is refused"))
                    .because(
                        VendorError.said(
                                VendorError.Party.AWS, "AWS refuses identitystore:ListGroups")
                            .see("aws")));
  }

  private static Optional<String> find(EntraGroup group, Listing listing) {
    return Optional.ofNullable(listing.ofObjects.get(group.id().toLowerCase(Locale.ROOT)))
        .or(
            () ->
                listing.named.getOrDefault(group.name(), List.of()).stream()
                    .filter(
                        found ->
                            !ExternalIds.belongToAnotherObject(found.externalIds(), group.id()))
                    .map(Group::groupId)
                    .findFirst());
  }

  /** Empty when Hourkey is not allowed to list groups. */
  private Optional<Listing> list(String store) {
    return AwsFailures.call(
        "list the groups in the Identity Store",
        () -> {
          try {
            return Optional.of(read(store));
          } catch (SdkException e) {
            if (AwsFailures.denied(e)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  private Listing read(String store) {
    Listing listing = new Listing(new HashMap<>(), new HashMap<>(), new HashSet<>());
    aws.store()
        .listGroupsPaginator(r -> r.identityStoreId(store).maxResults(100))
        .groups()
        .forEach(
            group -> {
              List<String> objects = ExternalIds.objects(group.externalIds());
              objects.forEach(
                  id -> listing.ofObjects.put(id.toLowerCase(Locale.ROOT), group.groupId()));
              listing.namesOrIds.addAll(objects);
              if (group.displayName() == null) {
                return; // AWS does not require a name.
              }
              if (objects.isEmpty()) {
                listing.namesOrIds.add(group.displayName());
              }
              listing.named.computeIfAbsent(group.displayName(), _ -> new ArrayList<>()).add(group);
            });
    return listing;
  }

  private boolean isAnothers(String id, EntraGroup group) {
    return AwsFailures.find(
            "read the group " + group.name() + " in the Identity Store",
            () ->
                aws.store()
                    .describeGroup(r -> r.identityStoreId(aws.identityStoreId()).groupId(id)))
        .map(found -> ExternalIds.belongToAnotherObject(found.externalIds(), group.id()))
        .orElse(true); // It was deleted in the meantime.
  }

  private Optional<String> find(EntraGroup group, AlternateIdentifier identifier) {
    return AwsFailures.find(
        "find the group " + group.name() + " in the Identity Store",
        () ->
            aws.store()
                .getGroupId(
                    r -> r.identityStoreId(aws.identityStoreId()).alternateIdentifier(identifier))
                .groupId());
  }

  private static AlternateIdentifier named(String name) {
    return AlternateIdentifier.fromUniqueAttribute(
        UniqueAttribute.builder()
            .attributePath("displayName")
            .attributeValue(Document.fromString(name))
            .build());
  }
}
