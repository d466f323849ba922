package dev.hourkey.slack;

import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.app_backend.interactive_components.payload.GlobalShortcutPayload;
import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.bolt.App;
import com.slack.api.bolt.AppConfig;
import com.slack.api.bolt.request.Request;
import com.slack.api.bolt.request.RequestHeaders;
import com.slack.api.bolt.request.builtin.BlockSuggestionRequest;
import com.slack.api.bolt.response.Response;
import com.slack.api.bolt.util.SlackRequestParser;
import com.slack.api.model.event.AppHomeOpenedEvent;
import dev.hourkey.slack.SlackConfig.Transport;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Handles everything that Slack sends, over either transport: Bolt parses it and finds the handler.
 * The sender was verified before, by {@link SlackEndpoint} or by Slack's socket.
 */
@ApplicationScoped
class SlackApp {
  private static final Logger LOG = Logger.getLogger(SlackApp.class);
  private static final Pattern ANY = Pattern.compile(".*");

  /** What people read while the database does not answer. */
  private static final String NOT_SAVED =
      "Hourkey couldn't save that. Check `/aws-access status` in a minute, and try again if it"
          + " isn't there.";

  private static final ScopedValue<Boolean> WITHOUT_DATABASE = ScopedValue.newInstance();

  /** Slack waits three seconds; the network takes some of that. */
  static final Duration LIMIT = Duration.ofMillis(2300);

  private static final ScopedValue<Long> DEADLINE = ScopedValue.newInstance();

  private final ExecutorService working = AcknowledgementExecutor.executor("slack-work");

  private final SlashCommands commands;
  private final BlockActions actions;
  private final Shortcuts shortcuts;
  private final HomeOpenedHandler homes;
  private final WorkflowStep workflows;
  private final DiscussionListener discussions;
  private final ViewSubmissions submissions;
  private final EphemeralMessages ephemeral;
  private final App app;
  private final SlackRequestParser parser;

  SlackApp(
      SlashCommands commands,
      BlockActions actions,
      Shortcuts shortcuts,
      HomeOpenedHandler homes,
      WorkflowStep workflows,
      DiscussionListener discussions,
      ViewSubmissions submissions,
      EphemeralMessages ephemeral) {
    this.commands = commands;
    this.actions = actions;
    this.shortcuts = shortcuts;
    this.homes = homes;
    this.workflows = workflows;
    this.discussions = discussions;
    this.submissions = submissions;
    this.ephemeral = ephemeral;
    AppConfig config =
        AppConfig.builder()
            .requestVerificationEnabled(false)
            .sslCheckEnabled(false)
            .ignoringSelfEventsEnabled(false)
            .allEventsApiAutoAckEnabled(true)
            .build();
    this.parser = new SlackRequestParser(config);
    this.app = routes(new App(config, List.of()));
  }

  /**
   * Answers one request. An unknown one is acknowledged: Slack would send a refused one again.
   *
   * @param transport over which it came: over Socket Mode, every payload is JSON
   * @param deadline by {@link System#nanoTime}: if the work is not done by then, the answer says so
   */
  Response answer(
      String body, Map<String, List<String>> headers, Transport transport, long deadline) {
    return ScopedValue.where(DEADLINE, deadline).call(() -> answer(body, headers, transport));
  }

  /** The deadline for the answer to a delivery that arrives now. */
  static long deadline() {
    return System.nanoTime() + LIMIT.toNanos();
  }

  private Response answer(String body, Map<String, List<String>> headers, Transport transport) {
    try {
      Request<?> request = parse(body, headers, transport);
      Response answer = request == null ? Response.ok() : app.run(request);
      return answer.getStatusCode() == 404 ? Response.ok() : answer;
    } catch (Exception e) {
      LOG.warnf(
          "refused a request from Slack that could not be handled: %s", e.getClass().getName());
      return Response.error(400);
    }
  }

  /** Whether a request only searches in a form, which changes nothing. */
  boolean isSearch(String body, Map<String, List<String>> headers) {
    try {
      return body.contains("block_suggestion")
          && parse(body, headers, Transport.HTTP) instanceof BlockSuggestionRequest;
    } catch (Exception e) {
      return false; // The answer parses it again, and refuses it then.
    }
  }

  private @Nullable Request<?> parse(
      String body, Map<String, List<String>> headers, Transport transport) throws Exception {
    return parser.parse(
        SlackRequestParser.HttpRequest.builder()
            .requestUri("/slack/events")
            .queryString(Map.of())
            .requestBody(body)
            .headers(new RequestHeaders(headers))
            .socketMode(transport == Transport.SOCKET)
            .build());
  }

  /** While nothing can be saved: tells the sender so, and tries nothing. */
  Response answerWithoutDatabase(String body, Map<String, List<String>> headers) {
    return ScopedValue.where(WITHOUT_DATABASE, true)
        .call(() -> answer(body, headers, Transport.HTTP));
  }

  private App routes(App bolt) {
    bolt.command(
        ANY,
        (request, context) -> {
          String answer = orReport(() -> commands.answer(request.getPayload()), NOT_SAVED);
          return answer.isEmpty() ? context.ack() : context.ack(answer);
        });
    bolt.viewSubmission(
        ANY,
        (request, context) -> {
          Map<String, String> problems = submitted(request.getPayload());
          return problems.isEmpty() ? context.ack() : context.ackWithErrors(problems);
        });
    bolt.blockSuggestion(
        ANY,
        (request, context) ->
            Response.builder()
                .statusCode(200)
                .contentType(Response.CONTENT_TYPE_APPLICATION_JSON_UTF8)
                .body(
                    orReport(
                        () -> actions.search(request.getPayload()), BlockJson.options(List.of())))
                .build());
    bolt.viewClosed(ANY, (request, context) -> context.ack());
    bolt.globalShortcut(
        ANY,
        (request, context) -> {
          GlobalShortcutPayload chosen = request.getPayload();
          orReport(() -> shortcuts.take(chosen), Optional.of(NOT_SAVED))
              .ifPresent(sentence -> ephemeral.later(ReplyTo.of(chosen), sentence));
          return context.ack();
        });
    bolt.event(
        AppHomeOpenedEvent.class,
        (payload, context) -> {
          orReport(() -> homes.take(payload), false);
          return context.ack();
        });
    IncomingMessage.listen(
        bolt,
        (event, message) -> acknowledged(orReport(() -> discussions.take(event, message), false)));
    bolt.function(
        WorkflowStep.CALLBACK,
        (payload, context) -> acknowledged(orReport(() -> workflows.take(payload), false)));
    bolt.messageShortcut(ANY, (request, context) -> context.ack());
    bolt.blockAction(
        ANY,
        (request, context) -> {
          BlockActionPayload click = request.getPayload();
          orReport(() -> actions.take(click), Optional.of(NOT_SAVED))
              .ifPresent(sentence -> ephemeral.later(ReplyTo.of(click), sentence));
          return context.ack();
        });
    return bolt;
  }

  /** Bolt acknowledges every answer to an event. Slack sends it again after an exception. */
  private static Response acknowledged(boolean done) {
    if (!done) {
      throw new IllegalStateException("an event was not handled");
    }
    return Response.ok();
  }

  private Map<String, String> submitted(ViewSubmissionPayload form) {
    return switch (String.valueOf(form.getView().getCallbackId())) {
      case RequestForm.CALLBACK ->
          orReport(() -> submissions.request(form), Map.of(RequestForm.WHY, NOT_SAVED));
      case DenyForm.CALLBACK ->
          orReport(() -> submissions.deny(form), Map.of(DenyForm.REASON, NOT_SAVED));
      case ApproveForm.CALLBACK ->
          orReport(() -> submissions.approve(form), Map.of(ApproveForm.COMMENT, NOT_SAVED));
      case ExtendForm.CALLBACK ->
          orReport(() -> submissions.extend(form), Map.of(ExtendForm.WHY, NOT_SAVED));
      case BreakGlassReviewForm.CALLBACK ->
          orReport(() -> submissions.review(form), Map.of(BreakGlassReviewForm.COMMENT, NOT_SAVED));
      case RevokeForm.CALLBACK ->
          orReport(() -> submissions.revoke(form), Map.of(RevokeForm.REASON, NOT_SAVED));
      case RevokeForm.ALL ->
          orReport(() -> submissions.revokeAll(form), Map.of(RevokeForm.REASON, NOT_SAVED));
      default -> Map.of(); // A form of an older version.
    };
  }

  /** Failures are always reported to the user. */
  private <T> T orReport(Supplier<T> work, T otherwise) {
    if (WITHOUT_DATABASE.isBound()) {
      return otherwise;
    }
    try {
      Future<T> done = working.submit(work::get);
      return done.get(DEADLINE.get() - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      LOG.errorf(e.getCause(), "a request from Slack failed; its sender was told");
    } catch (TimeoutException | RejectedExecutionException e) {
      LOG.warnf("a request from Slack was not handled within %s; its sender was told", LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return otherwise;
  }
}
