package dev.hourkey.slack;

import java.util.List;
import java.util.UUID;

/** The form in which an approver denies a request and gives the reason. */
final class DenyForm {
  static final String CALLBACK = "deny";
  static final String REASON = "reason";

  /** The longest reason, in characters. */
  static final int MAX_LENGTH = 300;

  private DenyForm() {}

  /** The form. It contains the request's id, which is checked again when the form is submitted. */
  static Modal of(UUID request, String channel) {
    return Modal.form(
        CALLBACK,
        request + " " + channel,
        "Deny this request",
        "Deny",
        List.of(
            new Block.Input(
                REASON,
                "Reason (the requester will see it)",
                new Block.Field.TextArea(MAX_LENGTH, ""))));
  }
}
