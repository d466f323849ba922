package dev.hourkey.doctor;

import static java.util.stream.Collectors.joining;

import dev.hourkey.doctor.DatabaseFacts.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Checks that Hourkey can use the database. Pure. */
public final class DatabaseChecks {
  /**
   * Hourkey is not tested with older versions, and the PostgreSQL project will soon stop fixing
   * them.
   */
  static final int OLDEST = 14;

  private static final int TESTED = 18;

  /**
   * How far the database's clock may differ from the machine's. Hourkey follows the database's
   * clock.
   */
  private static final Duration CLOCK = Duration.ofSeconds(5);

  private static final String COMPARE = "Compare the tables' version";

  private DatabaseChecks() {}

  /**
   * The finding when there is no connection.
   *
   * @param why a sentence
   * @param state PostgreSQL's or the driver's code
   */
  public static List<Finding> unreachable(String why, String state, Throwable failure) {
    return List.of(
        Finding.wrong(
            Area.DATABASE,
            "Connect as the role of the service",
            why,
            ConnectionChecks.advice(why, state, failure)
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
   * What this version of Hourkey needs, and how it is configured.
   *
   * @param version of the tables
   * @param migrates whether the service creates the tables when it starts
   * @param pool how many connections each replica may open
   */
  public record Configured(String version, boolean migrates, int pool) {}

  /** Checks the facts that were read from the database. */
  public static List<Finding> findings(DatabaseFacts facts, Configured configured) {
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
    int running = facts.tables().map(tables -> tables.replicas().running()).orElse(0);
    findings.add(ReplicaChecks.connections(facts.connections(), running, configured.pool()));
    findings.add(
        facts.readOnly()
            ? wrong(
                "Ask whether it accepts writes",
                "It is read-only.",
                "Connect to the primary server, and not to a standby.")
            : ok("Ask whether it accepts writes", "It does."));
    if (facts.tables().isEmpty()) {
      findings.add(noTables(facts.database(), configured.migrates()));
    }
    facts
        .tables()
        .ifPresent(
            tables -> {
              findings.add(schema(tables, configured.version()));
              findings.add(rights(facts.role(), tables));
              findings.add(roles(facts.role(), tables));
              findings.add(guard(tables.trailSchemaChanges()));
              findings.add(environment(tables.foreign()));
              findings.addAll(ReplicaChecks.findings(tables.replicas()));
            });
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
            "Synchronize both clocks (NTP). Hourkey follows the database's clock, so access would"
                + " end at the wrong time.");
  }

  private static Finding noTables(String database, boolean migrates) {
    String none = "There are no tables in the database " + database;
    return migrates
        ? Finding.note(
            Area.DATABASE,
            COMPARE,
            none + " yet.",
            "Run 'hourkey migrate' as the owner. With one role, the first start does it.")
        : wrong(
            COMPARE,
            none + ", and quarkus.flyway.migrate-at-start is false, so the service does not start.",
            "Check that this is the right database, and run 'hourkey migrate' as the owner.");
  }

  private static Finding schema(Tables tables, String expected) {
    String migrate = "Run 'hourkey migrate' as the owner of the tables.";
    return !tables.brokenMigrations().isEmpty()
        ? wrong(
            COMPARE,
            "The migration " + String.join(", ", tables.brokenMigrations()) + " failed.",
            "Restore the backup from before the update, then " + migrate)
        : tables.version().equals(expected)
            ? ok(COMPARE, "Version " + expected + ".")
            : wrong(
                COMPARE,
                "The tables have version %s, but this version of Hourkey needs %s."
                    .formatted(tables.version(), expected),
                Integer.parseInt(tables.version()) > Integer.parseInt(expected)
                    ? "Start the newer version of Hourkey that has migrated them."
                    : migrate);
  }

  private static Finding rights(String role, Tables tables) {
    String tried = "Check the role's rights on the tables";
    List<String> missing = tables.withoutRights();
    return !missing.isEmpty()
        ? wrong(
            tried,
            role + " is not allowed to use " + String.join(", ", missing) + ".",
            "Grant SELECT, INSERT, UPDATE and DELETE as the section describes.")
        : !tables.appends()
            ? wrong(
                tried,
                role + " is not allowed to append to the audit trail.",
                "GRANT EXECUTE ON FUNCTION audit_append_all(text[]), audit_append(text) TO " + role)
            : ok(tried, "The role has the rights that it needs.");
  }

  private static Finding roles(String role, Tables tables) {
    String tried = "Check that the trail is protected from the service";
    return tables.owned()
        ? Finding.note(
                Area.DATABASE,
                tried,
                role + " owns the tables, so it could turn off their protection.",
                "Use two roles in production.")
            .see(DocumentationLinks.ONE_ROLE)
        : tables.changingTrail().isEmpty()
            ? ok(tried, role + " can only append to it.")
            : wrong(
                tried,
                role + " could change it: " + String.join("; ", tables.changingTrail()) + ".",
                tables.changingTrail().stream()
                        .map(rights -> "REVOKE " + rights + " FROM " + role)
                        .collect(joining("; "))
                    + ". If they come from PUBLIC or another role, revoke them there.");
  }

  private static Finding environment(List<String> foreign) {
    String tried = "Compare the tenant, the workspace and the Identity Store with the records";
    return foreign.isEmpty()
        ? ok(tried, "The records belong to these, or the database has none yet.")
        : wrong(
                tried,
                String.join(" ", foreign),
                "Hourkey does not start with this database. Connect to the database of this environment,"
                    + " or correct the setting.")
            .see(DocumentationLinks.ENVIRONMENT);
  }

  private static Finding guard(List<String> changes) {
    String tried = "Compare the schema that guards the trail with the migrations";
    return changes.isEmpty()
        ? ok(tried, "The schema is unchanged.")
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
