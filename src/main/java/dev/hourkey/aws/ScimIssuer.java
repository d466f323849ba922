package dev.hourkey.aws;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.identitystore.model.ExternalId;
import software.amazon.awssdk.services.identitystore.model.Group;
import software.amazon.awssdk.services.identitystore.model.User;

/**
 * Under which name AWS keeps the ids that Entra's SCIM job gave: one per tenant, told nowhere but
 * in the objects themselves.
 */
@ApplicationScoped
class ScimIssuer {
  private static final Logger LOG = Logger.getLogger(ScimIssuer.class);
  private static final String PREFIX = "https://scim.aws.com/";

  /** One page: whoever was not made by SCIM is an exception. */
  private static final int SAMPLE = 100;

  private final Aws aws;

  private volatile @Nullable String known;

  ScimIssuer(Aws aws) {
    this.aws = aws;
  }

  /** The object that Entra knows by this id, as AWS is asked for it, where that can be done. */
  Optional<ExternalId> externalId(String entraId) {
    if (known == null) {
      known = learn().orElse(null);
    }
    return Optional.ofNullable(known)
        .map(issuer -> ExternalId.builder().issuer(issuer).id(entraId).build());
  }

  private Optional<String> learn() {
    return AwsFailures.asking(
        "learn how AWS names what Entra provisioned",
        () -> {
          try {
            return Stream.<Stream<List<ExternalId>>>of(ofGroups(), ofUsers())
                .flatMap(sample -> sample)
                .flatMap(List::stream)
                .map(ExternalId::issuer)
                .filter(issuer -> issuer != null && issuer.startsWith(PREFIX))
                .findFirst();
          } catch (SdkException e) {
            if (AwsFailures.denied(e)) {
              LOG.debugf(e, "AWS lets Hourkey list neither groups nor users; names must do");
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  private Stream<List<ExternalId>> ofGroups() {
    return aws
        .store()
        .listGroupsPaginator(r -> r.identityStoreId(aws.identityStoreId()).maxResults(SAMPLE))
        .groups()
        .stream()
        .limit(SAMPLE)
        .map(Group::externalIds);
  }

  private Stream<List<ExternalId>> ofUsers() {
    return aws
        .store()
        .listUsersPaginator(r -> r.identityStoreId(aws.identityStoreId()).maxResults(SAMPLE))
        .users()
        .stream()
        .limit(SAMPLE)
        .map(User::externalIds);
  }
}
