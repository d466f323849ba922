package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.EntitlementIds.Owner;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class EntitlementIdTableTest {
  private static final Owner LOGS = new Owner("id-of-logs", Optional.of("{group}"));
  private static final Owner PROD = new Owner("id-of-prod", Optional.of("{group}"));
  private static final Owner WRITTEN = new Owner("id-of-prod", Optional.empty());

  @Inject DataSource database;

  @BeforeEach
  void empty() throws SQLException {
    Sql.empty(database, "entitlement_id");
  }

  @Test
  void the_first_of_two_replicas_decides_which_group_gets_an_id() {
    EntitlementIds one = new EntitlementIdTable(database);
    EntitlementIds other = new EntitlementIdTable(database);
    Map<String, Owner> known = one.owners();
    one.put(Map.of("logs", LOGS), known);
    other.put(Map.of("logs", PROD), known);
    assertThat(one.owners()).containsExactly(Map.entry("logs", LOGS));
  }

  @Test
  void an_id_gets_another_owner_if_the_one_that_is_replaced_was_known() {
    EntitlementIds ids = new EntitlementIdTable(database);
    ids.put(Map.of("logs", LOGS), Map.of());
    ids.put(Map.of("logs", WRITTEN), ids.owners());
    assertThat(ids.owners()).containsExactly(Map.entry("logs", WRITTEN));
    ids.put(Map.of("logs", LOGS), ids.owners());
    assertThat(ids.owners()).containsExactly(Map.entry("logs", LOGS));
  }
}
