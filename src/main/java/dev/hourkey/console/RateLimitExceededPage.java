package dev.hourkey.console;

import dev.hourkey.request.SubmissionCommand;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The answer to a form that exceeded the rate limit. It can be sent again, so nothing that somebody
 * typed is lost.
 *
 * @param action where the form was sent to
 * @param fields what it contained; none if it can't be repeated here
 */
record RateLimitExceededPage(String why, String action, List<Field> fields) {
  private static final int TOO_MANY_REQUESTS = 429;

  record Field(String name, String value) {}

  static RateLimitExceededPage of(String why, UUID key, SubmissionCommand command) {
    List<Field> fields = new ArrayList<>(List.of(new Field("key", key.toString())));
    return switch (command) {
      case SubmissionCommand.EndEarly(UUID grant) -> {
        fields.add(new Field("grant", grant.toString()));
        yield new RateLimitExceededPage(why, "/console/my-access/end", fields);
      }
      case SubmissionCommand.Cancel(UUID request) -> {
        fields.add(new Field("request", request.toString()));
        yield new RateLimitExceededPage(why, "/console/my-access/cancel", fields);
      }
      case SubmissionCommand.NewRequest request -> {
        fields.addAll(RequestInput.of(request).fields());
        request.extending().ifPresent(id -> fields.add(new Field("grant", id.toString())));
        yield new RateLimitExceededPage(
            why,
            "/console/my-access/" + (request.extending().isPresent() ? "extend" : "request"),
            fields);
      }
      case SubmissionCommand.Nudge _,
          SubmissionCommand.Approve _,
          SubmissionCommand.Deny _,
          SubmissionCommand.Revoke _,
          SubmissionCommand.RevokeAll _,
          SubmissionCommand.SwitchGranting _,
          SubmissionCommand.ReviewBreakGlass _ ->
          new RateLimitExceededPage(why, "", List.of());
    };
  }

  /** Answers a request with this page. */
  WebApplicationException asException() {
    return new WebApplicationException(
        Response.status(TOO_MANY_REQUESTS)
            .type(MediaType.TEXT_HTML_TYPE)
            .entity(new TooManyForms(this, PageFrame.bare()).render())
            .build());
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record TooManyForms(RateLimitExceededPage form, PageFrame frame) implements TemplateInstance {}
}
