package dev.hourkey.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.StoredEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a grant was approved, according to the events of its request and of the requests that
 * extended it. People have the names of that time. Pure.
 *
 * @param sender who requested it, if not its holder
 * @param rule the override of the policy that applied
 * @param approvers the people whose approvals counted, each with the time
 * @param byRequester whether one of them is its holder or the person who requested it
 */
record GrantApproval(
    Optional<String> holderName,
    Optional<String> holderPrincipalName,
    String sender,
    String rule,
    List<String> approvers,
    boolean byRequester) {

  static GrantApproval of(List<JsonNode> events, String holder, Optional<String> sentBy) {
    Optional<JsonNode> requested = first(events, "access_requested");
    Optional<JsonNode> person = requested.flatMap(event -> StoredEvent.person(event, holder));
    Map<String, String> times = new HashMap<>();
    Map<String, String> approvers = new LinkedHashMap<>();
    for (JsonNode event : events) {
      switch (event.path("type").asText()) {
        case "request_reviewed" ->
            times.put(event.path("reviewer").asText(), event.path("at").asText());
        case "request_approved" ->
            event
                .path("approvers")
                .valueStream()
                .map(JsonNode::asText)
                .forEach(id -> approvers.putIfAbsent(id, approver(event, id, times.get(id))));
        default -> {}
      }
    }
    return new GrantApproval(
        person.map(one -> one.path("name").asText()),
        person.map(one -> one.path("principalName").asText()),
        sentBy
            .map(id -> requested.map(event -> StoredEvent.nameOf(event, id)).orElse(id))
            .orElse(""),
        requested.flatMap(event -> StoredEvent.text(event, "override")).orElse(""),
        List.copyOf(approvers.values()),
        approvers.containsKey(holder) || sentBy.filter(approvers::containsKey).isPresent());
  }

  private static Optional<JsonNode> first(List<JsonNode> events, String type) {
    return events.stream().filter(event -> event.path("type").asText().equals(type)).findFirst();
  }

  private static String approver(JsonNode event, String id, @Nullable String time) {
    return StoredEvent.nameOf(event, id) + (time == null ? "" : " at " + time);
  }
}
