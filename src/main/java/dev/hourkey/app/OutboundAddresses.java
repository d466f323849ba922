package dev.hourkey.app;

import dev.hourkey.aws.AwsRegions;
import dev.hourkey.doctor.Finding;
import dev.hourkey.doctor.HttpProbe;
import dev.hourkey.doctor.NetworkChecks;
import dev.hourkey.entra.EntraConfig;
import dev.hourkey.entra.MicrosoftCloud;
import dev.hourkey.oncall.OnCallConfig;
import dev.hourkey.slack.SlackConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The hosts that Hourkey calls with these settings, and the proxy in between. */
final class OutboundAddresses {
  private final Map<String, String> settings;

  OutboundAddresses(Map<String, String> settings) {
    this.settings = settings;
  }

  /**
   * Findings about addresses that can't be reached, and settings that do not contain an address.
   */
  List<Finding> findings(HttpProbe httpProbe) {
    List<Finding> findings = new ArrayList<>();
    Settings.COLLECTORS_OF_TRACES.stream()
        .filter(key -> value(key).filter(url -> url(url).isEmpty()).isPresent())
        .map(key -> NetworkChecks.noCollector(Settings.variable(key)))
        .forEach(findings::add);
    findings.addAll(NetworkChecks.findings(httpProbe, all(), proxy(), unusedProxy()));
    return findings;
  }

  /**
   * The addresses, each under a readable name. The settings check reports malformed URLs, except
   * those that only turn tracing off.
   */
  Map<String, URI> all() {
    Map<String, URI> all = new LinkedHashMap<>();
    String slack = value("hourkey.slack.api-url").orElse(SlackConfig.API_URL);
    add(all, "Slack", slack.replaceAll("/*$", "/api.test"));
    if (slack.equals(SlackConfig.API_URL)) {
      add(all, "Slack's address for late answers", "https://hooks.slack.com");
      add(all, "Slack's files", "https://files.slack.com");
      if (!value("hourkey.slack.transport").equals(Optional.of("http"))) {
        add(all, "Slack's sockets", "https://wss-primary.slack.com");
      }
    }
    String graph = value("hourkey.entra.graph-url").orElse(EntraConfig.GRAPH_URL);
    add(all, "Microsoft Graph", graph);
    value("hourkey.entra.tenant-id")
        .filter(_ -> value("hourkey.entra.access-token").isEmpty())
        .ifPresent(tenant -> add(all, "Microsoft's sign-in", signIn(graph, tenant)));
    aws(all);
    Map.of(
            "Jira", "hourkey.ticket.jira-url",
            "the collector of audit events", "hourkey.audit.export-url",
            "the witness", "hourkey.audit.checkpoint-witness-url",
            "the time stamp authority", "hourkey.audit.checkpoint-timestamp-url")
        .forEach((name, key) -> value(key).ifPresent(url -> add(all, name, url)));
    Settings.COLLECTORS_OF_TRACES.stream()
        .flatMap(key -> value(key).stream())
        .forEach(url -> add(all, "the trace collector", url));
    tool(all, "PagerDuty", "hourkey.oncall.pagerduty", OnCallConfig.PAGERDUTY_URL);
    tool(all, "Jira Service Management", "hourkey.oncall.jsm", OnCallConfig.JSM_URL);
    tool(all, "incident.io", "hourkey.oncall.incident-io", OnCallConfig.INCIDENT_IO_URL);
    return all;
  }

  private void aws(Map<String, URI> all) {
    Optional<String> endpoint = value("hourkey.aws.endpoint-url");
    if (endpoint.isPresent()) {
      add(all, "AWS", endpoint.get());
      return;
    }
    value("hourkey.aws.region")
        .filter(AwsRegions.known()::contains)
        .map(AwsRegions::endpoints)
        .ifPresent(endpoints -> endpoints.forEach((name, url) -> add(all, name, url)));
  }

  private void tool(Map<String, URI> all, String name, String prefix, String usual) {
    value(prefix + "-token").ifPresent(_ -> add(all, name, value(prefix + "-url").orElse(usual)));
  }

  private static String signIn(String graph, String tenant) {
    String issuer =
        CheckedSettings.parsed(graph)
            .map(MicrosoftCloud::behind)
            .orElse(MicrosoftCloud.GLOBAL)
            .issuer(tenant);
    return issuer + "/.well-known/openid-configuration";
  }

  private static void add(Map<String, URI> all, String name, String url) {
    url(url).ifPresent(parsed -> all.put(name, parsed));
  }

  private static Optional<URI> url(String text) {
    return CheckedSettings.parsed(text)
        .filter(parsed -> parsed.getHost() != null)
        .filter(parsed -> List.of("http", "https").contains(parsed.getScheme()));
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(settings.get(key)).map(String::strip);
  }

  /** The proxy that Java uses. */
  static Optional<String> proxy() {
    return Optional.ofNullable(System.getProperty("https.proxyHost"))
        .map(host -> "the proxy " + host + ":" + System.getProperty("https.proxyPort", "443"));
  }

  /** The environment variable of a proxy that other programs use and Java ignores. */
  static Optional<String> unusedProxy() {
    return proxy().isPresent()
        ? Optional.empty()
        : Stream.of("HTTPS_PROXY", "https_proxy", "ALL_PROXY")
            .filter(name -> System.getenv(name) != null)
            .findFirst();
  }
}
