package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.entra.ProvisioningJob.State;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.slack.Fault;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Vendor failures that people can switch on in the page, to see how Hourkey reacts. */
final class FaultScenarios {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final List<Day> days;
  private final Set<String> begun = new HashSet<>();

  /**
   * A kind of bad day.
   *
   * @param does what is wrong
   * @param shows what people see then
   */
  private record Day(
      String id, String title, String does, String shows, Runnable begin, Runnable end) {}

  FaultScenarios(Sandbox sandbox) {
    days =
        List.of(
            new Day(
                "entra-throttles",
                "Entra throttles",
                "Microsoft Graph answers every call with 429.",
                "Approved access waits, and so does every removal. A removal that is two minutes"
                    + " late is an alarm in #aws-ops. Nobody gets or keeps access silently.",
                () -> sandbox.entra().throttle("*", DirectoryStandIn.ALWAYS, RETRY_AFTER),
                () -> sandbox.entra().clearFaults()),
            new Day(
                "job-quarantined",
                "The SCIM job is in quarantine",
                "AWS has refused its token, so Entra's job carries nothing.",
                "Operators are told in #aws-ops within a minute. Requests say that synchronization"
                    + " is stopped; a removal is not reported as done.",
                () -> sandbox.entra().job().state(State.QUARANTINED),
                () -> sandbox.entra().job().state(State.ACTIVE)),
            new Day(
                "slack-away",
                "Slack is down",
                "Slack's API answers with an error page, and no command or click arrives.",
                "Access still ends on time. Hourkey posts its messages once Slack is back."
                    + " The web console keeps working.",
                () -> {
                  sandbox.slack().fail(new Fault("*", Fault.Kind.HTML, Fault.ALWAYS, ""));
                  sandbox
                      .slack()
                      .fail(new Fault("delivery/*", Fault.Kind.DROPPED, Fault.ALWAYS, ""));
                },
                () -> sandbox.slack().heal()),
            new Day(
                "aws-away",
                "AWS is down",
                "Identity Center answers every call with an error.",
                "No access is reported as active or ended, because Hourkey can't see it. Members"
                    + " still leave the Entra group on time.",
                () -> sandbox.aws().fail("*", DirectoryStandIn.ALWAYS, 500),
                () -> sandbox.aws().clearFaults()));
  }

  void addTo(LoopbackServer http) {
    http.view("/sandbox/bad-days", this::view);
    http.action("/sandbox/bad-days", this::turn);
  }

  /** Forgets all faults, because the stand-ins were reset. */
  synchronized void forget() {
    begun.clear();
  }

  private synchronized Object view() {
    return days.stream()
        .map(
            day ->
                Json.object(
                    "id", day.id(),
                    "title", day.title(),
                    "does", day.does(),
                    "shows", day.shows(),
                    "on", begun.contains(day.id())))
        .toList();
  }

  private synchronized Object turn(JsonNode wanted) {
    String id = wanted.path("id").asText();
    Day day =
        days.stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no bad day " + id));
    boolean on = wanted.path("on").asBoolean();
    if (on && begun.add(id)) {
      day.begin().run();
    } else if (!on && begun.remove(id)) {
      day.end().run();
    }
    return view();
  }
}
