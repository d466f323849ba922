package dev.hourkey.catalog;

import java.util.List;

/**
 * Entitlements that are often needed together. A bundle gives no right: each of its entitlements is
 * requested, approved and granted by its own policy.
 *
 * @param line where it begins in the file
 * @param entitlements their ids, 1 to {@value #MAX_ENTITLEMENTS}, each once
 */
public record Bundle(int line, String id, String name, List<String> entitlements) {
  /** How many entitlements can be requested together. */
  public static final int MAX_ENTITLEMENTS = 10;

  public Bundle {
    entitlements = List.copyOf(entitlements);
  }

  /** The entitlements that an id refers to: those of a bundle, or the entitlement with this id. */
  public static List<String> expand(String id, List<Bundle> bundles) {
    return bundles.stream()
        .filter(bundle -> bundle.id().equals(id))
        .findFirst()
        .map(Bundle::entitlements)
        .orElseGet(() -> List.of(id));
  }

  /** The entitlements that these ids refer to, each once. */
  public static List<String> expand(List<String> ids, List<Bundle> bundles) {
    return ids.stream().flatMap(id -> expand(id, bundles).stream()).distinct().toList();
  }
}
