package dev.hourkey.aws;

import dev.hourkey.catalog.EntraGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.identitystore.model.AlternateIdentifier;
import software.amazon.awssdk.services.identitystore.model.UniqueAttribute;

/** Finds Entra's groups in the Identity Store. */
@ApplicationScoped
class StoreGroups {
  private final Aws aws;
  private final ScimIssuer issuer;

  StoreGroups(Aws aws, ScimIssuer issuer) {
    this.aws = aws;
    this.issuer = issuer;
  }

  /**
   * The group's id in AWS, by Entra's object id and else by its name, which is what SCIM matches
   * groups by. It is never kept: a group made anew has a new one, and AWS goes on answering for the
   * old.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS could not be asked
   */
  Optional<String> find(EntraGroup group) {
    return Stream.concat(
            issuer.externalId(group.id()).map(AlternateIdentifier::fromExternalId).stream(),
            Stream.of(named(group.name())))
        .flatMap(identifier -> find(group, identifier).stream())
        .findFirst();
  }

  private Optional<String> find(EntraGroup group, AlternateIdentifier identifier) {
    return AwsFailures.finding(
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
