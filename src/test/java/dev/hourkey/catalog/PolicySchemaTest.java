package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an editor tells an operator while the policy file is written. */
class PolicySchemaTest {
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(text("policy.schema.json"));
  private final String example = text("policy.example.yaml");

  @Test
  void the_example_is_right() {
    assertThat(problemsOf(example)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "approvals: 2 | aprovals: 2",
        "approvals: 2 | approvals: -1",
        "longest: 4h | longest: 1h30m",
        "eligible: [group:engineering] | eligible: [engineering]",
        "account: \"111122223333\" | account: 111122223333",
        "version: 1 | version: 2",
      })
  void a_slip_is_underlined(String right, String wrong) {
    assertThat(problemsOf(example.replace(right, wrong))).isNotEmpty();
  }

  private List<Error> problemsOf(String policy) {
    return schema.validate(policy, InputFormat.YAML);
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of("deploy", file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
