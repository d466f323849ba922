package dev.hourkey.app;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.doctor.Area;
import dev.hourkey.doctor.CachedReport;
import dev.hourkey.doctor.ChatChecks;
import dev.hourkey.doctor.ChatDiagnostics;
import dev.hourkey.doctor.Doctor;
import dev.hourkey.doctor.Examiner;
import dev.hourkey.doctor.Finding;
import dev.hourkey.doctor.Outcome;
import dev.hourkey.doctor.Report;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/** Doctor inside the running service, with its settings and its connections. */
@ApplicationScoped
class ServiceDoctor {
  /**
   * Areas that need no calls to vendors. A vendor that refuses a call raises an alarm of its own.
   */
  private static final Set<Area> LOCAL = EnumSet.of(Area.SETTINGS, Area.DATABASE, Area.POLICY);

  private static final Logger LOG = Logger.getLogger(ServiceDoctor.class);

  private final Config config;
  private final DataSource database;
  private final Catalog catalog;
  private final ChatDiagnostics chat;

  ServiceDoctor(Config config, DataSource database, Catalog catalog, ChatDiagnostics chat) {
    this.config = config;
    this.database = database;
    this.catalog = catalog;
    this.chat = chat;
  }

  @Produces
  @Singleton
  CachedReport report(Clock clock) {
    return new CachedReport(doctor(), clock);
  }

  private Doctor doctor() {
    return DoctorSetup.of(
        Settings.of(config),
        Optional.of(database::getConnection),
        Optional.of(catalog::current),
        Clock.systemUTC());
  }

  /**
   * Logs one line for each check that is not fine on this replica, and a summary. Its only call to
   * Slack asks which workspace the bot token belongs to.
   */
  void summarize() {
    Map<String, String> settings = Settings.of(config);
    String team = settings.getOrDefault("hourkey.slack.team-id", "").strip();
    Doctor workspace =
        new Doctor(
            () -> List.of(Examiner.of(Area.CHAT, () -> ChatChecks.bot(chat, team))),
            Settings.secretValues(settings));
    Report report =
        new Report(
            Stream.of(doctor().examine(LOCAL), workspace.examine())
                .flatMap(one -> one.findings().stream())
                .toList());
    log(report);
    LOG.infof("doctor: %s The command 'doctor' checks the vendors too.", report.summary());
  }

  /** Logs findings that are wrong as errors, and unknown ones as warnings. */
  static void log(Report report) {
    for (Finding finding : report.findings()) {
      if (!finding.outcome().fine()) {
        LOG.logf(
            finding.outcome() == Outcome.WRONG ? Level.ERROR : Level.WARN,
            "doctor: %s, %s: %s: %s %s",
            finding.outcome().word(),
            finding.area().label(),
            finding.tried(),
            finding.found(),
            finding.advice());
      }
    }
  }
}
