package dev.hourkey.entra;

import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Microsoft's clouds. Each has its own Graph and its own authority that issues tokens. A token is
 * valid for only one Graph (Microsoft, national cloud deployments).
 */
public enum MicrosoftCloud {
  GLOBAL("graph.microsoft.com", "https://login.microsoftonline.com/"),
  US_GOVERNMENT("graph.microsoft.us", "https://login.microsoftonline.us/"),
  US_DEFENSE("dod-graph.microsoft.us", "https://login.microsoftonline.us/"),
  CHINA("microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn/");

  private final String host;
  private final String authority;

  MicrosoftCloud(String host, String authority) {
    this.host = host;
    this.authority = authority;
  }

  /** The cloud that this Graph URL belongs to, if it belongs to one. */
  public static Optional<MicrosoftCloud> of(URI graphUrl) {
    return Stream.of(values())
        .filter(cloud -> cloud.graphUrl().equals(graphUrl.toString()))
        .findFirst();
  }

  /** The cloud whose Graph has this URL; the global cloud for a stand-in. */
  public static MicrosoftCloud behind(URI graphUrl) {
    return of(graphUrl).orElse(GLOBAL);
  }

  /** The issuer of the tokens of a tenant. */
  public String issuer(String tenant) {
    return authority + tenant + "/v2.0";
  }

  /** Whether this issuer of tokens is Entra, in any cloud. */
  public static boolean issues(String issuer) {
    return Stream.of(values()).anyMatch(cloud -> issuer.startsWith(cloud.authority));
  }

  /** The address of its Graph. */
  public String graphUrl() {
    return "https://" + host + "/v1.0";
  }

  /** The address of the authority that issues its tokens. */
  String authority() {
    return authority;
  }

  /** The scope for everything that the operator consented to at its Graph. */
  String scope() {
    return "https://" + host + "/.default";
  }
}
