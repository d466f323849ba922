package dev.hourkey.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.StoredEvent;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One grant as auditors ask for it: who, what, on which decision, from when to when. */
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
          "audit_last");

  private GrantRecord() {}

  /** The row of the grant that the cursor is at. */
  static String csv(ResultSet row, Instant now) throws SQLException {
    String holder = row.getString("holder");
    GrantApproval approval =
        GrantApproval.of(
            events(row.getArray("payloads")),
            holder,
            Optional.ofNullable(row.getString("sent_by")));
    return Csv.row(
        row.getString("id"),
        row.getString("request"),
        approval.holderName().orElse(row.getString("name")),
        approval.holderPrincipalName().orElse(row.getString("principal_name")),
        holder,
        row.getString("entitlement"),
        row.getString("entitlement_name"),
        opens(row.getString("opens")),
        row.getString("group_name"),
        row.getString("group_id"),
        row.getBoolean("high_risk") ? "high" : "normal",
        time(row, "requested_at"),
        approval.sender(),
        row.getString("justification"),
        row.getString("ticket"),
        approval.rule(),
        row.getString("judged_by"),
        String.join("; ", approval.approvers()),
        approval.byRequester() ? "yes" : "no",
        time(row, "opened_at"),
        time(row, "starts_at"),
        time(row, "added_at"),
        time(row, "live_since"),
        time(row, "planned_end"),
        time(row, "removed_at"),
        time(row, "ended_at"),
        lowerCase(row.getString("phase")),
        lowerCase(row.getString("cause")),
        row.getString("revoked_by"),
        row.getString("revoke_reason"),
        lateness(row, now),
        row.getInt("extensions"),
        exceptions(row, approval),
        row.getObject("first"),
        row.getObject("last"));
  }

  private static List<JsonNode> events(@Nullable Array payloads) throws SQLException {
    return payloads == null
        ? List.of()
        : Stream.of((String[]) payloads.getArray()).map(StoredEvent::read).toList();
  }

  /** Each permission set with its account. */
  private static String opens(String json) {
    return StoredEvent.read(json)
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

  private static String exceptions(ResultSet row, GrantApproval approval) throws SQLException {
    List<String> exceptions = new ArrayList<>();
    if (row.getBoolean("break_glass")) {
      exceptions.add("break_glass");
    } else if (approval.approvers().isEmpty()) {
      exceptions.add("no_approval_needed");
    }
    if (row.getBoolean("by_chat_guest")) {
      exceptions.add("chat_guest");
    }
    if (row.getObject("returned_at") != null) {
      exceptions.add("returned_after_end");
    }
    return String.join("; ", exceptions);
  }

  /**
   * By how many seconds Entra's removal was later than it had to be, or is by now. Empty if nothing
   * was ever added.
   */
  private static @Nullable Long lateness(ResultSet row, Instant now) throws SQLException {
    if (instant(row, "added_at").isEmpty()) {
      return null;
    }
    Instant due = instant(row, "due_at").orElseThrow();
    Optional<Instant> ended = instant(row, "ended_at"); // A standing membership is not removed.
    Instant over = instant(row, "removed_at").or(() -> ended).orElse(now);
    return Math.max(0, Duration.between(due, over).toSeconds());
  }

  private static String time(ResultSet row, String column) throws SQLException {
    return CsvFrame.text(instant(row, column));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static @Nullable String lowerCase(@Nullable String word) {
    return word == null ? null : word.toLowerCase(Locale.ROOT);
  }
}
