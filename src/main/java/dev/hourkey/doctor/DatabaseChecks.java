package dev.hourkey.doctor;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the database can be used. Pure. */
public final class DatabaseChecks {
  /** The PostgreSQL project will soon stop fixing older versions, and they are not tested. */
  static final int OLDEST = 14;

  private static final int TESTED = 18;

  /** The connections of one replica, and some for an operator. */
  private static final int CONNECTIONS = 30;

  /** How far the database's clock may be from the machine's. Hourkey follows the database's. */
  private static final Duration CLOCK = Duration.ofSeconds(5);

  private DatabaseChecks() {}

  /** The finding when there is no connection; {@code why} is a sentence. */
  public static List<Finding> unreachable(String why) {
    return List.of(
        Finding.wrong(
            Area.DATABASE,
            "Connect as the role of the service",
            why,
            ConnectionChecks.adviceOnEncryption(why)
                .orElse(
                    "Check the address, the role, the password and the sslmode, and that the"
                        + " database exists.")));
  }

  /** The finding when only the running service can ask for the password. */
  public static List<Finding> passwordUnknown() {
    return List.of(
        Finding.unknown(
            Area.DATABASE,
            "Connect as the role of the service",
            "quarkus.datasource.credentials-provider is set, and only the service can ask it.",
            "Open the page Doctor in the console."));
  }

  /**
   * Judges what a connection to the database has shown.
   *
   * @param expected the version of the tables that this Hourkey needs
   */
  public static List<Finding> findings(DatabaseFacts facts, String expected) {
    List<Finding> findings = new ArrayList<>();
    findings.add(ok("Connect as the role of the service", "Connected as " + facts.role() + "."));
    findings.add(version(facts.version()));
    findings.add(clock(facts.ahead()));
    findings.add(
        facts.encoding().equals("UTF8")
            ? ok("Read the database's encoding", "UTF8.")
            : wrong(
                "Read the database's encoding",
                facts.encoding() + "; names and justifications cannot be stored in it.",
                "Create the database with ENCODING 'UTF8'."));
    findings.add(
        facts.connections() >= CONNECTIONS
            ? ok("Count the connections", "Up to " + facts.connections() + ".")
            : wrong(
                "Count the connections",
                "PostgreSQL allows " + facts.connections() + "; a replica may use 26.",
                "Raise max_connections, or the limit of the role, to 30 for each replica."));
    findings.add(
        facts.readOnly()
            ? wrong(
                "Ask whether it accepts writes",
                "It is read-only.",
                "Connect to the primary server, and not to a standby.")
            : ok("Ask whether it accepts writes", "It does."));
    findings.add(schema(facts, expected));
    if (facts.schema().isPresent()) {
      findings.add(rights(facts));
      findings.add(roles(facts));
      findings.add(guard(facts.guardChanges()));
    }
    return findings;
  }

  private static Finding version(int version) {
    String tried = "Read the version";
    return version < OLDEST
        ? wrong(
            tried,
            "PostgreSQL " + version + " is too old.",
            "Use PostgreSQL " + TESTED + ", which Hourkey is tested with.")
        : version < TESTED
            ? Finding.note(
                Area.DATABASE,
                tried,
                "PostgreSQL " + version + ".",
                "Hourkey is tested with PostgreSQL " + TESTED + ".")
            : ok(tried, "PostgreSQL " + version + ".");
  }

  private static Finding clock(Duration ahead) {
    String tried = "Compare its clock with this machine's";
    return ahead.abs().compareTo(CLOCK) <= 0
        ? ok(tried, "They agree.")
        : wrong(
            tried,
            "It is %d s %s."
                .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead"),
            "Synchronize both clocks (NTP). Hourkey follows the database's clock, and access would"
                + " end at the wrong time.");
  }

  private static Finding schema(DatabaseFacts facts, String expected) {
    String tried = "Compare the tables' version";
    String migrate = "Run 'hourkey migrate' as the owner of the tables.";
    if (!facts.brokenMigrations().isEmpty()) {
      return wrong(
          tried,
          "The migration " + String.join(", ", facts.brokenMigrations()) + " failed.",
          "Restore the backup from before the update, then " + migrate);
    }
    Optional<String> schema = facts.schema();
    if (schema.isEmpty()) {
      return Finding.note(
          Area.DATABASE,
          tried,
          "There are no tables yet.",
          "Run 'hourkey migrate' as the owner. With one role, the first start does it.");
    }
    return schema.get().equals(expected)
        ? ok(tried, "Version " + expected + ".")
        : wrong(
            tried,
            "The tables have version %s, and this Hourkey needs %s."
                .formatted(schema.get(), expected),
            Integer.parseInt(schema.get()) > Integer.parseInt(expected)
                ? "Start the newer version of Hourkey that has migrated them."
                : migrate);
  }

  private static Finding rights(DatabaseFacts facts) {
    String tried = "Check the role's rights on the tables";
    List<String> missing = facts.withoutRights();
    return !missing.isEmpty()
        ? wrong(
            tried,
            facts.role() + " may not use " + String.join(", ", missing) + ".",
            "Grant SELECT, INSERT, UPDATE and DELETE as the section says.")
        : !facts.appends()
            ? wrong(
                tried,
                facts.role() + " may not append to the audit trail.",
                "GRANT EXECUTE ON FUNCTION audit_append_all(text[]), audit_append(text) TO "
                    + facts.role())
            : ok(tried, "The role has the rights that it needs.");
  }

  private static Finding roles(DatabaseFacts facts) {
    String tried = "Check that the trail is protected from the service";
    return facts.ownsTables()
        ? Finding.note(
                Area.DATABASE,
                tried,
                facts.role() + " owns the tables, so it could turn off their protection.",
                "Use two roles in production.")
            .see(Guide.ONE_ROLE)
        : facts.changingTrail().isEmpty()
            ? ok(tried, facts.role() + " can only append to it.")
            : wrong(
                tried,
                facts.role()
                    + " could change it: "
                    + String.join("; ", facts.changingTrail())
                    + ".",
                facts.changingTrail().stream()
                        .map(rights -> "REVOKE " + rights + " FROM " + facts.role())
                        .collect(joining("; "))
                    + ". If they come from PUBLIC or another role, revoke them there.");
  }

  private static Finding guard(List<String> changes) {
    String tried = "Compare the schema that guards the trail with the migrations";
    return changes.isEmpty()
        ? ok(tried, "It is as they made it.")
        : wrong(
                tried,
                "Somebody changed it: " + String.join("; ", changes) + ".",
                "Treat it as an attack: find out who did it and when, and verify the trail.")
            .see(Area.AUDIT.page());
  }

  private static Finding ok(String tried, String found) {
    return Finding.ok(Area.DATABASE, tried, found);
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.DATABASE, tried, found, advice);
  }
}
