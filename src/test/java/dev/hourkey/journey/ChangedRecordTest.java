package dev.hourkey.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.support.JourneyTest;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Somebody changes the audit trail in the database, and restores it. */
@QuarkusTest
class ChangedRecordTest extends JourneyTest {
  private static final String OPERATIONS = "aws-ops";

  @Test
  void operators_hear_within_a_day_that_the_record_was_changed_and_when_it_is_whole_again()
      throws Exception {
    execute("create table one as select audit_append('{\"subject\":\"s\",\"type\":\"t\"}') as seq");
    edit("\"s\"", "\"x\"");
    runMaintenance();
    eventually(
        () ->
            assertThat(bruno.messages(OPERATIONS))
                .filteredOn(message -> message.words().contains("The audit trail was changed"))
                .singleElement()
                .satisfies(
                    message ->
                        assertThat(message.words())
                            .contains(
                                "Event "
                                    + number("select seq from one")
                                    + ": the entry does not follow")));

    edit("\"x\"", "\"s\"");
    execute("drop table one");
    maintenanceIsDone(Duration.ofDays(1), "audit");
    eventually(
        () ->
            assertThat(bruno.messages(OPERATIONS))
                .noneMatch(message -> message.words().contains("The audit trail was changed"))
                .anyMatch(message -> message.words().contains("The audit trail is intact")));
    assertThat(text("api/v1/audit/verification")).contains("\"intact\":true");
  }

  private void edit(String from, String to) throws SQLException {
    execute("alter table audit_event disable trigger all");
    execute(
        "update audit_event set payload = replace(payload, '%s', '%s') where seq = (select seq from one)"
            .formatted(from, to));
    execute("alter table audit_event enable trigger all");
  }
}
