package dev.hourkey.hello;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.bolt.App;
import com.slack.api.bolt.AppConfig;
import com.slack.api.bolt.request.RequestHeaders;
import com.slack.api.bolt.response.Response;
import com.slack.api.bolt.util.SlackRequestParser;
import com.slack.api.bolt.util.SlackRequestParser.HttpRequest;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** Answers one slash command, and does nothing else. */
@Path("/slack/events")
public class Hello {
  private final App app;
  private final SlackRequestParser parser;

  Hello() {
    SlackConfig slack = new SlackConfig();
    slack.setMethodsEndpointUrlPrefix(System.getenv("SLACK_API_URL"));
    AppConfig config =
        AppConfig.builder()
            .slack(Slack.getInstance(slack))
            .signingSecret(System.getenv("SLACK_SIGNING_SECRET"))
            .singleTeamBotToken(System.getenv("SLACK_BOT_TOKEN"))
            .build();
    parser = new SlackRequestParser(config);
    app = new App(config);
    app.command("/aws-access", (request, context) -> context.ack("Hello!"));
  }

  @GET
  public String ready() {
    return "yes";
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  @Blocking
  public jakarta.ws.rs.core.Response take(String body, @Context HttpHeaders headers)
      throws Exception {
    Response answer =
        app.run(
            parser.parse(
                HttpRequest.builder()
                    .requestUri("/slack/events")
                    .requestBody(body)
                    .headers(new RequestHeaders(headers.getRequestHeaders()))
                    .build()));
    return jakarta.ws.rs.core.Response.status(answer.getStatusCode())
        .type(answer.getContentType())
        .entity(answer.getBody())
        .build();
  }
}
