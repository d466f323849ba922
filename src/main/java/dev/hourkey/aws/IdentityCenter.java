package dev.hourkey.aws;

import dev.hourkey.person.CredentialListener;
import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.identitystore.IdentitystoreClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.ssoadmin.SsoAdminClient;
import software.amazon.awssdk.services.ssoadmin.model.InstanceMetadata;

/** The clients for AWS, and the instance of Identity Center that Hourkey works with. */
@ApplicationScoped
class IdentityCenter {
  private final AwsConfig config;
  private final CredentialListener listener;
  private final IdentityStoreGuard guard;

  private @Nullable AwsClients clients;
  private @Nullable InstanceMetadata instance;

  @Inject
  IdentityCenter(AwsConfig config, CredentialListener listener, IdentityStoreGuard guard) {
    this.config = config;
    this.listener = listener;
    this.guard = guard;
  }

  /** Creates clients whose credentials are not monitored. */
  IdentityCenter(AwsConfig config) {
    this(config, CredentialListener.NOBODY, IdentityStoreGuard.NOBODY);
  }

  /** Creates clients with given credentials. */
  IdentityCenter(AwsConfig config, MonitoredCredentials credentials) {
    this(config);
    this.clients = AwsClients.of(config, credentials);
  }

  IdentitystoreClient store() {
    return clients().store();
  }

  SsoAdminClient admin() {
    return clients().admin();
  }

  OrganizationsClient organizations() {
    return clients().organizations();
  }

  String identityStoreId() {
    return config.identityStoreId().orElseGet(() -> instance().identityStoreId());
  }

  String instanceArn() {
    return config.instanceArn().orElseGet(() -> instance().instanceArn());
  }

  /** Closes the clients that it has created. */
  synchronized void close() {
    if (clients != null) {
      clients.close();
      clients = null;
    }
  }

  private synchronized AwsClients clients() {
    if (clients == null) {
      clients = AwsClients.of(config, listener);
    }
    return clients;
  }

  /** The instance that matches the settings. An account may see others besides its own. */
  private synchronized InstanceMetadata instance() {
    if (instance == null) {
      List<InstanceMetadata> fitting =
          admin().listInstancesPaginator(request -> request.maxResults(100)).instances().stream()
              .filter(one -> config.instanceArn().map(one.instanceArn()::equals).orElse(true))
              .filter(
                  one -> config.identityStoreId().map(one.identityStoreId()::equals).orElse(true))
              .toList();
      if (fitting.size() != 1) {
        String why =
            "AWS shows %s matching instances of Identity Center in this Region; check hourkey.aws.region and set hourkey.aws.instance-arn"
                .formatted(fitting.isEmpty() ? "no" : "several");
        throw DirectoryFailure.lasting(
            why + "; see docs/install.md#aws", new IllegalStateException(why));
      }
      guard.check(fitting.getFirst().identityStoreId());
      instance = fitting.getFirst();
    }
    return instance;
  }
}
