package dev.hourkey.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One grant with the facts that auditors ask for: who had what, by which decision, from when to
 * when.
 */
final class GrantRecord {
  static final String COLUMNS =
      Csv.row(
          "grant",
          "request",
          "person_name",
          "person_principal_name",
          "person_id",
          "entitlement",
          "entitlement_name",
          "opens",
          "group_name",
          "group_id",
          "risk",
          "requested_at",
          "requested_by",
          "justification",
          "ticket",
          "rule",
          "policy_sha256",
          "approvers",
          "approved_by_requester",
          "approved_at",
          "starts_at",
          "added_in_entra_at",
          "seen_in_aws_at",
          "planned_end",
          "removed_in_entra_at",
          "gone_in_aws_at",
          "state",
          "end_cause",
          "revoked_by",
          "revoke_reason",
          "end_late_seconds",
          "extensions",
          "exceptions",
          "audit_first",
          "audit_opened",
          "audit_last");

  private GrantRecord() {}

  /**
   * The row of one grant.
   *
   * @param policy the digest of the policy file that was in force when the grant was opened
   */
  static String csv(GrantHistory grant, Optional<String> policy, Instant now) {
    JsonNode requested = grant.requested();
    GrantApproval approval = grant.approval();
    return Csv.row(
        grant.opened("subject").asText(),
        grant.opened("request").asText(),
        approval.holderName().orElse(""),
        approval.holderPrincipalName().orElse(""),
        grant.opened("holder").asText(),
        grant.opened("entitlement").asText(),
        requested.path("entitlementName").asText(),
        opens(grant.opened("opens")),
        grant.opened("group").path("name").asText(),
        grant.opened("group").path("id").asText(),
        requested.path("highRisk").asBoolean() ? "high" : "normal",
        CsvFrame.text(StoredEvent.at(requested)),
        approval.sender(),
        requested.path("justification").asText(),
        CsvFrame.text(StoredEvent.text(requested, "ticket")),
        approval.rule(),
        CsvFrame.text(policy),
        String.join("; ", approval.approvers()),
        approval.byRequester() ? "yes" : "no",
        CsvFrame.text(grant.openedAt()),
        grant.opened("startsAt").textValue(),
        CsvFrame.text(grant.added()),
        CsvFrame.text(grant.active()),
        CsvFrame.text(grant.plannedEnd()),
        CsvFrame.text(grant.removed()),
        CsvFrame.text(grant.ended()),
        grant.state(),
        grant.cause().toLowerCase(Locale.ROOT),
        grant.revoked("by"),
        grant.revoked("reason"),
        grant.lateSeconds(now).orElse(null),
        grant.extensions(),
        exceptions(grant, approval),
        grant.firstEntry(),
        grant.openedBy(),
        grant.lastEntry());
  }

  /** Each permission set with its account. */
  private static String opens(JsonNode access) {
    return access
        .path("targets")
        .valueStream()
        .map(
            target ->
                "%s in %s %s"
                    .formatted(
                        target.path("permissionSet").asText(),
                        target.path("accountId").asText(),
                        target.path("accountName").asText()))
        .collect(Collectors.joining("; "));
  }

  private static String exceptions(GrantHistory grant, GrantApproval approval) {
    List<String> exceptions = new ArrayList<>();
    if (grant.breakGlass()) {
      exceptions.add("break_glass");
    } else if (approval.approvers().isEmpty()) {
      exceptions.add("no_approval_needed");
    }
    if (grant.requested().path("chatGuest").asBoolean()) {
      exceptions.add("chat_guest");
    }
    if (grant.returned()) {
      exceptions.add("returned_after_end");
    }
    return String.join("; ", exceptions);
  }
}
