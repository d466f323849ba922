package dev.hourkey.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two ports that the service listens on. Quarkus defines their settings. */
final class Ports {
  private static final String HTTP = "quarkus.http.";
  private static final String MANAGEMENT = "quarkus.management.";
  private static final String SHARED = "quarkus.http.so-reuse-port";
  private static final String INSECURE = "quarkus.http.insecure-requests";
  private static final String EVERY_ADDRESS = "0.0.0.0";

  /** Quarkus' defaults. */
  static final Map<String, Integer> DEFAULTS =
      Map.of(HTTP + "port", 8080, MANAGEMENT + "port", 9000);

  /** All settings that say where the service listens. */
  static final List<String> KEYS =
      List.of(
          HTTP + "port",
          HTTP + "host",
          HTTP + "host-enabled",
          INSECURE,
          SHARED,
          MANAGEMENT + "port",
          MANAGEMENT + "host",
          MANAGEMENT + "host-enabled");

  private Ports() {}

  /** Adds a problem for ports that are not numbers, and for two that are the same. */
  static void check(CheckedSettings settings) {
    for (String key : DEFAULTS.keySet().stream().sorted().toList()) {
      settings.check(key, text -> number(text).isEmpty(), "must be a port, 1 to 65535");
    }
    List<Listener> listeners = listeners(settings);
    if (listeners.size() == 2 && listeners.getFirst().overlaps(listeners.getLast())) {
      settings.problem(
          "%s (%s) and %s (%s) are both %d: set different ports, because each connection would reach one of the two servers at random, and Hourkey would never become ready."
              .formatted(
                  listeners.getFirst().key(),
                  Settings.variable(listeners.getFirst().key()),
                  listeners.getLast().key(),
                  Settings.variable(listeners.getLast().key()),
                  listeners.getFirst().port()));
    }
  }

  /**
   * The ports that the service can't listen on, one sentence for each. Quarkus would notice only
   * once the tables are migrated and the work has begun, and would not name the setting.
   *
   * @param values settings that were checked
   */
  static List<String> unavailable(Map<String, String> values) {
    CheckedSettings settings = new CheckedSettings(values);
    List<String> problems = new ArrayList<>();
    if (settings.value(SHARED).filter(value -> value.strip().equals("true")).isEmpty()) {
      listeners(settings).forEach(one -> one.problem().ifPresent(problems::add));
    }
    return problems;
  }

  private static List<Listener> listeners(CheckedSettings settings) {
    List<Listener> listeners = new ArrayList<>();
    for (String prefix : List.of(HTTP, MANAGEMENT)) {
      String key = prefix + "port";
      boolean off =
          settings.value(prefix + "host-enabled").filter("false"::equals).isPresent()
              || (prefix.equals(HTTP)
                  && settings.value(INSECURE).filter("disabled"::equals).isPresent());
      if (!off) {
        int usual = DEFAULTS.getOrDefault(key, 0);
        listeners.add(
            new Listener(
                key,
                settings.value(key).flatMap(Ports::number).orElse(usual),
                settings.value(prefix + "host").map(String::strip).orElse(EVERY_ADDRESS)));
      }
    }
    return listeners;
  }

  /** Parses a port. Zero is allowed: the operating system then chooses a port. */
  private static Optional<Integer> number(String text) {
    return Optional.of(text.strip())
        .filter(port -> port.matches("\\d{1,5}"))
        .map(Integer::parseInt)
        .filter(port -> port <= 65_535);
  }

  /** An address that the service listens on, and the setting of its port. */
  private record Listener(String key, int port, String host) {
    boolean overlaps(Listener other) {
      return port != 0 && port == other.port && sharesAddress(other);
    }

    private boolean sharesAddress(Listener other) {
      try {
        InetAddress one = InetAddress.getByName(host);
        InetAddress two = InetAddress.getByName(other.host);
        return one.equals(two) || one.isAnyLocalAddress() || two.isAnyLocalAddress();
      } catch (UnknownHostException e) {
        return host.equals(other.host); // An invalid address is a separate problem.
      }
    }

    /** Tries to open the port. Returns why it can't be opened; empty if it can. */
    Optional<String> problem() {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true); // As Vert.x does: old connections don't occupy the port.
        socket.bind(new InetSocketAddress(host, port));
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of(
            "%s (%s) is %d, and Hourkey can't listen on that port of %s (%s). %s"
                .formatted(key, Settings.variable(key), port, host, e.getMessage(), advice(e)));
      }
    }

    private String advice(IOException e) {
      String why = String.valueOf(e.getMessage());
      return why.contains("in use")
          ? "Stop the program that uses it, perhaps another Hourkey, or set another port; 'ss -ltnp' shows the program."
          : why.contains("ermission")
              ? "Set a port from 1024: only root may use lower ones."
              : "Set "
                  + key.replace(".port", ".host")
                  + " to an address of this machine, or leave it out.";
    }
  }
}
