package dev.hourkey.entra;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The Entra tenant, and the credential that Hourkey uses to sign in. */
@ConfigMapping(prefix = "hourkey.entra")
public interface EntraConfig {
  /** The default address of Microsoft Graph. */
  String GRAPH_URL = "https://graph.microsoft.com/v1.0";

  /** The tenant's id. */
  Optional<String> tenantId();

  /** The application id of Hourkey's app registration. */
  Optional<String> clientId();

  /** A secret of the app registration. It expires; a federated credential does not. */
  Optional<String> clientSecret();

  /**
   * A certificate with its private key, as PEM or, if the file name ends with .pfx or .p12, as PKCS
   * #12.
   */
  Optional<Path> certificatePath();

  /**
   * A token of another identity provider that the app registration trusts, such as Kubernetes'
   * projected service account token. The file is read again whenever a token is needed.
   */
  Optional<Path> federatedTokenFile();

  /**
   * Whether the Azure machine's managed identity is used. {@code client-id} then names a
   * user-assigned identity; the system-assigned identity needs no client id.
   */
  @WithDefault("false")
  boolean managedIdentity();

  /** A ready-made token, only for a stand-in of Graph on loopback. */
  Optional<String> accessToken();

  /**
   * The address of Microsoft Graph in one of the clouds of {@link MicrosoftCloud}, which then
   * issues the tokens, or of a stand-in on this machine.
   */
  @WithDefault(GRAPH_URL)
  URI graphUrl();

  Provisioning provisioning();

  /** The SCIM job that provisions memberships to AWS; Hourkey finds it if it is the only one. */
  interface Provisioning {
    /** The object id of the AWS enterprise application. */
    Optional<String> servicePrincipalId();

    /** The id of its synchronization job. */
    Optional<String> jobId();
  }
}
