package dev.hourkey.export;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The class and activity of OCSF 1.8.0 that an audit event maps to. A test compares the types here
 * with all types of audit events. Pure.
 *
 * @param classUid 3004 Entity Management, or 3006 Group Management for a change of members
 * @param entity the kind of object that the event changed; empty for a change of members
 * @param decision the decision of a control, if there was one
 */
record OcsfMapping(
    int classUid,
    Activity activity,
    String entity,
    Severity severity,
    boolean success,
    Decision decision) {
  enum Activity {
    CREATE(1),
    READ(2),
    UPDATE(3),
    DELETE(4),
    ENROLL(6),
    UNENROLL(7),
    ACTIVATE(10),
    DEACTIVATE(11),
    /** An activity of the class Group Management, like the next one. */
    ADD_USER(3),
    REMOVE_USER(4);

    final int id;

    Activity(int id) {
      this.id = id;
    }
  }

  enum Severity {
    INFORMATIONAL(1),
    LOW(2),
    MEDIUM(3),
    HIGH(4),
    CRITICAL(5);

    final int id;

    Severity(int id) {
      this.id = id;
    }
  }

  enum Decision {
    NONE,
    ALLOWED,
    DENIED
  }

  private static final String REQUEST = "access_request";
  private static final String GRANT = "access_grant";
  private static final String LOG = "audit_log";

  /** OCSF's own caption of this type of entity. */
  static final String POLICY = "Policy";

  private static final String JOB = "scim_job";
  private static final String SERVICE = "service";

  static OcsfMapping of(JsonNode event) {
    return switch (event.path("type").asText()) {
      case "access_requested" -> entity(Activity.CREATE, REQUEST);
      case "program_requested" -> entity(Activity.CREATE, "submission");
      case "request_refused" -> entity(Activity.CREATE, REQUEST).denied().failed();
      case "request_reviewed" ->
          event.path("approved").asBoolean()
              ? entity(Activity.UPDATE, REQUEST).allowed()
              : entity(Activity.UPDATE, REQUEST).denied();
      case "request_approved" -> entity(Activity.UPDATE, REQUEST).allowed();
      case "request_denied", "request_ended_by_policy", "request_stopped" ->
          entity(Activity.UPDATE, REQUEST).denied();
      case "request_cancelled",
          "request_expired",
          "request_escalated",
          "request_nudged",
          "extension_withdrawn",
          "discussion_message_written",
          "discussion_message_edited",
          "discussion_message_deleted" ->
          entity(Activity.UPDATE, REQUEST);
      case "card_not_posted" -> entity(Activity.UPDATE, REQUEST).failed();
      case "review_refused" -> entity(Activity.UPDATE, REQUEST).denied().failed();
      case "break_glass_used" ->
          entity(Activity.UPDATE, REQUEST).allowed().withSeverity(Severity.HIGH);
      case "break_glass_review_late", "break_glass_review_impossible" ->
          entity(Activity.UPDATE, REQUEST).failed().withSeverity(Severity.HIGH);
      case "break_glass_reviewed" -> entity(Activity.UPDATE, REQUEST);
      case "submission_refused" -> entity(Activity.CREATE, "submission").denied().failed();
      case "grant_opened" -> entity(Activity.CREATE, GRANT).allowed();
      case "grant_starting", "grant_extended", "grant_revoked", "grant_ending", "member_kept" ->
          entity(Activity.UPDATE, GRANT);
      case "grant_active" -> entity(Activity.ACTIVATE, GRANT);
      case "grant_ended" -> entity(Activity.DEACTIVATE, GRANT);
      case "revocation_refused" -> entity(Activity.UPDATE, GRANT).denied().failed();
      case "end_overdue" -> entity(Activity.UPDATE, GRANT).failed().withSeverity(Severity.HIGH);
      case "member_added", "member_restored_in_aws" -> members(Activity.ADD_USER);
      case "member_added_late", "member_returned" ->
          members(Activity.ADD_USER).withSeverity(Severity.MEDIUM);
      case "member_removed", "member_removed_in_aws" -> members(Activity.REMOVE_USER);
      case "member_removed_late", "orphan_removed" ->
          members(Activity.REMOVE_USER).withSeverity(Severity.MEDIUM);
      case "drift_found" ->
          switch (event.path("kind").asText()) {
            case "LOST_ASSIGNMENT" ->
                entity(Activity.UPDATE, "drift_finding").withSeverity(Severity.HIGH);
            case "MISSING_IN_AWS" -> members(Activity.REMOVE_USER).withSeverity(Severity.HIGH);
            default -> members(Activity.ADD_USER).withSeverity(Severity.HIGH);
          };
      case "drift_resolved" -> entity(Activity.UPDATE, "drift_finding");
      case "standing_recorded" -> entity(Activity.CREATE, "standing_membership");
      case "member_settled" -> entity(Activity.UPDATE, "standing_membership");
      case "restore_found" ->
          entity(Activity.UPDATE, "database").failed().withSeverity(Severity.HIGH);
      case "restore_settled" -> entity(Activity.UPDATE, "database");
      case "bulk_revocation_begun" ->
          entity(Activity.CREATE, "bulk_revocation").withSeverity(Severity.HIGH);
      case "bulk_revocation_done" -> entity(Activity.UPDATE, "bulk_revocation");
      case "person_linked" -> entity(Activity.ENROLL, "identity_link");
      case "person_unlinked" -> entity(Activity.UNENROLL, "identity_link");
      case "person_renamed" -> entity(Activity.UPDATE, "identity_link");
      case "policy_changed" -> entity(Activity.UPDATE, POLICY).withSeverity(Severity.LOW);
      case "policy_broken" -> entity(Activity.UPDATE, POLICY).failed().withSeverity(Severity.HIGH);
      case "policy_fixed" -> entity(Activity.UPDATE, POLICY);
      case "provisioning_stopped" ->
          entity(Activity.UPDATE, JOB).failed().withSeverity(Severity.HIGH);
      case "provisioning_unseen" ->
          entity(Activity.UPDATE, JOB).failed().withSeverity(Severity.MEDIUM);
      case "provisioning_resumed", "provisioning_seen" -> entity(Activity.UPDATE, JOB);
      case "credentials_failed", "vendor_failed" ->
          entity(Activity.UPDATE, SERVICE).failed().withSeverity(Severity.HIGH);
      case "credentials_restored", "vendor_recovered" -> entity(Activity.UPDATE, SERVICE);
      case "granting_paused" -> entity(Activity.DEACTIVATE, SERVICE).withSeverity(Severity.HIGH);
      case "granting_resumed" -> entity(Activity.ACTIVATE, SERVICE).withSeverity(Severity.MEDIUM);
      case "audit_trail_broken", "records_differ" ->
          entity(Activity.UPDATE, LOG).failed().withSeverity(Severity.CRITICAL);
      case "audit_delivery_failed" ->
          entity(Activity.UPDATE, LOG).failed().withSeverity(Severity.HIGH);
      case "audit_delivery_restored" -> entity(Activity.UPDATE, LOG);
      case "audit_origin_begun",
          "audit_keys_changed",
          "audit_destination_removed",
          "checkpoint_place_removed" ->
          entity(Activity.UPDATE, LOG).withSeverity(Severity.MEDIUM);
      case "checkpoint_refused" ->
          entity(Activity.UPDATE, LOG).failed().withSeverity(Severity.CRITICAL);
      case "checkpoint_not_kept" ->
          entity(Activity.UPDATE, LOG).failed().withSeverity(Severity.HIGH);
      case "checkpoint_accepted", "checkpoint_kept" -> entity(Activity.UPDATE, LOG);
      case "audit_trail_intact", "records_agree" -> entity(Activity.UPDATE, LOG);
      case "refusals_not_recorded" -> entity(Activity.UPDATE, LOG).withSeverity(Severity.MEDIUM);
      case "access_review_begun" -> entity(Activity.CREATE, "access_review");
      case "access_review_decided" ->
          event.path("keep").asBoolean()
              ? entity(Activity.UPDATE, "access_review").allowed()
              : entity(Activity.UPDATE, "access_review").denied();
      case "access_review_closed" -> entity(Activity.UPDATE, "access_review");
      case "export_begun", "export_completed" -> entity(Activity.READ, "audit_report");
      default -> unknown(); // Written by a newer replica while this one is being replaced.
    };
  }

  static OcsfMapping unknown() {
    return entity(Activity.UPDATE, "other");
  }

  static OcsfMapping entity(Activity activity, String entity) {
    return new OcsfMapping(3004, activity, entity, Severity.INFORMATIONAL, true, Decision.NONE);
  }

  private static OcsfMapping members(Activity activity) {
    return new OcsfMapping(3006, activity, "", Severity.INFORMATIONAL, true, Decision.NONE);
  }

  private OcsfMapping withSeverity(Severity other) {
    return new OcsfMapping(classUid, activity, entity, other, success, decision);
  }

  private OcsfMapping failed() {
    return new OcsfMapping(classUid, activity, entity, severity, false, decision);
  }

  private OcsfMapping allowed() {
    return new OcsfMapping(classUid, activity, entity, severity, success, Decision.ALLOWED);
  }

  private OcsfMapping denied() {
    return new OcsfMapping(classUid, activity, entity, severity, success, Decision.DENIED);
  }
}
