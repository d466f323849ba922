package dev.hourkey.app;

import dev.hourkey.aws.AwsConfig;
import dev.hourkey.aws.AwsDirectory;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.GroupDirectory;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.doctor.AccessLookup;
import dev.hourkey.entra.EntraConfig;
import dev.hourkey.entra.GraphDiagnostics;
import dev.hourkey.retry.CallPacing;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Compares the entitlements of a policy file with the access that their groups give. */
final class EntitlementComparison {
  /**
   * At most 10 calls a second, half of what AWS allows the whole organization. The command cannot
   * share the {@link CallBudget} of the service, because it writes nothing.
   */
  static final Duration BETWEEN_CALLS = Duration.ofMillis(100);

  private final PolicyFile file;
  private final MappedSettings settings;
  private final Clock clock;

  EntitlementComparison(PolicyFile file, MappedSettings settings, Clock clock) {
    this.file = file;
    this.settings = settings;
    this.clock = clock;
  }

  /** Uses the snapshot of a running service, and queries Entra and AWS only if there is none. */
  AccessLookup with(Optional<Supplier<CatalogSnapshot>> known) {
    return known
        .<AccessLookup>map(snapshot -> new AccessLookup.Known(snapshot.get()))
        .orElseGet(() -> new AccessLookup.Asked(file.specs().size(), this::asked));
  }

  private CatalogSnapshot asked() {
    GroupDirectory entra = new GraphDiagnostics(settings.as(EntraConfig.class)).directory();
    try (AwsDirectory aws = new AwsDirectory(settings.as(AwsConfig.class), clock)) {
      return CallPacing.with(
          EntitlementComparison::await,
          () -> CatalogSnapshot.asked(file, entra, aws.assignments(), aws.attributes(), clock));
    }
  }

  private static void await(CallPacing.Vendor vendor) {
    if (vendor == CallPacing.Vendor.AWS) {
      try {
        Thread.sleep(BETWEEN_CALLS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
