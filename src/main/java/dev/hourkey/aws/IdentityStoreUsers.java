package dev.hourkey.aws;

import dev.hourkey.person.Account;
import dev.hourkey.person.AwsUsers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.identitystore.model.AlternateIdentifier;
import software.amazon.awssdk.services.identitystore.model.ExternalId;
import software.amazon.awssdk.services.identitystore.model.UniqueAttribute;

/**
 * Finds Entra's people in the Identity Store. Which of their attributes SCIM sent as what is the
 * tenant's choice, so the surest is tried first.
 */
@ApplicationScoped
class IdentityStoreUsers implements AwsUsers {
  private static final String GUEST = "#EXT#";

  private final Aws aws;
  private final ScimIssuer issuer;

  IdentityStoreUsers(Aws aws, ScimIssuer issuer) {
    this.aws = aws;
    this.issuer = issuer;
  }

  @Override
  public Optional<String> find(Account account) {
    return Stream.concat(
            issuer
                .externalId(account.id().value())
                .map(AlternateIdentifier::fromExternalId)
                .stream(),
            byName(account))
        .flatMap(identifier -> find(account, identifier).stream())
        .findFirst();
  }

  @Override
  public Optional<Details> details(String awsUserId) {
    return AwsFailures.finding(
            "read the user " + awsUserId,
            () ->
                aws.store()
                    .describeUser(r -> r.identityStoreId(aws.identityStoreId()).userId(awsUserId)))
        .map(
            user ->
                new Details(
                    Objects.requireNonNullElse(user.userName(), ""),
                    user.externalIds().stream().map(ExternalId::id).collect(Collectors.toSet())));
  }

  private static Stream<AlternateIdentifier> byName(Account account) {
    Stream<String> userNames =
        Stream.of(
                Stream.of(account.principalName()),
                atHome(account.principalName()).stream(),
                account.mail().stream())
            .flatMap(names -> names)
            .distinct();
    return Stream.concat(
        userNames.map(name -> having("userName", name)),
        account.mail().map(mail -> having("emails.value", mail)).stream());
  }

  /**
   * What the SCIM job makes of a guest's {@code alias_domain#EXT#@tenant}: {@code alias@domain}
   * (Microsoft, how provisioning works). A domain has no underscore, an alias may.
   */
  private static Optional<String> atHome(String principalName) {
    int end = principalName.toUpperCase(Locale.ROOT).indexOf(GUEST);
    int at = end < 0 ? -1 : principalName.lastIndexOf('_', end);
    return at < 0
        ? Optional.empty()
        : Optional.of(principalName.substring(0, at) + "@" + principalName.substring(at + 1, end));
  }

  private Optional<String> find(Account account, AlternateIdentifier identifier) {
    return AwsFailures.finding(
        "find " + account.name() + " in the Identity Store",
        () ->
            aws.store()
                .getUserId(
                    r -> r.identityStoreId(aws.identityStoreId()).alternateIdentifier(identifier))
                .userId());
  }

  private static AlternateIdentifier having(String path, String value) {
    return AlternateIdentifier.fromUniqueAttribute(
        UniqueAttribute.builder()
            .attributePath(path)
            .attributeValue(Document.fromString(value))
            .build());
  }
}
