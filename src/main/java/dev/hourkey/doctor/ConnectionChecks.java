package dev.hourkey.doctor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks that Hourkey can rely on its connections to the database. Pure. */
public final class ConnectionChecks {
  /** Hourkey itself gives up after this long. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The shortest time for which a transaction, or an idle session, must be allowed to last. */
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** The timeouts that make PostgreSQL end the transactions of a frozen or vanished replica. */
  private static final List<String> AGAINST_FROZEN =
      List.of(
          "lock_timeout",
          "idle_in_transaction_session_timeout",
          "client_connection_check_interval");

  private static final Pattern HOSTS = Pattern.compile("jdbc:postgresql://([^/?]*).*");
  private static final Pattern SSL = Pattern.compile("[?&]ssl(=true)?(&|$)");
  private static final Pattern MODE = Pattern.compile("[?&]sslmode=([^&]*)");
  private static final String SET_FOR_ROLE =
      "Run ALTER ROLE … SET lock_timeout = '3s', SET idle_in_transaction_session_timeout = '4s' and"
          + " SET client_connection_check_interval = '2s', one statement each, and make the pooler"
          + " reopen its sessions.";

  /** What to do, by PostgreSQL's error code. */
  private static final Map<String, String> BY_STATE =
      Map.of(
          "28P01",
          "Correct quarkus.datasource.username and quarkus.datasource.password.",
          "28000",
          "Check the role in quarkus.datasource.username, and let pg_hba.conf accept it from this"
              + " machine.",
          "3D000",
          "Correct the name of the database in quarkus.datasource.jdbc.url, or create it.",
          "53300",
          "Raise max_connections of PostgreSQL, or close other connections.",
          "57P03",
          "Wait until PostgreSQL has started, and run doctor again.");

  private static final Pattern ON_THIS_MACHINE =
      Pattern.compile("(localhost|127\\..*|\\[::1]|)(:\\d+)?");

  /** A name without a dot resolves only within a container network. */
  private static final Pattern NEAR = Pattern.compile("[\\w-]+(:\\d+)?");

  private ConnectionChecks() {}

  /** Checks the facts about connections. */
  public static List<Finding> findings(ConnectionFacts facts) {
    return List.of(
        shared(facts.shared()),
        commits(facts.switchedOff()),
        statements(facts.timeouts()),
        frozen(facts.timeouts()),
        isolation(facts.isolation()),
        superuser(facts.superuser()));
  }

  private static Finding shared(boolean shared) {
    String tried = "Open two connections at once";
    return shared
        ? wrong(
            tried,
            "They share one session of PostgreSQL: a pooler gives each transaction any free session.",
            "Set pool_mode of PgBouncer to session, or connect without RDS Proxy. Otherwise a dead"
                + " replica is detected late, because Hourkey's locks belong to a session.")
        : ok(tried, "Each is a session of its own.");
  }

  private static Finding commits(List<String> switchedOff) {
    String tried = "Ask whether PostgreSQL keeps committed changes";
    return switchedOff.isEmpty()
        ? ok(tried, "It does.")
        : switchedOff.equals(List.of("fsync"))
            ? Finding.note(
                Area.DATABASE,
                tried,
                "fsync is off.",
                "Switch it on, unless your provider keeps commits in its own storage, as Neon"
                    + " does.")
            : wrong(
                tried,
                String.join(" and ", switchedOff) + " is off.",
                "Switch it on for the server, the database and the role: otherwise approvals and"
                    + " removals that people were told about can be lost when the server stops.");
  }

  private static Finding statements(Map<String, Duration> timeouts) {
    String tried = "Ask how long a statement may take";
    return Stream.of(
            tooShort(timeouts, "statement_timeout", PATIENCE),
            tooShort(timeouts, "transaction_timeout", MINUTE),
            tooShort(timeouts, "idle_session_timeout", MINUTE))
        .flatMap(Optional::stream)
        .findFirst()
        .map(
            name ->
                wrong(
                    tried,
                    "%s is %d ms.".formatted(name, requireNonNull(timeouts.get(name)).toMillis()),
                    "Run ALTER ROLE … SET %s = 0. Hourkey needs longer than your limit, and has its own, 5 s."
                        .formatted(name)))
        .orElseGet(() -> ok(tried, "As long as Hourkey waits."));
  }

  /** Zero means no limit. Older versions of PostgreSQL lack some of these settings. */
  private static Optional<String> tooShort(
      Map<String, Duration> timeouts, String name, Duration least) {
    Duration set = timeouts.getOrDefault(name, Duration.ZERO);
    return set.isZero() || set.compareTo(least) >= 0 ? Optional.empty() : Optional.of(name);
  }

  private static Finding frozen(Map<String, Duration> timeouts) {
    String tried = "Ask whether PostgreSQL ends the transactions of a frozen replica";
    List<String> missing =
        AGAINST_FROZEN.stream()
            .filter(
                name -> {
                  Duration set = timeouts.getOrDefault(name, Duration.ZERO);
                  return set.isZero() || set.compareTo(PATIENCE) > 0;
                })
            .toList();
    return missing.isEmpty()
        ? ok(tried, "It does.")
        : wrong(
                tried,
                String.join(", ", missing)
                    + (missing.size() == 1 ? " is" : " are")
                    + " off or over 5 s: a pooler, or 'options' in the URL, drops Hourkey's"
                    + " timeouts, so a frozen replica would block the others.",
                SET_FOR_ROLE)
            .see(DocumentationLinks.SESSION_OPTIONS);
  }

  private static Finding isolation(String isolation) {
    String tried = "Ask for the default isolation level";
    return isolation.equals("read committed")
        ? ok(tried, "As Hourkey expects.")
        : wrong(
            tried,
            "default_transaction_isolation is " + isolation + ", so changes fail under load.",
            "Run ALTER ROLE … SET default_transaction_isolation = 'read committed'.");
  }

  private static Finding superuser(boolean superuser) {
    String tried = "Ask whether the role is a superuser";
    return superuser
        ? Finding.note(
            Area.DATABASE,
            tried,
            "It is a superuser, so it could change the trail and read the server's files.",
            "Use a role without SUPERUSER.")
        : ok(tried, "It is not.");
  }

  /** Checks that nobody in between could read the connection, or pretend to be the database. */
  public static Finding encryption(String url) {
    String tried = "Check that the connection is encrypted, and leads to the database";
    Matcher mode = MODE.matcher(url);
    // The driver takes ssl=true without sslmode for verify-full.
    String sslmode = mode.find() ? mode.group(1) : SSL.matcher(url).find() ? "verify-full" : "";
    if (sslmode.equals("verify-full")) {
      return ok(tried, "sslmode is verify-full.");
    }
    Matcher hosts = HOSTS.matcher(url);
    boolean near =
        !hosts.matches()
            || Stream.of(hosts.group(1).split(",", -1))
                .allMatch(
                    host ->
                        ON_THIS_MACHINE.matcher(host).matches() || NEAR.matcher(host).matches());
    return near
        ? ok(tried, "It does not leave this machine, or its container network.")
        : Finding.note(
            Area.DATABASE,
            tried,
            sslmode.equals("require") || sslmode.equals("verify-ca")
                ? "sslmode is " + sslmode + ", so another server could pretend to be the database."
                : "The connection, including the password, may be readable in transit.",
            "Add sslmode=verify-full and sslrootcert=… to the URL.");
  }

  /** What to do about a connection that failed, if the reason is known. */
  static Optional<String> advice(String why, String state, Throwable failure) {
    return why.contains("unsupported startup parameter") // PgBouncer, and poolers like it
            || why.contains("command-line options") // RDS Proxy
        ? Optional.of(
            "Add options to ignore_startup_parameters of PgBouncer, or connect without the pooler"
                + " (RDS Proxy). If it ignores options, the pooler drops Hourkey's timeouts: "
                + SET_FOR_ROLE)
        : why.contains("does not support SSL")
            ? Optional.of("Switch TLS on in PostgreSQL (ssl = on, with a certificate).")
            : why.contains("root certificate")
                ? Optional.of(
                    "Add sslrootcert=… to the URL, with a file that Hourkey may read and that"
                        + " contains the certificates of the database's authority.")
                : Optional.ofNullable(BY_STATE.get(state))
                    .or(() -> ConnectionFailure.known(failure).flatMap(ConnectionChecks::advice));
  }

  private static Optional<String> advice(ConnectionFailure failure) {
    return switch (failure) {
      case NAME ->
          Optional.of(
              "Correct the host in quarkus.datasource.jdbc.url; if it is right, check DNS on this"
                  + " machine.");
      case REFUSED ->
          Optional.of(
              "Correct the host and port in quarkus.datasource.jdbc.url; if they are right, start"
                  + " PostgreSQL, let it listen on that address (listen_addresses), and open the"
                  + " firewall.");
      case TIMEOUT ->
          Optional.of(
              "Correct the host in quarkus.datasource.jdbc.url; if it is right, open the firewall:"
                  + " something is dropping the packets.");
      case OTHER_NAME ->
          Optional.of(
              "Use the host name that the certificate is for in quarkus.datasource.jdbc.url.");
      case UNTRUSTED, EXPIRED ->
          Optional.of(
              "Set sslrootcert in the URL to the certificate of the authority that issued the"
                  + " database's certificate, and check that the database's certificate is still"
                  + " valid.");
      case NOT_TLS, TLS, PROXY, OTHER -> Optional.empty();
    };
  }

  private static Finding ok(String tried, String found) {
    return Finding.ok(Area.DATABASE, tried, found);
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.DATABASE, tried, found, advice);
  }
}
