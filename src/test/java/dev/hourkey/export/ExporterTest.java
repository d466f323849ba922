package dev.hourkey.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.retry.Retries;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ExporterTest {
  @Inject AuditTrail trail;
  @Inject AuditReader reader;
  @Inject GrantPopulation grants;
  @Inject PolicyPopulations policy;
  @Inject Clock clock;
  @Inject DataSource database;

  @Test
  void an_export_is_completed_although_nothing_could_be_recorded_for_a_moment_at_its_end()
      throws IOException {
    List<Duration> pauses = new ArrayList<>();
    Retries retries =
        Retries.ofDatabase(
            pause -> {
              pauses.add(pause);
              nothingCanBeRecorded(false);
            });
    Export export =
        new Exporter(trail, reader, grants, policy, clock, retries)
            .begin(
                new ExportSpec(ExportFormat.ENTRIES, Optional.empty(), Optional.empty(), 0),
                "olga");
    nothingCanBeRecorded(true);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    export.writeTo(file);
    assertThat(file.toString(StandardCharsets.UTF_8).lines().toList().getLast())
        .startsWith("{\"end\":true,");
    assertThat(pauses).hasSize(1);
    assertThat(trail.after(export.through(), Optional.empty(), 10))
        .extracting(AuditEntry::payload)
        .filteredOn(payload -> payload.contains("export_completed"))
        .hasSize(1);
  }

  @AfterEach
  void everythingCanBeRecorded() {
    nothingCanBeRecorded(false);
  }

  /** While the head of the chain is missing; entries can still be read. */
  private void nothingCanBeRecorded(boolean missing) {
    try {
      int _ =
          Sql.execute(
              database,
              missing
                  ? "alter table audit_head rename to audit_head_away"
                  : "alter table if exists audit_head_away rename to audit_head");
    } catch (SQLException e) {
      throw new IllegalStateException("rename the table", e);
    }
  }
}
