package dev.hourkey.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.SampleEvents;
import dev.hourkey.audit.StoredEvent;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OcsfEventTest {
  private static final PersonId ANA = new PersonId("2a1f8c3e-0000-4000-8000-00000000a0a0");
  private static final EntraGroup GROUP = new EntraGroup("g", "aws-prod-readonly");

  /** The published schema's rules for the classes, objects and profile that are used. */
  private static final Schema SCHEMA = schema();

  static List<AuditEntry> everyEvent() {
    return SampleEvents.entries();
  }

  @ParameterizedTest
  @MethodSource("everyEvent")
  void every_event_is_valid_with_and_without_what_is_optional(AuditEntry entry) {
    assertThat(errors(OcsfEvent.of(entry))).as(entry.payload()).isEmpty();
  }

  @Test
  void every_type_of_event_has_a_mapping_of_its_own() {
    for (AuditEntry entry : SampleEvents.entries()) {
      assertThat(OcsfMapping.of(StoredEvent.read(entry)))
          .as(entry.payload())
          .isNotEqualTo(OcsfMapping.unknown());
    }
    assertThat(SampleEvents.types()).hasSizeGreaterThan(60).contains("export_begun");
  }

  @Test
  void an_event_of_a_type_that_only_a_newer_version_knows_is_still_sent() {
    ObjectNode sent =
        OcsfEvent.of(
            new AuditEntry(
                9,
                "{\"at\":\"2026-03-02T12:00:00Z\",\"subject\":\"s\",\"type\":\"moon_landed\",\"v\":1}",
                new byte[0],
                new byte[] {1}));
    assertThat(errors(sent)).isEmpty();
    assertThat(sent.at("/entity/type").asText()).isEqualTo("other");
    assertThat(stored(sent).get("type").asText()).isEqualTo("moon_landed");
  }

  private static JsonNode stored(ObjectNode sent) {
    return StoredEvent.read(sent.toString()).at("/unmapped/event");
  }

  @Test
  void an_event_is_one_line_whatever_its_entry_is() {
    for (String payload :
        List.of(
            "{\"subject\":\"s\",\"type\":\"t\",\"reason\":\"two\\nlines “quoted”\"}",
            "{\n \"subject\":\"s\",\r\n \"type\":\"t\"}")) {
      ObjectNode sent = OcsfEvent.of(new AuditEntry(9, payload, new byte[0], new byte[] {1}));
      assertThat(sent.toString()).doesNotContain("\n", "\r");
      assertThat(stored(sent)).isEqualTo(StoredEvent.read(payload));
    }
  }

  @Test
  void an_entry_without_a_time_which_hourkey_did_not_write_keeps_nothing_back() {
    ObjectNode sent =
        OcsfEvent.of(
            new AuditEntry(9, "{\"subject\":\"s\",\"type\":\"t\"}", new byte[0], new byte[] {1}));
    assertThat(errors(sent)).isEmpty();
    assertThat(sent.at("/time").asLong()).isZero();
  }

  @Test
  void a_member_that_is_added_is_a_user_added_to_a_group() {
    JsonNode sent = of(new AuditEvent.MemberAdded(new UUID(0, 88), ANA, GROUP));
    assertThat(sent.get("type_uid").asLong()).isEqualTo(300603);
    assertThat(sent.at("/group/uid").asText()).isEqualTo("g");
    assertThat(sent.at("/user/uid").asText()).isEqualTo(ANA.value());
    assertThat(sent.at("/user/name").asText()).isEqualTo("ana@example.com");
    assertThat(sent.at("/metadata/sequence").asLong()).isEqualTo(4711);
    assertThat(sent.at("/metadata/uid").asText()).isEqualTo("evt-4711");
    assertThat(sent.at("/time").asLong())
        .isEqualTo(Instant.parse("2026-03-02T12:00:00.123Z").toEpochMilli());
    assertThat(sent.at("/unmapped/chain/hash").asText()).isEqualTo("01");
  }

  @Test
  void a_denial_is_an_act_that_worked_and_a_refusal_is_one_that_failed() {
    JsonNode denied = of(new AuditEvent.RequestDenied(new UUID(0, 1), ANA, "no"));
    assertThat(denied.get("action_id").asInt()).isEqualTo(2);
    assertThat(denied.get("status_id").asInt()).isEqualTo(1);
    JsonNode refused =
        of(
            new AuditEvent.RequestRefused(
                new UUID(0, 1), ANA, Optional.empty(), "prod-readonly", "not eligible"));
    assertThat(refused.get("type_uid").asLong()).isEqualTo(300401);
    assertThat(refused.get("action_id").asInt()).isEqualTo(2);
    assertThat(refused.get("status_id").asInt()).isEqualTo(2);
    assertThat(refused.get("status_detail").asText()).isEqualTo("not eligible");
  }

  @Test
  void an_approval_without_approvers_is_attributed_to_hourkey_alone() {
    JsonNode byRule = of(new AuditEvent.RequestApproved(new UUID(0, 1), List.of()));
    assertThat(byRule.at("/actor/app_name").asText()).isEqualTo("Hourkey");
    assertThat(byRule.at("/actor/user").isMissingNode()).isTrue();
    JsonNode byAna = of(new AuditEvent.RequestApproved(new UUID(0, 1), List.of(ANA)));
    assertThat(byAna.at("/actor/user/uid").asText()).isEqualTo(ANA.value());
  }

  @Test
  void the_first_and_the_last_line_are_events_too() throws IOException {
    ExportHeader header =
        new ExportHeader(
            UUID.randomUUID(),
            new ExportSpec(ExportFormat.OCSF, Optional.empty(), Optional.empty(), 0),
            "olga",
            Instant.parse("2026-03-02T12:00:00Z"),
            0,
            3,
            new ChainHead(3, new byte[32]));
    OcsfLines lines = new OcsfLines();
    JsonNode first = StoredEvent.read(lines.first(header));
    JsonNode last = StoredEvent.read(lines.last(header, new ExportTotals(3, "ab", header.at())));
    assertThat(errors(first)).isEmpty();
    assertThat(errors(last)).isEmpty();
    assertThat(first.at("/unmapped/export/through").asLong()).isEqualTo(3);
    assertThat(last.at("/unmapped/export/rows").asLong()).isEqualTo(3);
  }

  @Test
  void the_schema_refuses_what_is_not_ocsf() {
    ObjectNode sent = of(new AuditEvent.RequestExpired(new UUID(0, 1)));
    assertThat(errors(sent.deepCopy().put("severity_id", 17))).isNotEmpty();
    assertThat(errors(sent.deepCopy().put("favourite_colour", "blue"))).isNotEmpty();
    ObjectNode without = sent.deepCopy();
    without.remove("entity");
    assertThat(errors(without)).isNotEmpty();
    ObjectNode decision = sent.deepCopy().put("action_id", 1);
    assertThat(errors(decision)).as("the profile is not named").isNotEmpty();
  }

  private static ObjectNode of(AuditEvent event) {
    return OcsfEvent.of(SampleEvents.entry(4711, event));
  }

  private static List<Error> errors(JsonNode event) {
    return SCHEMA.validate(event.toString(), InputFormat.JSON);
  }

  private static Schema schema() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(
              Files.readString(Path.of("src/test/resources/ocsf-1.8.0-used-classes.json")),
              InputFormat.JSON);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
