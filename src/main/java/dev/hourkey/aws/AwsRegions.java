package dev.hourkey.aws;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;

/** The AWS Regions. */
public final class AwsRegions {
  private AwsRegions() {}

  /** The ids of the Regions that this version's AWS SDK knows. */
  public static Set<String> known() {
    return Region.regions().stream()
        .filter(region -> !region.isGlobalRegion())
        .map(Region::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The endpoints in a Region, for the services that Hourkey depends on, by name. */
  public static Map<String, String> endpoints(String region) {
    return Map.of(
        "AWS STS", endpoint("sts", region),
        "AWS IAM Identity Center", endpoint("sso", region),
        "AWS Identity Store", endpoint("identitystore", region));
  }

  private static String endpoint(String service, String region) {
    return "https://" + ServiceMetadata.of(service).endpointFor(Region.of(region));
  }
}
