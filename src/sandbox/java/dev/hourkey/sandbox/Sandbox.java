package dev.hourkey.sandbox;

import static java.util.Map.entry;

import dev.hourkey.sandbox.aws.IdentityCenterStandIn;
import dev.hourkey.sandbox.checkpoint.BucketStandIn;
import dev.hourkey.sandbox.checkpoint.TimestampStandIn;
import dev.hourkey.sandbox.checkpoint.WitnessStandIn;
import dev.hourkey.sandbox.collector.CollectorStandIn;
import dev.hourkey.sandbox.collector.TracesStandIn;
import dev.hourkey.sandbox.entra.EntraStandIn;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import dev.hourkey.sandbox.login.LoginStandIn;
import dev.hourkey.sandbox.oncall.OnCallStandIn;
import dev.hourkey.sandbox.slack.SlackStandIn;
import dev.hourkey.sandbox.ticket.JiraStandIn;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Stand-ins for Slack, Entra and Identity Center behind one loopback address, which also serves the
 * page: Slack's Web API below {@code /api/}, Graph below {@code /v1.0/}, all of AWS at {@code POST
 * /}, the page at {@code GET /}, and the controls for the page and for tests below {@code
 * /sandbox/}. Each on-call tool and the ticket tool has a path of its own, and Entra's sign-in is
 * below the id of its tenant.
 */
public final class Sandbox implements AutoCloseable {
  private final LoopbackServer http;
  private final IdentityCenterStandIn aws;
  private final EntraStandIn entra;
  private final SlackStandIn slack;
  private final OnCallStandIn onCall;
  private final JiraStandIn jira;
  private final LoginStandIn login;
  private final CollectorStandIn collector;
  private final TracesStandIn traces;
  private final WitnessStandIn witness;
  private final TimestampStandIn timestamps;
  private final BucketStandIn bucket;
  private final FaultScenarios faultScenarios;
  private volatile Runnable startOver = this::reset;
  private volatile String world = UUID.randomUUID().toString();

  /** Starts everything; port 0 means any free port. */
  public Sandbox(int port) {
    http = new LoopbackServer(port);
    SandboxClock clock = new SandboxClock();
    aws = new IdentityCenterStandIn(http, clock, this::tick);
    entra = new EntraStandIn(http, aws.store(), clock);
    slack = new SlackStandIn(http, clock);
    onCall = new OnCallStandIn(http, clock);
    jira = new JiraStandIn(http);
    login = new LoginStandIn(http, entra::signIns, Clock.systemUTC());
    collector = new CollectorStandIn(http);
    traces = new TracesStandIn(http);
    witness = new WitnessStandIn(http, clock);
    timestamps = new TimestampStandIn(http, clock);
    bucket = new BucketStandIn(http, clock);
    faultScenarios = new FaultScenarios(this);
    faultScenarios.addTo(http);
    new ControlApi(this).addTo(http);
    Page.addTo(http);
  }

  /** Microsoft Graph, with Entra and its provisioning job behind it. */
  public EntraStandIn entra() {
    return entra;
  }

  /** Identity Center and its neighbours. */
  public IdentityCenterStandIn aws() {
    return aws;
  }

  /** Resets everything to the seeds and to real time, with every switch off. */
  public void reset() {
    reset(Duration.ZERO);
  }

  /** The same, with the time ahead of real time by {@code ahead}. */
  public void reset(Duration ahead) {
    SandboxClock.reset();
    SandboxClock.advance(ahead);
    http.clockAhead(Duration.ZERO);
    http.listener(_ -> {});
    aws.reset();
    entra.reset();
    slack.reset();
    onCall.reset();
    jira.reset();
    login.reset();
    collector.reset();
    traces.reset();
    witness.reset();
    timestamps.reset();
    bucket.reset();
    faultScenarios.forget();
    world = UUID.randomUUID().toString();
  }

  /**
   * An id that changes with each start and each reset, so that the page notices that everything it
   * saw is gone.
   */
  String world() {
    return world;
  }

  /** Resets everything, like the page's button. */
  void startOver() {
    startOver.run();
  }

  /** Replaces what {@link #startOver} does, for a caller that has more to reset. */
  void startOverWith(Runnable everything) {
    startOver = everything;
  }

  /** Runs what is due by now, such as a cycle of the provisioning job. */
  public void tick() {
    entra.tick();
  }

  /** How far the vendors' clocks are ahead of this machine's, as their answers show it. */
  public void vendorClocksAhead(Duration time) {
    http.clockAhead(time);
  }

  /** The listener that is told about each request to any of the stand-ins, until a reset. */
  public void listener(Consumer<Request> hears) {
    http.listener(hears);
  }

  /** Where it listens, without a slash at the end. */
  public URI uri() {
    return http.uri();
  }

  /** The simulated Slack. */
  public SlackStandIn slack() {
    return slack;
  }

  /** The on-call tools. */
  public OnCallStandIn onCall() {
    return onCall;
  }

  /** The ticket tool. */
  public JiraStandIn jira() {
    return jira;
  }

  /** Entra's sign-in. */
  public LoginStandIn login() {
    return login;
  }

  /** The settings that turn the console on, for an application that answers at this address. */
  public Map<String, String> consoleSettings(URI hourkey) {
    return Map.of(
        "hourkey.entra.tenant-id",
        LoginStandIn.TENANT,
        "hourkey.console.public-url",
        hourkey.toString(),
        "hourkey.console.client-id",
        LoginStandIn.CLIENT_ID,
        "hourkey.console.client-secret",
        LoginStandIn.CLIENT_SECRET,
        "hourkey.console.issuer",
        login.issuer(),
        "hourkey.console.step-up-context",
        "c1");
  }

  /** The collector of audit events. */
  public CollectorStandIn collector() {
    return collector;
  }

  /** The stand-in for a trace collector. */
  public TracesStandIn traces() {
    return traces;
  }

  /** The witness of checkpoints. */
  public WitnessStandIn witness() {
    return witness;
  }

  /** The time stamp authority. */
  public TimestampStandIn timestamps() {
    return timestamps;
  }

  /** The bucket with Object Lock. */
  public BucketStandIn bucket() {
    return bucket;
  }

  /** The settings for places of checkpoints; they are used only with a signing key. */
  public Map<String, String> checkpointSettings() {
    return Map.of(
        "hourkey.audit.checkpoint-witness-url",
        uri() + "/witness",
        "hourkey.audit.checkpoint-witness-key",
        witness.vkey(),
        "hourkey.audit.checkpoint-timestamp-url",
        uri() + "/timestamp",
        "hourkey.audit.checkpoint-s3-bucket",
        BucketStandIn.BUCKET);
  }

  /** The settings that put the stand-ins in the vendors' place, for the app's HTTP transport. */
  public Map<String, String> settings() {
    return Map.ofEntries(
        entry("hourkey.slack.transport", "http"),
        entry("hourkey.slack.api-url", uri() + "/api/"),
        entry("hourkey.slack.bot-token", slack.botToken()),
        entry("hourkey.slack.app-token", slack.appToken()),
        entry("hourkey.slack.signing-secret", slack.signingSecret()),
        entry("hourkey.slack.team-id", slack.teamId()),
        entry("hourkey.entra.graph-url", uri() + "/v1.0"),
        entry("hourkey.entra.access-token", "sandbox"),
        entry("hourkey.entra.client-id", entra.clientId()),
        entry("hourkey.aws.endpoint-url", uri().toString()),
        entry("hourkey.aws.region", "eu-west-1"),
        entry("hourkey.aws.start-url", uri() + "/start"),
        entry("hourkey.oncall.pagerduty-url", uri() + "/pagerduty"),
        entry("hourkey.oncall.pagerduty-token", OnCallStandIn.TOKEN),
        entry("hourkey.oncall.jsm-url", uri() + "/atlassian"),
        entry("hourkey.oncall.jsm-cloud-id", OnCallStandIn.CLOUD_ID),
        entry("hourkey.oncall.jsm-user", OnCallStandIn.USER),
        entry("hourkey.oncall.jsm-token", OnCallStandIn.TOKEN),
        entry("hourkey.oncall.incident-io-url", uri() + "/incident-io"),
        entry("hourkey.oncall.incident-io-token", OnCallStandIn.TOKEN),
        entry("hourkey.audit.export-url", uri() + CollectorStandIn.PATH),
        entry("hourkey.audit.export-format", "splunk-hec"),
        entry("hourkey.audit.export-secret", CollectorStandIn.AUTHORIZATION),
        entry("hourkey.ticket.jira-url", uri() + "/jira"),
        entry("hourkey.ticket.jira-user", JiraStandIn.USER),
        entry("hourkey.ticket.jira-token", JiraStandIn.TOKEN));
  }

  @Override
  public void close() {
    slack.close();
    http.close();
  }
}
