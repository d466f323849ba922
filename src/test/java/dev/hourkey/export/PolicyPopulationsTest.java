package dev.hourkey.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.audit.AuditReader;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.evidence.PolicyPeople;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What auditors get as a population while the policy changes. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class PolicyPopulationsTest {
  @Inject Catalog catalog;
  @Inject AuditReader reader;
  @Inject PersonDirectory entra;

  @AfterEach
  void usualPolicy() {
    HourkeySandbox.policy("");
    var _ = catalog.refresh();
  }

  @Test
  void each_row_names_the_version_that_it_comes_from_although_the_policy_changes_meanwhile() {
    HourkeySandbox.get().reset();
    HourkeySandbox.policy("");
    String before = catalog.refresh().complete() ? catalog.version() : "";
    PersonDirectory slow =
        (PersonDirectory)
            Proxy.newProxyInstance(
                PersonDirectory.class.getClassLoader(),
                new Class<?>[] {PersonDirectory.class},
                (_, method, arguments) -> {
                  HourkeySandbox.policy(example -> example + "# a newer version\n");
                  var _ = catalog.reload();
                  return method.invoke(entra, arguments);
                });
    var populations = new PolicyPopulations(new PolicyPeople(catalog, slow), reader);
    assertThat(populations.eligible())
        .isNotEmpty()
        .allMatch(row -> row.strip().endsWith("," + before));
    assertThat(catalog.version()).isNotEqualTo(before);
  }
}
