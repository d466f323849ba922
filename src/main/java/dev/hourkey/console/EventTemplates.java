package dev.hourkey.console;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/** The sentence for each type of audit event; a name in braces is a field of the event. */
final class EventTemplates {
  private static final String GOOD = "good";
  private static final String WAIT = "wait";
  private static final String BAD = "bad";
  private static final String PLAIN = "";

  /** The templates by the type of event. */
  static final Map<String, Template> TABLE =
      Map.ofEntries(
          entry(
              "checkpoint_not_kept",
              quoting(BAD, "A checkpoint of the audit trail could not be kept at {place}.", "why")),
          entry("checkpoint_kept", plain(GOOD, "Checkpoints are kept at {place} again.")),
          entry("checkpoint_place_removed", plain(WAIT, "{place} is no longer in the settings.")),
          entry(
              "checkpoint_refused",
              quoting(BAD, "A checkpoint of the audit trail was refused.", "why")),
          entry("checkpoint_accepted", plain(GOOD, "Checkpoints are accepted again.")),
          entry(
              "audit_origin_begun",
              quoting(BAD, "{by} began a new origin of the audit trail: {origin}.", "because")),
          entry("audit_keys_changed", plain(PLAIN, "Checkpoints are signed with other keys.")),
          entry("extension_withdrawn", plain(PLAIN, "The request to extend was withdrawn.")),
          entry(
              "access_review_begun", plain(WAIT, "{by} began an access review of {entitlements}.")),
          entry(
              "access_review_decided",
              quoting(PLAIN, "{reviewer} decided on {personName}. Keep: {keep}.", "comment")),
          entry(
              "access_review_closed",
              quoting(
                  GOOD,
                  "{by} closed it: {kept} kept, {removed} to be removed, {undecided} undecided.",
                  "comment")),
          entry("export_begun", plain(PLAIN, "{by} began an export of the audit trail.")),
          entry(
              "export_completed",
              plain(PLAIN, "{by} exported entries of the audit trail: {rows}.")),
          entry(
              "audit_delivery_failed",
              quoting(BAD, "The audit trail can't be delivered to {destination}.", "why")),
          entry(
              "audit_delivery_restored",
              plain(GOOD, "The audit trail is delivered to {destination} again.")),
          entry(
              "audit_destination_removed",
              plain(WAIT, "{destination} is no longer in the settings.")),
          entry(
              "program_requested",
              plain(WAIT, "The program {by} requested {entitlement} for {person}.")),
          entry(
              "access_requested",
              quoting(
                  WAIT, "{requester} requested {entitlement} for {duration}.", "justification")),
          entry(
              "request_refused",
              quoting(BAD, "A request by {requester} for {entitlement} was refused.", "reason")),
          entry("request_reviewed", quoting(PLAIN, "{reviewer} decided: {approved}.", "reason")),
          entry("review_refused", quoting(BAD, "{reviewer} was not allowed to decide.", "reason")),
          entry("submission_refused", quoting(BAD, "Refused: {what}, sent by {user}.", "reason")),
          entry(
              "refusals_not_recorded",
              plain(
                  WAIT, "Further refusals of {sender} in this hour were not recorded one by one.")),
          entry("request_approved", plain(GOOD, "The request is approved, by {approvers}.")),
          entry(
              "request_escalated",
              plain(
                  WAIT,
                  "Stage {stage} of {stages} had no approval, so it was escalated: now {to} may approve.")),
          entry("request_denied", quoting(BAD, "{by} denied the request.", "reason")),
          entry("request_cancelled", plain(PLAIN, "{by} cancelled the request.")),
          entry(
              "request_ended_by_policy",
              quoting(
                  BAD,
                  "A new version of the policy file no longer allows the request.",
                  "because")),
          entry(
              "request_stopped",
              quoting(BAD, "The request was stopped by a bulk revocation by {by}.", "reason")),
          entry("request_expired", plain(PLAIN, "Nobody decided in time: the request expired.")),
          entry("request_nudged", plain(PLAIN, "The requester reminded the approvers.")),
          entry(
              "card_not_posted", quoting(BAD, "The card could not be posted in {channel}.", "why")),
          entry(
              "grant_opened",
              plain(
                  GOOD,
                  "Access was granted: {holder} is to be added to {group} in Entra, and must be"
                      + " gone by {deadline}.")),
          entry("granting_paused", quoting(BAD, "{by} paused granting ({role}).", "reason")),
          entry(
              "granting_resumed",
              quoting(GOOD, "{by} resumed granting ({role}), after {lasted}.", "reason")),
          entry(
              "grant_starting",
              plain(WAIT, "The scheduled start has come: the request is checked again.")),
          entry(
              "member_added",
              plain(WAIT, "Entra accepted the request to add {holder} to {group}.")),
          entry(
              "grant_active",
              plain(
                  GOOD,
                  "AWS shows the membership: active until {endsAt}, {afterApproval}"
                      + " after the approval.")),
          entry("grant_extended", plain(GOOD, "The end was moved from {from} to {until}.")),
          entry("grant_revoked", quoting(BAD, "{by} revoked it ({role}).", "reason")),
          entry("revocation_refused", quoting(BAD, "{by} was not allowed to revoke it.", "reason")),
          entry("grant_ending", plain(WAIT, "The grant is ending: {cause}.")),
          entry(
              "member_removed",
              plain(
                  WAIT,
                  "Entra accepted the request to remove {holder} from {group}, or showed no such"
                      + " member.")),
          entry(
              "member_kept",
              quoting(WAIT, "The membership of {holder} in {group} was left unchanged.", "why")),
          entry(
              "grant_ended",
              plain(PLAIN, "Neither Entra nor AWS shows the membership: ended ({cause}).")),
          entry(
              "member_returned",
              plain(
                  BAD,
                  "AWS showed {holder} in {group} again after the end; Hourkey removes it again.")),
          entry("end_overdue", plain(BAD, "The end is overdue by {late}. Hourkey keeps trying.")),
          entry(
              "member_added_late",
              plain(WAIT, "An abandoned add took effect late: {holder} in {group}.")),
          entry(
              "member_removed_late",
              plain(WAIT, "A removal took effect late: {holder} in {group}.")),
          entry(
              "member_removed_in_aws",
              plain(WAIT, "The membership was removed in AWS directly, ahead of Entra.")),
          entry(
              "member_restored_in_aws",
              plain(
                  WAIT,
                  "The membership was added in AWS directly, because Entra no longer sent it.")),
          entry(
              "orphan_removed",
              plain(WAIT, "A membership without a grant was removed: {holder} in {group}.")),
          entry("person_linked", plain(PLAIN, "{person} was linked to a chat user ({cause}).")),
          entry(
              "person_unlinked", plain(PLAIN, "{by} removed the link of {person} to a chat user.")),
          entry("person_renamed", plain(PLAIN, "The name of {person} in Entra has changed.")),
          entry(
              "provisioning_stopped", quoting(BAD, "Entra's provisioning job has stopped.", "why")),
          entry("provisioning_resumed", plain(GOOD, "Entra's provisioning job runs again.")),
          entry(
              "provisioning_unseen",
              quoting(BAD, "Hourkey can't see whether Entra's provisioning job runs.", "why")),
          entry("provisioning_seen", plain(GOOD, "Hourkey sees Entra's provisioning job again.")),
          entry(
              "credentials_failed",
              quoting(BAD, "Hourkey's credentials for {vendor} don't work.", "why")),
          entry(
              "credentials_restored",
              plain(GOOD, "Hourkey's credentials for {vendor} work again.")),
          entry("vendor_failed", quoting(BAD, "Hourkey can't read {vendor} completely.", "why")),
          entry("vendor_recovered", plain(GOOD, "Hourkey can read {vendor} completely again.")),
          entry(
              "audit_trail_broken",
              quoting(BAD, "The audit trail was changed: entry {seq}.", "why")),
          entry("audit_trail_intact", plain(GOOD, "The audit trail is intact again.")),
          entry("records_differ", quoting(BAD, "Records differ from the audit trail.", "what")),
          entry("records_agree", plain(GOOD, "Records agree with the audit trail again.")),
          entry("policy_changed", plain(PLAIN, "A new version of the policy file is in force.")),
          entry(
              "policy_broken",
              quoting(
                  BAD,
                  "The policy file has mistakes; the last valid version stays in force.",
                  "why")),
          entry("policy_fixed", plain(GOOD, "The policy file is valid again.")),
          entry("drift_found", plain(BAD, "Drift in {group}: {kind}, {name}, since {since}.")),
          entry("drift_resolved", plain(GOOD, "A drift finding was resolved.")),
          entry(
              "restore_found",
              quoting(BAD, "The database is missing changes that Hourkey had made.", "evidence")),
          entry(
              "restore_settled",
              plain(GOOD, "After a restore, Hourkey's records explain every group member again.")),
          entry(
              "standing_recorded",
              plain(PLAIN, "Standing members of {group} were recorded ({origin}).")),
          entry(
              "member_settled",
              plain(PLAIN, "{by} settled the member {name} of {group}: {settledAs}.")),
          entry(
              "break_glass_used",
              quoting(
                  BAD,
                  "{requester} used break-glass for {entitlement}: {duration}, to be reviewed by"
                      + " {reviewBy} before {reviewDueAt}.",
                  "justification")),
          entry(
              "break_glass_review_late",
              plain(BAD, "The break-glass review was not done in time.")),
          entry(
              "break_glass_review_impossible",
              plain(BAD, "Nobody can review this break-glass access.")),
          entry(
              "break_glass_reviewed",
              quoting(
                  PLAIN,
                  "{reviewer} reviewed the break-glass access. Justified: {justified}.",
                  "comment")),
          entry(
              "bulk_revocation_begun",
              quoting(BAD, "{by} revoked all access of a person, or to an entitlement.", "reason")),
          entry(
              "bulk_revocation_done",
              plain(GOOD, "All access in the bulk revocation has ended. Grants: {grants}.")),
          entry(
              "discussion_message_written",
              plain(PLAIN, "{author} wrote about the request in Slack.")),
          entry(
              "discussion_message_edited", plain(PLAIN, "{author} edited their message in Slack.")),
          entry(
              "discussion_message_deleted",
              plain(PLAIN, "A message that {author} wrote in Slack was deleted.")));

  private EventTemplates() {}

  /**
   * @param quote the field with people's own words, if there is one
   */
  record Template(String tone, String sentence, Optional<String> quote) {}

  static Template plain(String tone, String sentence) {
    return new Template(tone, sentence, Optional.empty());
  }

  private static Template quoting(String tone, String sentence, String quote) {
    return new Template(tone, sentence, Optional.of(quote));
  }
}
