package dev.hourkey.app;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.doctor.Area;
import dev.hourkey.doctor.CachedReport;
import dev.hourkey.doctor.Doctor;
import dev.hourkey.doctor.Finding;
import dev.hourkey.doctor.Report;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Doctor inside the running service, with its settings and its connections. */
@ApplicationScoped
class ServiceDoctor {
  /** Areas that need no calls to vendors. If a vendor refuses a call, that raises its own alarm. */
  private static final Set<Area> LOCAL = EnumSet.of(Area.SETTINGS, Area.DATABASE, Area.POLICY);

  private static final Logger LOG = Logger.getLogger(ServiceDoctor.class);

  private final Config config;
  private final DataSource database;
  private final Catalog catalog;

  ServiceDoctor(Config config, DataSource database, Catalog catalog) {
    this.config = config;
    this.database = database;
    this.catalog = catalog;
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

  /** Logs one line for each check that is not fine on this replica, and a summary. */
  void summarize() {
    Report report = doctor().examine(LOCAL);
    for (Finding finding : report.findings()) {
      if (!finding.outcome().fine()) {
        LOG.warnf(
            "doctor: %s, %s: %s: %s %s",
            finding.outcome().word(),
            finding.area().label(),
            finding.tried(),
            finding.found(),
            finding.advice());
      }
    }
    LOG.infof("doctor: %s The command 'doctor' checks the vendors too.", report.summary());
  }
}
