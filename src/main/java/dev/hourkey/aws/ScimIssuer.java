package dev.hourkey.aws;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.identitystore.model.ExternalId;
import software.amazon.awssdk.services.identitystore.model.Group;
import software.amazon.awssdk.services.identitystore.model.User;

/**
 * The issuer that AWS stores with the ids from Entra's SCIM job. It differs for each tenant, and
 * only the objects themselves show it.
 */
@ApplicationScoped
class ScimIssuer {
  private static final Logger LOG = Logger.getLogger(ScimIssuer.class);

  /** One page is enough, because nearly all objects come from SCIM. */
  private static final int SAMPLE = 100;

  private final IdentityCenter aws;

  private final TtlCache<String, Optional<String>> issuers;

  ScimIssuer(IdentityCenter aws, Clock clock) {
    this.aws = aws;
    this.issuers = new TtlCache<>(clock, Duration.ofMinutes(1));
  }

  /** The external id of an Entra object in AWS; empty when the issuer cannot be found out. */
  Optional<ExternalId> externalId(String entraId) {
    return AwsFailures.call(
            "find out the issuer of external ids",
            () -> issuers.get(aws.identityStoreId(), this::learn))
        .map(issuer -> ExternalId.builder().issuer(issuer).id(entraId).build());
  }

  private Optional<String> learn(String store) {
    try {
      return Stream.concat(ofGroups(store), ofUsers(store))
          .flatMap(List::stream)
          .map(ExternalId::issuer)
          .filter(issuer -> issuer != null && issuer.startsWith(ExternalIds.SCIM_ISSUER))
          .findFirst();
    } catch (SdkException e) {
      if (AwsFailures.refused(e)) {
        LOG.debugf(e, "AWS does not let Hourkey list groups and users; using names instead");
        return Optional.empty();
      }
      throw e;
    }
  }

  private Stream<List<ExternalId>> ofGroups(String store) {
    var groups = aws.store().listGroupsPaginator(r -> r.identityStoreId(store).maxResults(SAMPLE));
    return groups.groups().stream().limit(SAMPLE).map(Group::externalIds);
  }

  private Stream<List<ExternalId>> ofUsers(String store) {
    var users = aws.store().listUsersPaginator(r -> r.identityStoreId(store).maxResults(SAMPLE));
    return users.users().stream().limit(SAMPLE).map(User::externalIds);
  }
}
