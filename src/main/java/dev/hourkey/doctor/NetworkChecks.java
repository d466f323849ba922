package dev.hourkey.doctor;

import dev.hourkey.doctor.HttpProbe.Reached;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks that this machine can reach the vendors, and that its clock agrees with theirs. */
public final class NetworkChecks {
  /** Slack refuses requests whose time is off by five minutes; Entra and AWS are as strict. */
  private static final Duration CLOCK = Duration.ofSeconds(60);

  private static final int PROXY_AUTHENTICATION = 407;

  private NetworkChecks() {}

  /**
   * Calls each address, and compares the clocks.
   *
   * @param addresses the addresses, by display name
   * @param proxy the machine's proxy, in words; empty without one
   * @param unusedProxy a proxy that is set where Java does not look for it
   */
  public static List<Finding> findings(
      HttpProbe httpProbe,
      Map<String, URI> addresses,
      Optional<String> proxy,
      Optional<String> unusedProxy) {
    List<Finding> findings = new ArrayList<>();
    List<Duration> clocks = new ArrayList<>();
    addresses.forEach(
        (name, address) -> {
          Reached reached = httpProbe.get(address);
          findings.add(reachability(name, address, reached, proxy, unusedProxy));
          if (reached instanceof Reached.Answered answer && answer.date().isPresent()) {
            clocks.add(answer.ahead());
          }
        });
    findings.add(clock(clocks));
    return findings;
  }

  /**
   * The finding about a setting whose value is not a URL. Hourkey starts anyway, without traces.
   */
  public static Finding noCollector(String setting) {
    return Finding.note(
        Area.NETWORK,
        "Read the address of the trace collector",
        setting + " is not an HTTP URL, so Hourkey sends no traces.",
        "Set it to a URL like http://collector.example.com:4318, or leave it out.");
  }

  static Finding reachability(
      String name,
      URI address,
      Reached reached,
      Optional<String> proxy,
      Optional<String> unusedProxy) {
    String tried =
        "Reach "
            + name
            + " at "
            + address.getHost()
            + proxy.map(one -> " through " + one).orElse("");
    return switch (reached) {
      case Reached.Answered(int status, _, _, _, _) when status == PROXY_AUTHENTICATION ->
          Finding.wrong(
                  Area.NETWORK,
                  tried,
                  "The proxy requires a password.",
                  "Let Hourkey's machine use the proxy without one.")
              .see(DocumentationLinks.PROXY);
      case Reached.Answered(int status, _, _, _, _) when status >= 502 && status <= 504 ->
          Finding.unknown(
              Area.NETWORK,
              tried,
              "It answered " + status + ".",
              "Try again. If it happens again, a proxy can't reach the vendor.");
      case Reached.Answered _ -> Finding.ok(Area.NETWORK, tried, "It answers.");
      case Reached.Failed(ConnectionFailure cause, String why) ->
          Finding.wrong(Area.NETWORK, tried, why, advice(cause, unusedProxy))
              .see(
                  proxy.isPresent() || unusedProxy.isPresent()
                      ? DocumentationLinks.PROXY
                      : DocumentationLinks.MACHINE);
    };
  }

  private static String advice(ConnectionFailure cause, Optional<String> unusedProxy) {
    if (unusedProxy.isPresent() && !cause.ofCertificate()) {
      return unusedProxy.get()
          + " is set, but Java does not read it: add -Dhttps.proxyHost=… -Dhttps.proxyPort=… to"
          + " JAVA_TOOL_OPTIONS.";
    }
    return cause.advice();
  }

  static Finding clock(List<Duration> ahead) {
    String tried = "Compare this machine's clock with the vendors'";
    if (ahead.isEmpty()) {
      return Finding.unknown(
          Area.NETWORK,
          tried,
          "No vendor answered with its time.",
          "First make sure that this machine can reach the vendors.");
    }
    Duration middle = ahead.stream().sorted().toList().get(ahead.size() / 2);
    return middle.abs().compareTo(CLOCK) <= 0
        ? Finding.ok(Area.NETWORK, tried, "They agree.")
        : Finding.wrong(
            Area.NETWORK,
            tried,
            "This machine's clock is %d s %s."
                .formatted(middle.abs().toSeconds(), middle.isNegative() ? "ahead" : "behind"),
            "Synchronize the clock (NTP). Slack's requests, Entra's tokens and AWS's signatures"
                + " are refused otherwise.");
  }
}
