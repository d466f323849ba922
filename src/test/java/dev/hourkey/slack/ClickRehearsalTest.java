package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class ClickRehearsalTest {
  @Inject ClickRehearsal rehearsal;
  @Inject DataSource database;

  @Test
  void a_rehearsed_click_is_handled_and_changes_nothing() throws SQLException {
    Sql.empty(database, "submission, delivery");
    int calls = HourkeySandbox.get().slack().calls().size();
    assertThatCode(rehearsal::run).doesNotThrowAnyException();
    assertThat(Sql.number(database, "select count(*) from submission")).isZero();
    assertThat(Sql.number(database, "select count(*) from delivery")).isZero();
    assertThat(HourkeySandbox.get().slack().calls()).hasSize(calls);
  }
}
