package dev.hourkey.slack;

import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import java.util.List;
import java.util.Optional;

/** The form in which somebody reviews break-glass access afterwards. */
final class BreakGlassReviewForm {
  static final String CALLBACK = "review";
  static final String OUTCOME = "outcome";
  static final String COMMENT = "comment";
  private static final String JUSTIFIED = "justified";
  private static final String NOT_JUSTIFIED = "not_justified";

  /** The longest comment, in characters. */
  static final int MAX_LENGTH = 300;

  private BreakGlassReviewForm() {}

  /** Whether the reviewer chose *Justified*; empty if they chose nothing. */
  static Optional<Boolean> justified(ViewSubmissionPayload form) {
    return switch (FormAnswers.selected(form, OUTCOME, OUTCOME)) {
      case JUSTIFIED -> Optional.of(true);
      case NOT_JUSTIFIED -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** The form. It contains the request's id, which is checked again when the form is submitted. */
  static Modal of(RequestDetails request, String channel) {
    return Modal.form(
        CALLBACK,
        request.id() + " " + channel,
        "Review break-glass",
        "Submit",
        List.of(
            new Block.Section(
                Sentence.of(
                    "*{}* got *{}* ({}) for {} without approval, {}.",
                    request.requester().name(),
                    request.name(),
                    request.opens(),
                    request.duration(),
                    request.requestedAt())),
            new Block.Quote(request.justification()),
            new Block.Input(
                OUTCOME,
                "Was it justified?",
                new Block.Field.Select(
                    OUTCOME,
                    List.of(
                        new Block.Option("Justified", JUSTIFIED),
                        new Block.Option("Not justified", NOT_JUSTIFIED)),
                    Optional.empty(),
                    false)),
            new Block.Input(
                COMMENT,
                "Comment (the holder will see it)",
                new Block.Field.TextArea(MAX_LENGTH, ""))));
  }
}
