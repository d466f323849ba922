package dev.hourkey.doctor;

import dev.hourkey.catalog.CatalogSnapshot;
import java.util.function.Supplier;

/** How doctor finds out what the groups of the entitlements open. */
public sealed interface AccessLookup {
  /** The running service knows it already, so no calls are made. */
  record Known(CatalogSnapshot snapshot) implements AccessLookup {}

  /**
   * The command queries Entra and AWS, with a few calls for each entitlement.
   *
   * @param entitlements how many entitlements would be looked up
   */
  record Asked(int entitlements, Supplier<CatalogSnapshot> snapshot) implements AccessLookup {}
}
