package dev.hourkey.slack;

import com.slack.api.app_backend.events.payload.EventsApiPayload;
import com.slack.api.model.event.FunctionExecutedEvent;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.person.ChatUser;
import dev.hourkey.policy.Justification;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.request.Submissions;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * A step for Workflow Builder that proposes a request. Slack does not say who ran the workflow,
 * only which person its builder named. So the step requests nothing by itself: that person gets a
 * message with a button that opens the form, filled in as if they had typed the command.
 */
@ApplicationScoped
class WorkflowStep {
  /** The id in the manifest. */
  static final String CALLBACK = "request_access";

  private static final Logger LOG = Logger.getLogger(WorkflowStep.class);

  private final WorkspaceGuard workspace;
  private final ActionRateLimiter limiter;
  private final Catalog catalog;
  private final Submissions submissions;
  private final SlackPosts posts;
  private final SlackApi slack;

  WorkflowStep(
      WorkspaceGuard workspace,
      ActionRateLimiter limiter,
      Catalog catalog,
      Submissions submissions,
      SlackPosts posts,
      SlackApi slack) {
    this.workspace = workspace;
    this.limiter = limiter;
    this.catalog = catalog;
    this.submissions = submissions;
    this.posts = posts;
    this.slack = slack;
  }

  /** Carries out the step; false if Slack did not answer, and has to send it again. */
  boolean take(EventsApiPayload<FunctionExecutedEvent> payload) {
    FunctionExecutedEvent event = payload.getEvent();
    if (submissions.isKnown(proposal(event))) {
      return completed(event); // Slack sends it again until it has ended.
    }
    Optional<ChatUser> person =
        workspace.sender(
            payload.getTeamId(), payload.getEnterpriseId(), null, input(event, "person"));
    if (person.isEmpty()) {
      return failed(event, WorkspaceGuard.REFUSAL);
    }
    Optional<String> tooMany = limiter.refusal(person.get().userId(), Kind.PROPOSED_BY_WORKFLOWS);
    if (tooMany.isPresent()) {
      return failed(event, tooMany.get());
    }
    String entitlement = CommandWords.id(input(event, "entitlement"));
    TypedRequest typed = typed(event, entitlement);
    if (!typed.ids().equals(List.of(entitlement))) {
      return failed(event, "'" + entitlement + "' is not the id of an entitlement or bundle.");
    }
    if (typed.duration().isEmpty()) {
      return failed(event, "The duration must look like 30m, 1h or 2d.");
    }
    if (typed.justification().length() > Justification.MAX_LENGTH) {
      return failed(
          event, "The justification may have at most " + Justification.MAX_LENGTH + " characters.");
    }
    return proposed(event, person.get(), text(event, entitlement));
  }

  private TypedRequest typed(FunctionExecutedEvent event, String entitlement) {
    return TypedRequest.of(
        text(event, entitlement), TypedRequest.Vocabulary.ofIds(catalog.current()));
  }

  /** What somebody would type after the command. */
  private static String text(FunctionExecutedEvent event, String entitlement) {
    return String.join(
        " ",
        entitlement,
        SlackText.line(input(event, "duration")),
        SlackText.line(input(event, "justification")));
  }

  private static String input(FunctionExecutedEvent event, String name) {
    FunctionExecutedEvent.InputValue value = event.getInputs().get(name);
    return value == null || value.getStringValue() == null ? "" : value.getStringValue();
  }

  private boolean proposed(FunctionExecutedEvent event, ChatUser person, String text) {
    return switch (posts.send(WorkflowMessages.proposal(person.userId(), text))) {
      case Reply.Ok<?> _ -> {
        boolean _ = submissions.firstTime(proposal(event));
        yield completed(event);
      }
      case Reply.Refused<?> refused -> {
        LOG.warnf("the person that a workflow names got no message: %s", refused);
        yield failed(event, "Slack does not let Hourkey write to this person.");
      }
      case Reply.Unavailable<?> _ -> false;
    };
  }

  private static String proposal(FunctionExecutedEvent event) {
    return "step:" + event.getFunctionExecutionId();
  }

  private boolean completed(FunctionExecutedEvent event) {
    return over(
        slack.call(
            "functions.completeSuccess",
            methods ->
                methods.functionsCompleteSuccess(
                    r ->
                        r.functionExecutionId(event.getFunctionExecutionId())
                            .outputs(Map.of("outcome", "proposed")))));
  }

  private boolean failed(FunctionExecutedEvent event, String why) {
    return over(
        slack.call(
            "functions.completeError",
            methods ->
                methods.functionsCompleteError(
                    r -> r.functionExecutionId(event.getFunctionExecutionId()).error(why))));
  }

  /** A step that Slack does not let Hourkey complete is over as well. */
  private static boolean over(Reply<?> reply) {
    if (reply instanceof Reply.Refused<?> refused) {
      LOG.warnf("a step of a workflow was not completed: %s", refused);
    }
    return !(reply instanceof Reply.Unavailable<?>);
  }
}
