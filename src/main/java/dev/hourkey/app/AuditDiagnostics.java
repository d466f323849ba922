package dev.hourkey.app;

import dev.hourkey.aws.AwsConfig;
import dev.hourkey.aws.IdentityCenterDiagnostics;
import dev.hourkey.doctor.AuditChecks;
import dev.hourkey.doctor.Finding;
import dev.hourkey.entra.EntraConfig;
import dev.hourkey.entra.EntraTokens;
import dev.hourkey.export.DeliveryConfig;
import dev.hourkey.export.HttpCollector;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Checks, for doctor, the destinations that receive copies of the audit trail. */
record AuditDiagnostics(MappedSettings mapped, Function<String, Optional<String>> settings) {
  List<Finding> places() {
    try (IdentityCenterDiagnostics aws =
        new IdentityCenterDiagnostics(mapped.as(AwsConfig.class))) {
      return new AuditChecks(aws)
          .findings(
              settings.apply("hourkey.audit.checkpoint-directory").map(Path::of),
              AuditChecks.Bucket.all(settings));
    }
  }

  List<Finding> collector() {
    DeliveryConfig config = mapped.as(DeliveryConfig.class);
    if (config.exportUrl().isEmpty()) {
      return List.of();
    }
    var collector = new HttpCollector(config, new EntraTokens(mapped.as(EntraConfig.class)));
    return List.of(
        switch (collector.tryCredential()) {
          case HttpCollector.Answer.Status(int code, _) ->
              AuditChecks.collector(collector.host(), code, config.exportTokenScope().isPresent());
          case HttpCollector.Answer.None(String why) ->
              AuditChecks.collectorDidNotAnswer(collector.host(), why + ".");
        });
  }
}
