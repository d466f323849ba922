package dev.hourkey.slack;

/** The sections of {@code docs/runbook.md}, to which alarms link. */
enum RunbookLinks {
  OVERDUE("an-end-is-overdue"),
  ACCESS_RETURNED("access-came-back"),
  GRANTING_PAUSED("granting-is-paused"),
  JOB_STOPPED("synchronization-stopped"),
  JOB_UNSEEN("hourkey-cant-see-entras-provisioning-job"),
  CREDENTIALS("hourkeys-credentials-dont-work"),
  VENDOR("a-vendor-cant-be-read"),
  REQUESTS_BLOCKED("requests-are-refused-until-you-fix-this"),
  POLICY_FILE("the-policy-file-has-mistakes"),
  TOOLS("the-policy-file-needs-settings-that-are-missing"),
  POLICY_CHANGED("another-version-of-the-policy-file-is-in-force"),
  CREDENTIAL_EXPIRES("a-credential-expires-soon"),
  CARD_NOT_POSTED("card-not-posted"),
  BREAK_GLASS_USED("break-glass-was-used"),
  REVIEW_LATE("a-break-glass-review-is-late"),
  NOBODY_CAN_REVIEW("nobody-can-review-break-glass-access"),
  GROUP_GONE("group-gone"),
  UNAPPROVED_MEMBERS("unapproved-members-in-an-entra-group"),
  MISSING_IN_AWS("in-entra-but-not-in-aws"),
  LEFT_IN_AWS("in-aws-but-not-in-entra"),
  LOST_ASSIGNMENT("lost-in-aws"),
  RESTORED("database-restored-unexplained-members"),
  AUDIT_CHANGED("the-audit-trail-was-changed"),
  RECORDS_DIFFER("access-reviews-differ-from-the-audit-trail"),
  AUDIT_NOT_DELIVERED("audit-events-dont-reach-a-destination"),
  AUDIT_CONTRADICTED("the-audit-trail-contradicts-an-earlier-signed-checkpoint"),
  CHECKPOINTS("checkpoints-dont-get-to-a-place"),
  AUDIT_RENAMED("the-audit-trail-is-signed-under-a-new-name"),
  FIRST_COMPARISON("groups-compared-for-the-first-time");

  private static final String PAGE =
      "https://github.com/hourkey/hourkey/blob/main/docs/runbook.md#";

  private final String anchor;

  RunbookLinks(String anchor) {
    this.anchor = anchor;
  }

  String anchor() {
    return anchor;
  }

  /** What operators read, and the link to what they can do. */
  Sentence after(Sentence more) {
    return more.then(" · {}", new Sentence.Link("Runbook", PAGE + anchor));
  }
}
