package dev.hourkey.app;

import dev.hourkey.aws.AwsConfig;
import dev.hourkey.aws.IdentityCenterDiagnostics;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.catalog.PolicyReferences;
import dev.hourkey.console.ConsoleConfig;
import dev.hourkey.doctor.ApproverChecks;
import dev.hourkey.doctor.Area;
import dev.hourkey.doctor.AwsChecks;
import dev.hourkey.doctor.ChatChecks;
import dev.hourkey.doctor.ConnectionChecks;
import dev.hourkey.doctor.ConsoleChecks;
import dev.hourkey.doctor.CredentialChecks;
import dev.hourkey.doctor.DatabaseChecks;
import dev.hourkey.doctor.Doctor;
import dev.hourkey.doctor.EntraChecks;
import dev.hourkey.doctor.Examiner;
import dev.hourkey.doctor.ExternalToolChecks;
import dev.hourkey.doctor.Finding;
import dev.hourkey.doctor.PolicyChecks;
import dev.hourkey.doctor.ProvisioningChecks;
import dev.hourkey.doctor.SettingsChecks;
import dev.hourkey.entra.EntraConfig;
import dev.hourkey.entra.GraphDiagnostics;
import dev.hourkey.entra.GraphJobDiagnostics;
import dev.hourkey.entra.MicrosoftCloud;
import dev.hourkey.slack.SlackConfig;
import dev.hourkey.slack.SlackDiagnostics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Creates {@link Doctor} from the settings alone, even if the application does not start. */
public final class DoctorSetup {
  private final Map<String, String> settings;
  private final MappedSettings mapped;
  private final List<String> problems;
  private final Optional<DatabaseDiagnostics.Connections> database;
  private final Optional<Supplier<CatalogSnapshot>> known;
  private final Clock clock;
  private final Optional<PolicyFile> policy;
  private final Optional<PolicyReferences> references;

  private DoctorSetup(
      Map<String, String> settings,
      Optional<DatabaseDiagnostics.Connections> database,
      Optional<Supplier<CatalogSnapshot>> known,
      Clock clock) {
    this.settings = new HashMap<>(settings);
    this.settings.values().removeIf(String::isBlank);
    this.mapped = new MappedSettings(this.settings);
    this.problems = Settings.problems(settings);
    this.database = database;
    this.known = known;
    this.clock = clock;
    this.policy = value("hourkey.policy.file").map(file -> PolicyFile.read(Path.of(file)));
    this.references = policy.filter(PolicyFile::valid).map(PolicyReferences::of);
  }

  /** Doctor for these settings, with a connection of its own to the database. */
  public static Doctor of(Map<String, String> settings) {
    boolean asks = settings.containsKey(Settings.DATABASE_CREDENTIALS_PROVIDER);
    return of(
        settings,
        asks ? Optional.empty() : Optional.of(new DatabaseStartCheck(settings)::connect),
        Optional.empty(),
        Clock.systemUTC());
  }

  /**
   * Like {@link #of(Map)}, but with the connections and the clock of a running application.
   *
   * @param database empty if this process does not have the password
   * @param known what the running application knows about the entitlements
   */
  static Doctor of(
      Map<String, String> settings,
      Optional<DatabaseDiagnostics.Connections> database,
      Optional<Supplier<CatalogSnapshot>> known,
      Clock clock) {
    return new Doctor(
        () -> new DoctorSetup(settings, database, known, clock).examiners(),
        Settings.secretValues(settings));
  }

  private List<Examiner> examiners() {
    List<Examiner> all = new ArrayList<>();
    all.add(Examiner.of(Area.SETTINGS, this::settings));
    value(Settings.DATABASE)
        .map(url -> Examiner.of(Area.DATABASE, () -> List.of(ConnectionChecks.encryption(url))))
        .ifPresent(all::add);
    all.add(examiner(Area.DATABASE, "quarkus.datasource.", () -> database()));
    all.add(examiner(Area.CHAT, "hourkey.slack.", () -> slack(mapped.as(SlackConfig.class))));
    all.add(
        Examiner.of(Area.ENTRA, () -> new CredentialFiles(settings, clock.instant()).findings()));
    all.add(examiner(Area.ENTRA, "hourkey.entra.", () -> entra(mapped.as(EntraConfig.class))));
    all.add(
        examiner(
            Area.PROVISIONING, "hourkey.entra.", () -> provisioning(mapped.as(EntraConfig.class))));
    all.add(
        examiner(Area.PROVISIONING, "hourkey.aws.", () -> scimToken(mapped.as(AwsConfig.class))));
    all.add(examiner(Area.AWS, "hourkey.aws.", () -> aws(mapped.as(AwsConfig.class))));
    policy.ifPresent(file -> all.add(Examiner.of(Area.POLICY, () -> policy(file))));
    all.add(examiner(Area.TOOLS, "hourkey.oncall.", this::tools));
    all.add(
        Examiner.of(
            Area.NETWORK,
            () -> new OutboundAddresses(settings).findings(new JavaHttpProbe(clock))));
    if (settings.containsKey("hourkey.console.client-id")) {
      all.add(
          examiner(
              Area.CONSOLE, "hourkey.console.", () -> console(mapped.as(ConsoleConfig.class))));
    }
    AuditDiagnostics audit = new AuditDiagnostics(mapped, this::value);
    all.add(examiner(Area.AUDIT, "hourkey.aws.", audit::places));
    all.add(examiner(Area.AUDIT, "hourkey.audit.export", audit::collector));
    return all;
  }

  /** Wrong settings are already a finding, and checks that use them would mislead. */
  private Examiner examiner(Area area, String prefix, Supplier<List<Finding>> diagnostics) {
    return problem(prefix)
        .map(problem -> Examiner.withoutSettings(area, problem))
        .orElseGet(() -> Examiner.of(area, diagnostics));
  }

  private Optional<String> problem(String prefix) {
    return problems.stream()
        .filter(problem -> problem.contains(prefix) && !problem.contains("is not a setting"))
        .findFirst();
  }

  private List<Finding> settings() {
    Set<String> secrets = new HashSet<>(Settings.SECRETS);
    secrets.retainAll(settings.keySet());
    return SettingsChecks.findings(problems, settings.keySet(), secrets);
  }

  private List<Finding> database() {
    return database
        .map(connections -> new DatabaseDiagnostics(connections, settings, clock).findings())
        .orElseGet(DatabaseChecks::passwordUnknown);
  }

  private List<Finding> slack(SlackConfig config) {
    return new ChatChecks(
            new SlackDiagnostics(config),
            config.teamId(),
            config.transport() == SlackConfig.Transport.SOCKET,
            config.discussions(),
            references,
            references.flatMap(
                named -> entra().map(asked -> new ApproverChecks(asked, named.approvers()))))
        .findings();
  }

  /** The diagnostics for Entra; empty if Entra's settings are wrong. */
  private Optional<GraphDiagnostics> entra() {
    return problem("hourkey.entra.").isEmpty()
        ? Optional.of(new GraphDiagnostics(mapped.as(EntraConfig.class)))
        : Optional.empty();
  }

  private List<Finding> entra(EntraConfig config) {
    return new EntraChecks(
            new GraphDiagnostics(config),
            config.tenantId(),
            config.clientId(),
            policy.filter(PolicyFile::valid),
            this::value)
        .findings();
  }

  private List<Finding> provisioning(EntraConfig config) {
    return new ProvisioningChecks(new GraphJobDiagnostics(config), references, clock).findings();
  }

  private List<Finding> scimToken(AwsConfig config) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return List.of(CredentialChecks.scimToken(config.scimTokenExpires(), today));
  }

  private List<Finding> aws(AwsConfig config) {
    try (IdentityCenterDiagnostics aws = new IdentityCenterDiagnostics(config)) {
      return new AwsChecks(
              aws,
              new AwsChecks.Configured(
                  config.region().orElse(""),
                  config.instanceArn(),
                  config.identityStoreId(),
                  config.startUrl(),
                  config.removeDirectly()),
              references,
              policy
                  .filter(PolicyFile::valid)
                  .filter(_ -> problem("hourkey.entra.").isEmpty())
                  .map(file -> new EntitlementComparison(file, mapped, clock).with(known)))
          .findings();
    }
  }

  /** None while a tool's settings are missing: the check of the policy file reports them. */
  private List<Finding> tools() {
    return policy
        .filter(PolicyFile::valid)
        .filter(_ -> problem("hourkey.ticket.").isEmpty())
        .filter(file -> file.missingSettings(settings::containsKey).isEmpty())
        .map(
            file ->
                new ExternalToolChecks(
                        new OnCallAndTicketDiagnostics(mapped, clock),
                        file.tools(),
                        entra().map(GraphDiagnostics::persons))
                    .findings())
        .orElse(List.of());
  }

  private List<Finding> console(ConsoleConfig config) {
    String issuer = BeanProducers.issuer(config, mapped.as(EntraConfig.class));
    return ConsoleChecks.findings(
        new JavaHttpProbe(clock),
        issuer,
        MicrosoftCloud.issues(issuer),
        new ConsoleChecks.Application(
            config.clientId().orElseThrow(), config.clientSecret().orElseThrow()),
        config.publicUrl().orElseThrow());
  }

  private List<Finding> policy(PolicyFile file) {
    return PolicyChecks.findings(
        file, settings::containsKey, database.flatMap(PolicyVersionDiagnostics::digest));
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(settings.get(key)).map(String::strip);
  }
}
