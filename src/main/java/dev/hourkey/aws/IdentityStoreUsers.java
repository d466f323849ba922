package dev.hourkey.aws;

import dev.hourkey.person.AwsUsers;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.identitystore.model.AlternateIdentifier;
import software.amazon.awssdk.services.identitystore.model.DescribeUserResponse;
import software.amazon.awssdk.services.identitystore.model.ExternalId;
import software.amazon.awssdk.services.identitystore.model.UniqueAttribute;
import software.amazon.awssdk.services.identitystore.model.UserStatus;

/**
 * Finds the users of Entra's people in the Identity Store. Each tenant chooses which attributes
 * SCIM sends, so the most reliable one is tried first. A name may be given to another person later,
 * so a user with another person's external id is never taken for the person with that name.
 */
@ApplicationScoped
class IdentityStoreUsers implements AwsUsers {
  private final IdentityCenter aws;
  private final ScimIssuer issuer;
  private final PersonDirectory people;

  IdentityStoreUsers(IdentityCenter aws, ScimIssuer issuer, PersonDirectory people) {
    this.aws = aws;
    this.issuer = issuer;
    this.people = people;
  }

  @Override
  public AwsUser find(EntraAccount account) {
    return provisioned(account.id()).orElseGet(() -> named(account));
  }

  /**
   * The person's user as it is now.
   *
   * @param known the person's user as found earlier; it counts while it exists and does not belong
   *     to another person
   */
  AwsUser current(PersonId person, Optional<String> known) {
    return provisioned(person)
        .or(
            () ->
                known
                    .flatMap(this::describe)
                    .filter(user -> !isAnothers(user, person))
                    .<AwsUser>map(user -> new AwsUser.Found(user.userId())))
        .or(() -> account(person).map(this::named))
        .orElseGet(AwsUser.None::new);
  }

  /**
   * The person's account. A failure is passed on without Entra's Retry-After, because a pause for
   * Entra must not stop calls to AWS.
   */
  private Optional<EntraAccount> account(PersonId person) {
    try {
      return people.account(person);
    } catch (DirectoryFailure failure) {
      DirectoryFailure temporary =
          DirectoryFailure.temporary("read the names of " + person, null, failure);
      throw failure.vendorError().map(temporary::because).orElse(temporary);
    }
  }

  /** The user with this id, if there is one. */
  Optional<DescribeUserResponse> describe(String id) {
    return AwsFailures.find(
        "read the user " + id + " in the Identity Store",
        () -> aws.store().describeUser(r -> r.identityStoreId(aws.identityStoreId()).userId(id)));
  }

  static boolean isAnothers(DescribeUserResponse user, PersonId person) {
    return ExternalIds.belongToAnotherObject(user.externalIds(), person.value());
  }

  private Optional<AwsUser> provisioned(PersonId person) {
    return issuer
        .externalId(person.value())
        .map(AlternateIdentifier::fromExternalId)
        .flatMap(identifier -> find(person.value(), identifier))
        .map(AwsUser.Found::new);
  }

  private AwsUser named(EntraAccount account) {
    List<DescribeUserResponse> found =
        byName(account)
            .flatMap(identifier -> find(account.name(), identifier).stream())
            .distinct()
            .flatMap(id -> describe(id).stream())
            .toList();
    return found.stream()
        .filter(user -> !isAnothers(user, account.id()))
        .findFirst()
        .<AwsUser>map(user -> new AwsUser.Found(user.userId()))
        .or(() -> found.stream().findFirst().map(user -> new AwsUser.AnotherPersons(user.userId())))
        .orElseGet(AwsUser.None::new);
  }

  @Override
  public Optional<Details> details(String awsUserId) {
    return describe(awsUserId)
        .map(
            user ->
                new Details(
                    Objects.requireNonNullElse(user.userName(), ""),
                    user.externalIds().stream().map(ExternalId::id).collect(Collectors.toSet()),
                    user.userStatus() == UserStatus.DISABLED));
  }

  private static Stream<AlternateIdentifier> byName(EntraAccount account) {
    Stream<String> userNames =
        Stream.concat(
                Stream.of(account.principalName(), AwsUsers.userName(account.principalName())),
                account.mail().stream())
            .distinct();
    return Stream.concat(
        userNames.map(name -> having("userName", name)),
        account.mail().map(mail -> having("emails.value", mail)).stream());
  }

  private Optional<String> find(String who, AlternateIdentifier identifier) {
    return AwsFailures.find(
        "find " + who + " in the Identity Store",
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
