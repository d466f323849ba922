package dev.hourkey.doctor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.doctor.AwsDiagnostics.Attempt;
import dev.hourkey.doctor.AwsDiagnostics.Caller;
import dev.hourkey.doctor.AwsDiagnostics.Instance;
import dev.hourkey.doctor.EntraDiagnostics.Role;
import dev.hourkey.doctor.EntraDiagnostics.Self;
import dev.hourkey.doctor.EntraDiagnostics.Token;
import dev.hourkey.doctor.EntraDiagnostics.Unit;
import dev.hourkey.doctor.HttpProbe.Reached;
import dev.hourkey.doctor.ProvisioningDiagnostics.Job;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.EntraAccount.Status;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import dev.hourkey.person.VendorError;
import dev.hourkey.scim.ProvisioningScope.Assigned;
import dev.hourkey.scim.ScimProvisioner;
import dev.hourkey.support.InstallGuide;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What answers mean: faults that no stand-in can have, and what must be true of all findings. */
class DoctorChecksTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final EntraGroup GROUP = new EntraGroup("g1", "aws-prod-admin");
  private static final URI SOMEWHERE = URI.create("https://graph.microsoft.com/v1.0");
  private static final AwsChecks.Configured REGION =
      new AwsChecks.Configured(
          "eu-west-1", Optional.empty(), Optional.empty(), Optional.empty(), true);

  private static final DatabaseChecks.Configured HOURKEY =
      new DatabaseChecks.Configured("1", true, 26);
  private static final DatabaseChecks.Configured HOURKEY_OF_TABLES_2 =
      new DatabaseChecks.Configured("2", true, 26);
  private static final DatabaseChecks.Configured NO_MIGRATION =
      new DatabaseChecks.Configured("1", false, 26);

  /** The database of a healthy installation. */
  private static DatabaseFacts database(int version, Duration ahead, boolean readOnly, int max) {
    return database(version, ahead, readOnly, "UTF8", max, Optional.of(tables(1, List.of(), "1")));
  }

  private static DatabaseFacts database(
      int version,
      Duration ahead,
      boolean readOnly,
      String encoding,
      int max,
      Optional<DatabaseFacts.Tables> tables) {
    return new DatabaseFacts("hourkey", "hourkey", version, ahead, readOnly, encoding, max, tables);
  }

  private static DatabaseFacts with(Optional<DatabaseFacts.Tables> tables) {
    return database(18, Duration.ZERO, false, "UTF8", 97, tables);
  }

  private static DatabaseFacts.Tables tables(
      int replicas, List<String> trailSchemaChanges, String version) {
    return new DatabaseFacts.Tables(
        version,
        List.of(),
        replicas(replicas, List.of("1.2"), List.of(), Duration.ofHours(1)),
        List.of(),
        false,
        List.of(),
        List.of(),
        true,
        trailSchemaChanges);
  }

  private static ReplicaFacts replicas(
      int running, List<String> versions, List<String> differing, Duration sinceStart) {
    return new ReplicaFacts(running, versions, differing, List.of(), sinceStart, 0);
  }

  private static Finding only(List<Finding> findings) {
    assertThat(findings.stream().filter(one -> one.outcome() != Outcome.OK)).hasSize(1);
    return findings.stream().filter(one -> one.outcome() != Outcome.OK).findFirst().orElseThrow();
  }

  record Row(String name, Finding finding, Outcome outcome, String found, String advice) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(
      String name, Finding finding, Outcome outcome, String found, String advice) {
    return new Row(name, finding, outcome, found, advice);
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(
            "an old PostgreSQL",
            only(DatabaseChecks.findings(database(12, Duration.ZERO, false, 97), HOURKEY)),
            Outcome.WRONG,
            "PostgreSQL 12 is too old",
            "Use PostgreSQL 18"),
        row(
            "a rolling update",
            ReplicaChecks.findings(
                    replicas(3, List.of("1.2", "1.3"), List.of(), Duration.ofMinutes(14)))
                .getFirst(),
            Outcome.NOTE,
            "Some run 1.2 and some 1.3. One of them started a moment ago.",
            "Wait until the update is over"),
        row(
            "an update that was not finished",
            ReplicaChecks.findings(
                    replicas(3, List.of("1.2", "1.3"), List.of(), Duration.ofMinutes(15)))
                .getFirst(),
            Outcome.WRONG,
            "Some run 1.2 and some 1.3.",
            "Finish the update"),
        row(
            "settings during a rolling restart",
            ReplicaChecks.findings(
                    replicas(
                        2, List.of("1.2"), List.of("hourkey.aws.region"), Duration.ofMinutes(1)))
                .getLast(),
            Outcome.NOTE,
            "They differ in hourkey.aws.region. One of them started",
            "Wait"),
        row(
            "few connections for each replica",
            ReplicaChecks.connections(97, 1, 10),
            Outcome.NOTE,
            "max-size is 10, so work and clicks may wait",
            "Remove the setting"),
        row(
            "a PostgreSQL that is not tested",
            only(DatabaseChecks.findings(database(16, Duration.ZERO, false, 97), HOURKEY)),
            Outcome.NOTE,
            "PostgreSQL 16",
            "tested with PostgreSQL 18"),
        row(
            "the database's clock",
            only(DatabaseChecks.findings(database(18, Duration.ofMinutes(-3), false, 97), HOURKEY)),
            Outcome.WRONG,
            "180 s behind",
            "NTP"),
        row(
            "a standby",
            only(DatabaseChecks.findings(database(18, Duration.ZERO, true, 97), HOURKEY)),
            Outcome.WRONG,
            "read-only",
            "primary server"),
        row(
            "too few connections",
            only(DatabaseChecks.findings(database(18, Duration.ZERO, false, 20), HOURKEY)),
            Outcome.WRONG,
            "allows 20",
            "max_connections"),
        row(
            "an older version of the tables",
            only(
                DatabaseChecks.findings(
                    database(18, Duration.ZERO, false, 97), HOURKEY_OF_TABLES_2)),
            Outcome.WRONG,
            "have version 1, but this version of Hourkey needs 2",
            "hourkey migrate"),
        row(
            "no tables yet",
            only(DatabaseChecks.findings(with(Optional.empty()), HOURKEY)),
            Outcome.NOTE,
            "no tables in the database hourkey yet",
            "hourkey migrate"),
        row(
            "no tables, and nobody makes them",
            only(DatabaseChecks.findings(with(Optional.empty()), NO_MIGRATION)),
            Outcome.WRONG,
            "no tables in the database hourkey, and quarkus.flyway.migrate-at-start is false",
            "right database"),
        row(
            "too few connections for the replicas that there are",
            only(DatabaseChecks.findings(with(Optional.of(tables(4, List.of(), "1"))), HOURKEY)),
            Outcome.WRONG,
            "allows 97, but 4 replicas may use 26 each",
            "at least 108"),
        row(
            "too few connections for an update",
            only(DatabaseChecks.findings(database(18, Duration.ZERO, false, 55), HOURKEY)),
            Outcome.NOTE,
            "allows 55, but 2 replicas",
            "at least 56"),
        row(
            "a registration that Hourkey may not read",
            ConsoleRegistrationChecks.unread(
                DirectoryFailure.lasting("read", new IllegalStateException())
                    .because(
                        VendorError.answered(
                            VendorError.Party.ENTRA, 403, "Authorization_RequestDenied", ""))),
            Outcome.NOTE,
            "403 Authorization_RequestDenied",
            "optional claims auth_time and acrs"),
        row(
            "a registration that Entra did not answer about",
            ConsoleRegistrationChecks.unread(
                DirectoryFailure.temporary("read", null, new IllegalStateException())),
            Outcome.UNKNOWN,
            "",
            "Try again"),
        row(
            "another encoding",
            only(
                DatabaseChecks.findings(
                    database(
                        18,
                        Duration.ZERO,
                        false,
                        "SQL_ASCII",
                        97,
                        Optional.of(tables(1, List.of(), "1"))),
                    HOURKEY)),
            Outcome.WRONG,
            "SQL_ASCII",
            "ENCODING 'UTF8'"),
        row(
            "a database across a network, in clear",
            ConnectionChecks.encryption("jdbc:postgresql://db.example.com:5432/hourkey"),
            Outcome.NOTE,
            "may be readable in transit",
            "sslmode=verify-full and sslrootcert"),
        row(
            "a database that anybody could pretend to be",
            ConnectionChecks.encryption(
                "jdbc:postgresql://a:5432,db.example.com/h?sslmode=require"),
            Outcome.NOTE,
            "sslmode is require, so another server could pretend",
            "verify-full"),
        row(
            "a database in the same container network",
            ConnectionChecks.encryption("jdbc:postgresql://postgres:5432/hourkey"),
            Outcome.OK,
            "does not leave",
            ""),
        row(
            "a database that is checked",
            ConnectionChecks.encryption(
                "jdbc:postgresql://db.example.com/h?a=b&sslmode=verify-full"),
            Outcome.OK,
            "verify-full",
            ""),
        row(
            "an authority that the driver does not know",
            only(
                DatabaseChecks.unreachable(
                    "PostgreSQL: Could not open SSL root certificate file /root.crt (08006).",
                    "08006",
                    new IllegalStateException())),
            Outcome.WRONG,
            "root certificate",
            "Add sslrootcert"),
        row(
            "a trigger of the trail that is switched off",
            only(
                DatabaseChecks.findings(
                    with(Optional.of(tables(1, List.of("there is no longer the trigger"), "1"))),
                    HOURKEY)),
            Outcome.WRONG,
            "Somebody changed it: there is no longer the trigger.",
            "verify the trail"),
        row(
            "an expired certificate",
            CredentialChecks.certificate(NOON.minusSeconds(9), NOON, NOON),
            Outcome.WRONG,
            "It expired at 2026-03-02",
            "upload it to Entra"),
        row(
            "a certificate that expires soon",
            CredentialChecks.certificate(
                NOON.minusSeconds(9), NOON.plus(Duration.ofDays(29)), NOON),
            Outcome.NOTE,
            "It expires at 2026-03-31",
            "upload it to Entra"),
        row(
            "a certificate of tomorrow",
            CredentialChecks.certificate(NOON.plusSeconds(9), NOON.plusSeconds(99), NOON),
            Outcome.WRONG,
            "valid only from",
            "clock"),
        row(
            "a SCIM token whose last day nobody has noted",
            CredentialChecks.scimToken(Optional.empty(), DAY),
            Outcome.NOTE,
            "no API shows",
            "a year after it was created"),
        row(
            "a SCIM token that has expired",
            CredentialChecks.scimToken(Optional.of(DAY), DAY),
            Outcome.WRONG,
            "expired on 2026-03-02",
            "second token"),
        row(
            "a SCIM token that expires soon",
            CredentialChecks.scimToken(Optional.of(DAY.plusDays(59)), DAY),
            Outcome.NOTE,
            "expires on 2026-04-30",
            "second token"),
        row(
            "a SCIM token that is valid for long",
            CredentialChecks.scimToken(Optional.of(DAY.plusDays(60)), DAY),
            Outcome.OK,
            "valid until 2026-05-01",
            ""),
        row(
            "a federated token that nobody refreshes",
            CredentialChecks.federatedToken(NOON, NOON),
            Outcome.WRONG,
            "It expired at",
            "refreshes the file"),
        row(
            "a person's token for Slack",
            only(
                ChatChecks.workspace(
                    new ChatDiagnostics.Workspace(
                        "T1", "Example", false, SlackScopeChecks.manifest(false)),
                    "T1",
                    false,
                    true,
                    false)),
            Outcome.WRONG,
            "the token of a person",
            "xoxb-"),
        row(
            "user groups that the policy file names",
            only(
                SlackScopeChecks.findings(
                    without(SlackScopeChecks.manifest(false), "usergroups:read"),
                    false,
                    true,
                    true)),
            Outcome.WRONG,
            "usergroups:read is missing",
            "install the app again"),
        row(
            "a name that is not known",
            reach(
                new Reached.Failed(ConnectionFailure.NAME, "There is no such host."),
                Optional.empty()),
            Outcome.WRONG,
            "no such host",
            "DNS"),
        row(
            "a firewall that drops packets",
            reach(
                new Reached.Failed(ConnectionFailure.TIMEOUT, "Nothing answered."),
                Optional.empty()),
            Outcome.WRONG,
            "Nothing answered",
            "dropping the packets"),
        row(
            "a proxy that reads the traffic",
            reach(
                new Reached.Failed(ConnectionFailure.UNTRUSTED, "Not trusted."),
                Optional.of("HTTPS_PROXY")),
            Outcome.WRONG,
            "Not trusted",
            "trust store"),
        row(
            "a proxy that Java does not use",
            reach(
                new Reached.Failed(ConnectionFailure.TIMEOUT, "Nothing."),
                Optional.of("HTTPS_PROXY")),
            Outcome.WRONG,
            "Nothing",
            "HTTPS_PROXY is set, but Java does not read it"),
        row(
            "a proxy with a password",
            reach(answered(407, ""), Optional.empty()),
            Outcome.WRONG,
            "requires a password",
            "without one"),
        row(
            "a proxy that reaches nothing",
            reach(answered(502, ""), Optional.empty()),
            Outcome.UNKNOWN,
            "502",
            "Try again"),
        row(
            "no vendor that gives the time",
            NetworkChecks.clock(List.of()),
            Outcome.UNKNOWN,
            "No vendor answered with its time",
            "reach the vendors"),
        row(
            "this machine's clock",
            NetworkChecks.clock(List.of(Duration.ofHours(-1), Duration.ofHours(-1), Duration.ZERO)),
            Outcome.WRONG,
            "3600 s ahead",
            "NTP"),
        row(
            "an issuer that is not one",
            ConsoleChecks.issuer("https://login.example.com", answered(200, "<html>")),
            Outcome.WRONG,
            "not a sign-in service",
            "hourkey.console.issuer"),
        row(
            "the issuer of another tenant",
            ConsoleChecks.issuer(
                "https://login.example.com", answered(200, "{\"issuer\":\"https://other\"}")),
            Outcome.WRONG,
            "belongs to https://other",
            "hourkey.console.issuer"),
        row(
            "a console without a trusted certificate",
            ConsoleChecks.address(
                SOMEWHERE, "app", new Reached.Failed(ConnectionFailure.UNTRUSTED, "Not trusted.")),
            Outcome.WRONG,
            "Not trusted",
            "certificate that is trusted"),
        row(
            "a console that is there",
            ConsoleChecks.address(
                SOMEWHERE,
                "app",
                leading("https://login.microsoftonline.com/t/authorize?a=b&client_id=app")),
            Outcome.OK,
            "asks to sign in",
            ""),
        row(
            "another console",
            ConsoleChecks.address(
                SOMEWHERE,
                "app",
                leading("https://login.microsoftonline.com/t/authorize?client_id=app2")),
            Outcome.NOTE,
            "answers 302, which is not how Hourkey",
            "/console and /webjars"),
        row(
            "another web site",
            ConsoleChecks.address(SOMEWHERE, "app", answered(200, "Welcome to nginx")),
            Outcome.WRONG,
            "without a sign-in",
            "Correct hourkey.console.public-url"),
        row(
            "a proxy that does not pass the console",
            ConsoleChecks.address(SOMEWHERE, "app", answered(404, "")),
            Outcome.NOTE,
            "404",
            "/console and /webjars"),
        row(
            "a secret that has expired",
            secret(401, "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222\"}"),
            Outcome.WRONG,
            "refuses it: AADSTS7000222",
            "not expired"),
        row(
            "an application that Entra does not know",
            secret(400, "{\"error\":\"unauthorized_client\"}"),
            Outcome.WRONG,
            "refuses it",
            "client id"),
        row(
            "an application that may not sign in for itself elsewhere",
            ConsoleChecks.secret(answered(401, "{\"error\":\"unauthorized_client\"}"), false),
            Outcome.NOTE,
            "not allowed to sign in for itself",
            "in a browser"),
        row(
            "a token for the application",
            secret(200, "{\"access_token\":\"t\"}"),
            Outcome.OK,
            "accepts it",
            ""),
        row(
            "an application without an assignment to itself",
            secret(400, "{\"error\":\"invalid_grant\"}"),
            Outcome.OK,
            "accepts it",
            ""),
        row(
            "an address on call of no account",
            onCall().orElseThrow(),
            Outcome.NOTE,
            "No account has this address",
            "the same address in the on-call tool and in Entra"),
        row(
            "an address on call of a disabled account",
            onCall(Status.DISABLED).orElseThrow(),
            Outcome.NOTE,
            "is disabled",
            "Put somebody else on call, or enable the account"),
        row(
            "an address on call of two enabled accounts",
            onCall(Status.ENABLED, Status.DISABLED, Status.ENABLED).orElseThrow(),
            Outcome.NOTE,
            "Several enabled accounts have this address",
            "Let only one of them keep the address"),
        row(
            "an address on call of an account that Entra shows in part",
            onCall(Status.UNKNOWN).orElseThrow(),
            Outcome.UNKNOWN,
            "does not show whether the account",
            "reading people"),
        row(
            "a sign-in that answers too many requests",
            secret(429, "{\"error\":\"invalid_grant\"}"),
            Outcome.UNKNOWN,
            "429",
            "Try again"),
        row(
            "a proxy that forbids the sign-in",
            secret(403, "<html>"),
            Outcome.UNKNOWN,
            "403",
            "Try again"),
        row(
            "a proxy that answers instead of the sign-in",
            secret(200, "<html>"),
            Outcome.UNKNOWN,
            "does not show whether the secret is right",
            "Try again"),
        row(
            "a refusal in words",
            secret(400, "Bad Request"),
            Outcome.UNKNOWN,
            "without a reason",
            "Try again"),
        row(
            "a request that the sign-in does not understand",
            secret(400, "{\"error\":\"invalid_request\"}"),
            Outcome.UNKNOWN,
            "invalid_request",
            "Try again"),
        row(
            "a person who has left",
            EntraChecks.person("t", List.of(account(Status.DISABLED))),
            Outcome.WRONG,
            "is disabled",
            "remove the person from it"),
        row(
            "a person of whom Entra does not show whether the account is enabled",
            EntraChecks.person("t", List.of(account(Status.UNKNOWN))),
            Outcome.UNKNOWN,
            "does not show",
            "Directory Readers"),
        row(
            "an excluded person who has left",
            EntraChecks.excluded("t", List.of(account(Status.DISABLED))),
            Outcome.NOTE,
            "is disabled",
            "remove the person from it"),
        row(
            "more entitlements than doctor asks about",
            only(AccessChecks.findings(asked(101, DoctorChecksTest::notAsked), List.of(), true)),
            Outcome.NOTE,
            "101 entitlements",
            "check --live"),
        row(
            "another account, in which asking takes long",
            only(AccessChecks.findings(asked(1, DoctorChecksTest::notAsked), List.of(), false)),
            Outcome.NOTE,
            "Outside the management account",
            "check --live"),
        row(
            "a comparison without an action that it needs",
            only(
                AccessChecks.findings(
                    asked(1, DoctorChecksTest::notAsked),
                    refused("sso:DescribePermissionSet"),
                    true)),
            Outcome.NOTE,
            "because this failed: sso:DescribePermissionSet",
            "run doctor again"),
        row(
            "a comparison without an action that is merely useful",
            AccessChecks.findings(
                    asked(100, CatalogSnapshot::empty),
                    refused("sso:ListManagedPoliciesInPermissionSet"),
                    true)
                .getFirst(),
            Outcome.UNKNOWN,
            "Not every entitlement has been checked yet",
            "Try again"),
        row(
            "a service that has not checked everything yet",
            only(
                AccessChecks.findings(
                    new AccessLookup.Known(CatalogSnapshot.empty()), List.of(), false)),
            Outcome.UNKNOWN,
            "yet",
            "Try again"),
        row(
            "a scoped role without Directory Readers",
            EntraChecks.roles(
                new Self(
                    "s",
                    List.of(new Role("fdd7", "/administrativeUnits/u", Optional.empty())),
                    Set.of())),
            Outcome.WRONG,
            "not the role Directory Readers",
            "Assign Directory Readers"),
        row(
            "a token without a forbidden permission, and roles that cannot be read",
            only(
                new EntraRights(
                        Optional.of(new Token("t", "a", Set.of())), Optional.empty(), List.of())
                    .excess()),
            Outcome.UNKNOWN,
            "Hourkey's roles could not be read",
            "own roles"),
        row(
            "no dangerous role, and a token that cannot be read",
            new EntraRights(
                    Optional.empty(), Optional.of(new Self("s", List.of(), Set.of())), List.of())
                .excess()
                .getFirst(),
            Outcome.OK,
            "its permissions are unknown",
            ""),
        row(
            "a role for the unit that cannot change members",
            new EntraRights(
                    Optional.empty(),
                    Optional.of(
                        new Self(
                            "s",
                            List.of(new Role("reader", "/administrativeUnits/u", Optional.empty())),
                            Set.of())),
                    List.of(new Unit("u", "Hourkey", true, Set.of("g1"))))
                .change(GROUP),
            Outcome.NOTE,
            "role for the unit Hourkey is not Groups Administrator",
            "Assign Groups Administrator"),
        row(
            "a right to change all groups",
            new EntraRights(
                    Optional.of(new Token("t", "a", Set.of("GroupMember.ReadWrite.All"))),
                    Optional.empty(),
                    List.of())
                .change(GROUP),
            Outcome.NOTE,
            "any group of the tenant",
            "restricted administrative unit"),
        row(
            "a group that Hourkey owns",
            new EntraRights(
                    Optional.empty(),
                    Optional.of(new Self("s", List.of(), Set.of("g1"))),
                    List.of())
                .change(GROUP),
            Outcome.NOTE,
            "Hourkey owns the group",
            "test user"),
        row(
            "roles that cannot be read",
            new EntraRights(Optional.empty(), Optional.empty(), List.of()).change(GROUP),
            Outcome.UNKNOWN,
            "could not be read",
            "service principal"),
        row(
            "a job that has not run for hours",
            ProvisioningChecks.job(job(Optional.of(NOON.minus(Duration.ofHours(4))), true), NOON)
                .getFirst(),
            Outcome.WRONG,
            "last cycle ended at 2026-03-02T08:00:00Z",
            "restart provisioning"),
        row(
            "a job that has not run yet",
            ProvisioningChecks.job(job(Optional.empty(), true), NOON).getFirst(),
            Outcome.NOTE,
            "not finished a cycle",
            "Wait"),
        row(
            "a job that cannot carry everything",
            ProvisioningChecks.job(job(Optional.of(NOON), false), NOON).getFirst(),
            Outcome.NOTE,
            "could not provision some objects",
            "first or last name"),
        row(
            "a mapping that is not there",
            MappingChecks.findings(List.of()).getFirst(),
            Outcome.WRONG,
            "does not provision groups",
            "Enable the mapping"),
        row(
            "an action that a service control policy denies",
            denied("with an explicit deny in a service control policy"),
            Outcome.WRONG,
            "explicit deny",
            "The service control policy denies it"),
        row(
            "an action that something denies, in a text that is cut",
            denied("with an explicit deny in a serv"),
            Outcome.WRONG,
            "explicit deny",
            "exempt Hourkey's role"),
        row(
            "an action that no policy allows",
            denied("because no identity-based policy allows it"),
            Outcome.WRONG,
            "identity-based",
            "Allow it in the role's policy"),
        row(
            "an application without assignments",
            ProvisioningChecks.assigned(new Assigned(Map.of(), Set.of(), Set.of()), Map.of())
                .getFirst(),
            Outcome.WRONG,
            "everybody or nobody",
            "Sync only assigned"),
        row(
            "an instance that is being made",
            AwsChecks.instances(
                    List.of(new Instance("arn", "d-1", "1", "CREATE_IN_PROGRESS")),
                    REGION,
                    new Caller("1", "arn"))
                .getFirst(),
            Outcome.WRONG,
            "CREATE_IN_PROGRESS",
            "Wait"),
        row(
            "actions that write",
            new AwsActionChecks(Optional.empty(), true).findings(List.of()).getFirst(),
            Outcome.NOTE,
            "doctor does not try them",
            "policy simulator"),
        row(
            "a bucket that may be a stranger's",
            AuditChecks.refused(bucket(false), failure(403, "AccessDenied")),
            Outcome.NOTE,
            "403",
            "cannot tell who owns it"),
        row(
            "a bucket in another Region",
            AuditChecks.refused(bucket(true), failure(301, "PermanentRedirect")),
            Outcome.WRONG,
            "301",
            "Region"),
        row(
            "a bucket that Hourkey may not list",
            AuditChecks.refused(bucket(true), failure(403, "AccessDenied")),
            Outcome.WRONG,
            "403",
            "s3:ListBucket"),
        row(
            "a bucket that Hourkey only writes to",
            AuditChecks.refused(bucket(false), failure(403, "AccessDenied")),
            Outcome.NOTE,
            "403",
            "It exists"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void doctor_names_each_problem_and_its_fix(Row row) {
    Finding finding = row.finding;
    assertThat(finding.outcome()).isEqualTo(row.outcome);
    assertThat(finding.found()).contains(row.found);
    assertThat(finding.advice()).contains(row.advice);
  }

  @Test
  void not_knowing_is_not_fine() {
    assertThat(new Report(List.of(Finding.unknown(Area.AWS, "t", "f", "a"))).fine()).isFalse();
    assertThat(new Report(List.of(Finding.note(Area.AWS, "t", "f", "a"))).fine()).isTrue();
    DirectoryFailure temporary = DirectoryFailure.temporary("ask", null, new IOException("down"));
    assertThat(Finding.failed(Area.AWS, "t", temporary).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void a_surprise_in_one_area_hides_nothing_of_the_others() {
    Doctor doctor =
        new Doctor(
            () ->
                List.of(
                    Examiner.of(
                        Area.AWS,
                        () -> {
                          throw new IllegalStateException("oh");
                        }),
                    Examiner.of(Area.ENTRA, () -> List.of(Finding.ok(Area.ENTRA, "t", "f")))),
            List.of());
    assertThat(doctor.examine().findings())
        .extracting(Finding::outcome)
        .containsExactly(Outcome.OK, Outcome.UNKNOWN);
  }

  @Test
  void the_scopes_are_those_of_the_manifests() throws IOException {
    assertThat(SlackScopeChecks.manifest(false)).isEqualTo(scopes("manifest.yaml"));
    assertThat(SlackScopeChecks.manifest(true)).isEqualTo(scopes("manifest-discussions.yaml"));
  }

  @Test
  void every_section_that_a_finding_points_to_exists() throws Exception {
    List<String> pages = new ArrayList<>(Stream.of(Area.values()).map(Area::page).toList());
    for (Field constant : DocumentationLinks.class.getDeclaredFields()) {
      if (Modifier.isStatic(constant.getModifiers()) && constant.getType() == String.class) {
        constant.setAccessible(true);
        pages.add(String.valueOf(constant.get(null)));
      }
    }
    pages.removeIf(page -> page.endsWith("#")); // The prefix of the others.
    assertThat(pages).hasSizeGreaterThan(15);
    for (String page : pages) {
      String[] parts = page.split("#", -1);
      Set<String> anchors = anchors(Files.readString(Path.of(parts[0])));
      assertThat(parts.length == 1 || anchors.contains(parts[1])).as(page).isTrue();
    }
    assertThat(InstallGuide.text()).contains("hourkey doctor");
  }

  /** As GitHub makes them of headings. */
  private static Set<String> anchors(String markdown) {
    Set<String> anchors = new TreeSet<>();
    markdown
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
        .forEach(anchors::add);
    return anchors;
  }

  private static Set<String> scopes(String manifest) throws IOException {
    Map<String, Map<String, Map<String, List<String>>>> read =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(Path.of("deploy/slack", manifest)));
    var scopes = requireNonNull(read.get("oauth_config")).get("scopes");
    return new TreeSet<>(requireNonNull(scopes).get("bot"));
  }

  private static Set<String> without(Set<String> all, String one) {
    Set<String> rest = new TreeSet<>(all);
    rest.remove(one);
    return rest;
  }

  private static Finding reach(Reached reached, Optional<String> unusedProxy) {
    return NetworkChecks.reachability("Graph", SOMEWHERE, reached, Optional.empty(), unusedProxy);
  }

  private static Finding secret(int status, String body) {
    return ConsoleChecks.secret(answered(status, body), true);
  }

  private static Optional<Finding> onCall(Status... accounts) {
    return ExternalToolChecks.account(
        "Look in Entra", Stream.of(accounts).map(DoctorChecksTest::account).toList());
  }

  @Test
  void an_address_on_call_is_of_the_only_enabled_account_that_has_it() {
    assertThat(onCall(Status.ENABLED, Status.DISABLED)).isEmpty();
  }

  private static EntraAccount account(Status status) {
    return new EntraAccount(
        new PersonId("p"),
        "Ana Lima",
        "ana@example.com",
        Optional.empty(),
        status,
        UserType.MEMBER);
  }

  private static AccessLookup asked(int entitlements, Supplier<CatalogSnapshot> snapshot) {
    return new AccessLookup.Asked(entitlements, snapshot);
  }

  private static CatalogSnapshot notAsked() {
    throw new AssertionError("nothing may be asked");
  }

  private static List<Attempt> refused(String action) {
    return List.of(new Attempt(action, Optional.of(failure(403, "AccessDeniedException"))));
  }

  /** What AWS says when it denies an action. */
  private static Finding denied(String because) {
    VendorError said =
        VendorError.answered(
            VendorError.Party.AWS,
            403,
            "AccessDeniedException",
            "User: x is not authorized to perform: sso:ListPermissionSets " + because);
    DirectoryFailure failure =
        DirectoryFailure.lasting("try", new IllegalStateException()).because(said);
    return only(
        new AwsActionChecks(Optional.empty(), false)
            .findings(List.of(new Attempt("sso:ListPermissionSets", Optional.of(failure)))));
  }

  private static Reached leading(String location) {
    return new Reached.Answered(
        302, Optional.empty(), Duration.ZERO, Optional.of(URI.create(location)), "");
  }

  private static Reached answered(int status, String body) {
    return new Reached.Answered(status, Optional.empty(), Duration.ZERO, Optional.empty(), body);
  }

  private static Job job(Optional<Instant> lastEnded, boolean complete) {
    return new Job(new ScimProvisioner.Job.Running(Optional.empty()), lastEnded, complete);
  }

  private static AuditChecks.Bucket bucket(boolean lists) {
    return new AuditChecks.Bucket("hourkey.audit.s3", "b", Optional.empty(), lists);
  }

  @ParameterizedTest
  @CsvSource({
    "403, '', The answer is not the vendor's., A proxy or firewall in between",
    "404, '', There is no such page., 'compare the setting of the address, which ends with -url'",
    "407, '', The proxy requires a password., without one",
    "429, '', '', Wait for a minute",
    "429, TooManyRequests, TooManyRequests, Wait for a minute",
    "503, ServiceUnavailable, ServiceUnavailable, Try again later.",
    "502, '', '', a proxy can't reach the vendor",
    "403, Authorization_RequestDenied, Authorization_RequestDenied, Follow the section"
  })
  void an_answer_without_the_vendors_code_comes_from_an_intermediary(
      int status, String code, String found, String advice) {
    Finding finding = Finding.failed(Area.ENTRA, "Read people", failure(status, code));
    assertThat(finding.found()).contains(found);
    assertThat(finding.advice()).contains(advice);
  }

  @Test
  void a_failed_connection_is_explained() {
    Finding finding =
        Finding.failed(
            Area.ENTRA,
            "Read people",
            DirectoryFailure.temporary(
                "read people",
                null,
                new IOException("x", new UnknownHostException("graph.example.com"))));
    assertThat(finding.found()).endsWith("There is no such host.");
    assertThat(finding.advice()).contains("check DNS");
    assertThat(finding.page()).isEqualTo(DocumentationLinks.MACHINE);
  }

  private static DirectoryFailure failure(int status, String code) {
    return DirectoryFailure.lasting("list", new IllegalStateException(code))
        .because(VendorError.answered(VendorError.Party.AWS, status, code, ""));
  }
}
