package dev.hourkey.aws;

import dev.hourkey.catalog.EntraGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.identitystore.model.AlternateIdentifier;
import software.amazon.awssdk.services.identitystore.model.UniqueAttribute;

/** Finds Entra's groups in the Identity Store. */
@ApplicationScoped
class IdentityStoreGroups {
  private final IdentityCenter aws;
  private final ScimIssuer issuer;

  IdentityStoreGroups(IdentityCenter aws, ScimIssuer issuer) {
    this.aws = aws;
    this.issuer = issuer;
  }

  /**
   * The group's id in AWS, by Entra's object id and else by its name, which is what SCIM matches
   * groups by. A group of that name that carries another Entra object's id does not count. The id
   * is never kept: a group that is created again has a new one, and AWS keeps answering for the old
   * one.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS could not be asked
   */
  Optional<String> find(EntraGroup group) {
    return issuer
        .externalId(group.id())
        .map(AlternateIdentifier::fromExternalId)
        .flatMap(identifier -> find(group, identifier))
        .or(() -> find(group, named(group.name())).filter(id -> !isAnothers(id, group)));
  }

  private boolean isAnothers(String id, EntraGroup group) {
    return AwsFailures.find(
            "read the group " + group.name() + " in the Identity Store",
            () ->
                aws.store()
                    .describeGroup(r -> r.identityStoreId(aws.identityStoreId()).groupId(id)))
        .map(found -> ExternalIds.areOfAnother(found.externalIds(), group.id()))
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
