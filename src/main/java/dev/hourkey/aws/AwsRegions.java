package dev.hourkey.aws;

import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.Region;

/** The Regions of AWS. */
public final class AwsRegions {
  private AwsRegions() {}

  /** The ids of the Regions that this version's AWS SDK knows. */
  public static Set<String> known() {
    return Region.regions().stream()
        .filter(region -> !region.isGlobalRegion())
        .map(Region::id)
        .collect(Collectors.toUnmodifiableSet());
  }
}
