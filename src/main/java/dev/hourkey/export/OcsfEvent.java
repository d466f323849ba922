package dev.hourkey.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.StoredEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes audit events as events of OCSF 1.8.0. Fields that the schema does not have, and the hashes
 * of the chain, are in {@code unmapped}. Pure.
 */
final class OcsfEvent {
  static final String VERSION = "1.8.0";

  /** The fields that may contain who acted. The first one that an event has counts. */
  private static final String[] ACTORS = {"reviewer", "by", "sentBy", "requester", "person"};

  private OcsfEvent() {}

  static ObjectNode of(AuditEntry entry) {
    return of(entry, StoredEvent.read(entry));
  }

  /**
   * @param event the content of the entry
   */
  static ObjectNode of(AuditEntry entry, JsonNode event) {
    OcsfMapping mapping = OcsfMapping.of(event);
    ObjectNode ocsf =
        frame(
            mapping,
            StoredEvent.at(event).orElse(Instant.EPOCH),
            message(event),
            "evt-" + entry.seq(),
            event.path("subject").asText());
    ocsf.withObject("metadata").put("sequence", entry.seq());
    decision(mapping, event, ocsf);
    StoredEvent.text(event, mapping.success() ? "cause" : "reason")
        .or(() -> StoredEvent.text(event, "why"))
        .or(() -> StoredEvent.text(event, "kind"))
        .ifPresent(detail -> ocsf.put("status_detail", detail));
    actor(event, ocsf);
    if (mapping.classUid() == 3006) {
      members(event, ocsf);
    } else {
      entity(mapping, event, ocsf);
    }
    ObjectNode unmapped = ocsf.putObject("unmapped");
    String payload = entry.payload();
    if (isOneLine(payload)) {
      unmapped.putRawValue("event", new RawValue(payload)); // Cheaper than serializing it again.
    } else {
      unmapped.set("event", event);
    }
    unmapped.putObject("chain").put("prev", entry.prevHashHex()).put("hash", entry.hashHex());
    return ocsf;
  }

  /** Whether a payload is one line, as Hourkey always writes it. */
  private static boolean isOneLine(String payload) {
    return payload.indexOf('\n') < 0 && payload.indexOf('\r') < 0;
  }

  /**
   * The event for the first and the last line of an export. It says that the export was read, and
   * is not in the trail.
   */
  static ObjectNode ofExport(ExportHeader header, String message, Instant at) {
    OcsfMapping mapping = OcsfMapping.entity(OcsfMapping.Activity.READ, "audit_report");
    UUID id = header.id();
    ObjectNode ocsf = frame(mapping, at, message, "export-" + id, id.toString());
    ObjectNode actor = ocsf.putObject("actor").put("app_name", "Hourkey");
    actor.putObject("user").put("name", header.by()).put("type_id", 0);
    named(ocsf.putObject("entity"), mapping.entity(), id.toString());
    return ocsf;
  }

  private static ObjectNode frame(
      OcsfMapping mapping, Instant at, String message, String uid, String correlation) {
    ObjectNode ocsf = StoredEvent.JSON.createObjectNode();
    ocsf.put("class_uid", mapping.classUid());
    ocsf.put("category_uid", 3);
    ocsf.put("activity_id", mapping.activity().id);
    ocsf.put("type_uid", mapping.classUid() * 100L + mapping.activity().id);
    ocsf.put("severity_id", mapping.severity().id);
    ocsf.put("status_id", mapping.success() ? 1 : 2);
    ocsf.put("time", at.toEpochMilli());
    ocsf.put("message", message);
    ObjectNode metadata = ocsf.putObject("metadata");
    metadata.put("version", VERSION);
    metadata.putObject("product").put("name", "Hourkey").put("vendor_name", "dev.hourkey");
    metadata.put("uid", uid);
    metadata.put("correlation_uid", correlation);
    metadata.put("log_name", "audit");
    return ocsf;
  }

  /** The event's type in words, and its subject. */
  private static String message(JsonNode event) {
    String words = event.path("type").asText().replace('_', ' ');
    Stream<String> about =
        Stream.of(
                StoredEvent.text(event, "entitlement"),
                StoredEvent.text(event.path("group"), "name"),
                StoredEvent.text(event, "name"))
            .flatMap(Optional::stream)
            .limit(1);
    return about.findFirst().map(name -> words + ": " + name).orElse(words);
  }

  private static void decision(OcsfMapping mapping, JsonNode event, ObjectNode ocsf) {
    if (mapping.decision() == OcsfMapping.Decision.NONE) {
      return;
    }
    boolean allowed = mapping.decision() == OcsfMapping.Decision.ALLOWED;
    ocsf.withObject("metadata").putArray("profiles").add("security_control");
    ocsf.put("action_id", allowed ? 1 : 2);
    ObjectNode authorization = ocsf.putArray("authorizations").addObject();
    authorization.put("decision", allowed ? "approved" : "denied");
    StoredEvent.text(event, "override")
        .ifPresent(rule -> authorization.putObject("policy").put("name", rule));
  }

  /** Writes the actor: Hourkey, acting for a person if a person did something. */
  private static void actor(JsonNode event, ObjectNode ocsf) {
    ObjectNode actor = ocsf.putObject("actor").put("app_name", "Hourkey");
    Stream<String> fields =
        Stream.of(ACTORS).flatMap(field -> StoredEvent.text(event, field).stream());
    Optional<String> first =
        event.path("approvers").valueStream().map(JsonNode::asText).findFirst();
    Stream.concat(first.stream(), fields)
        .findFirst()
        .ifPresent(id -> actor.set("user", user(event, id)));
  }

  private static void members(JsonNode event, ObjectNode ocsf) {
    ocsf.set("group", group(event));
    StoredEvent.text(event, "holder")
        .or(() -> StoredEvent.text(event, "member"))
        .ifPresent(id -> ocsf.set("user", user(event, id)));
  }

  private static void entity(OcsfMapping mapping, JsonNode event, ObjectNode ocsf) {
    ObjectNode entity = ocsf.putObject("entity");
    named(entity, mapping.entity(), event.path("subject").asText());
    StoredEvent.text(event, "entitlement").ifPresent(id -> entity.put("name", id));
    StoredEvent.text(event, "holder")
        .or(() -> StoredEvent.text(event, "requester"))
        .or(() -> StoredEvent.text(event, "person"))
        .ifPresent(id -> entity.set("user", user(event, id)));
    if (event.path("group").isObject()) {
      entity.set("group", group(event));
    }
    StoredEvent.text(event, "digest")
        .ifPresent(
            digest ->
                entity
                    .putObject("policy")
                    .put("uid", event.path("file").asText())
                    .put("version", digest));
    StoredEvent.text(event, "justification")
        .or(() -> StoredEvent.text(event, "comment"))
        .or(() -> StoredEvent.text(event, "reason"))
        .ifPresent(comment -> ocsf.put("comment", comment));
    StoredEvent.text(event, "until")
        .or(() -> StoredEvent.text(event, "endsAt"))
        .ifPresent(
            end -> {
              ObjectNode result = ocsf.putObject("entity_result");
              named(result, mapping.entity(), event.path("subject").asText());
              result.putObject("data").put("end", end);
            });
  }

  private static void named(ObjectNode entity, String type, String uid) {
    entity.put("uid", uid);
    entity.put("type", type);
    entity.put("type_id", type.equals(OcsfMapping.POLICY) ? 5 : 99);
  }

  private static ObjectNode group(JsonNode event) {
    ObjectNode group = StoredEvent.JSON.createObjectNode();
    group.put("uid", event.path("group").path("id").asText());
    group.put("name", event.path("group").path("name").asText());
    return group.put("type", "Entra group");
  }

  /** A person with the names that the event has, or a name that was given on the command line. */
  private static ObjectNode user(JsonNode event, String id) {
    ObjectNode user = StoredEvent.JSON.createObjectNode();
    Optional<JsonNode> named = StoredEvent.person(event, id);
    if (named.isPresent()) {
      user.put("uid", id);
      user.put("name", named.get().path("principalName").asText());
      user.put("full_name", named.get().path("name").asText());
    } else {
      user.put("name", id);
    }
    return user.put("type_id", named.isPresent() ? 1 : 0);
  }
}
