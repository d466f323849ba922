package dev.hourkey;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Enforces the map of ARCHITECTURE.md. */
class ArchitectureTest {
  static final String ROOT = "dev.hourkey";

  /** What is packaged, and the sandbox, which is not. */
  private static final JavaClasses IMPORTED =
      new ClassFileImporter().importPaths("target/classes", "target/sandbox-classes");

  private static final List<String> ANYTHING = List.of("*");

  /** Which packages each package may use. All others are forbidden. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          entry("retry", List.of()),
          entry("sql", List.of()),
          entry("text", List.of()),
          entry("tracing", List.of("text")),
          entry("person", List.of("text")),
          entry("policy", List.of("person", "text")),
          entry("http", List.of("person", "retry", "sql")),
          entry("oncall", List.of("person", "policy", "http")),
          entry("ticket", List.of("person", "policy", "http")),
          entry("catalog", List.of("person", "policy", "retry", "text")),
          entry("starter", List.of("person", "catalog", "text")),
          entry("doctor", List.of("person", "policy", "catalog", "scim", "text")),
          entry("transparency", List.of("text")),
          entry(
              "audit",
              List.of("person", "catalog", "notification", "retry", "text", "transparency")),
          entry("checkpoint", List.of("audit", "notification", "sql", "text", "transparency")),
          entry("notification", List.of("retry")),
          entry("scim", List.of("person", "catalog", "audit", "notification", "retry")),
          entry(
              "grant",
              List.of(
                  "person",
                  "catalog",
                  "scim",
                  "audit",
                  "notification",
                  "retry",
                  "text",
                  "tracing")),
          entry(
              "drift",
              List.of("person", "catalog", "grant", "scim", "audit", "notification", "text")),
          entry(
              "request",
              List.of(
                  "person",
                  "policy",
                  "catalog",
                  "oncall",
                  "ticket",
                  "grant",
                  "scim",
                  "drift",
                  "audit",
                  "notification",
                  "retry",
                  "text",
                  "tracing")),
          entry(
              "slack",
              List.of(
                  "person",
                  "catalog",
                  "policy",
                  "request",
                  "grant",
                  "scim",
                  "drift",
                  "audit",
                  "evidence",
                  "export",
                  "checkpoint",
                  "doctor",
                  "notification",
                  "retry",
                  "sql",
                  "text",
                  "ticket")),
          entry(
              "evidence",
              List.of("person", "policy", "catalog", "audit", "notification", "sql", "text")),
          entry(
              "entra",
              List.of(
                  "person", "catalog", "grant", "scim", "doctor", "export", "retry", "sql",
                  "text")),
          entry(
              "export",
              List.of(
                  "person",
                  "catalog",
                  "grant",
                  "policy",
                  "evidence",
                  "audit",
                  "notification",
                  "retry",
                  "sql",
                  "text")),
          entry(
              "api",
              List.of(
                  "person",
                  "catalog",
                  "request",
                  "grant",
                  "drift",
                  "audit",
                  "checkpoint",
                  "transparency",
                  "evidence",
                  "export",
                  "text")),
          entry(
              "console",
              List.of(
                  "person",
                  "policy",
                  "catalog",
                  "request",
                  "grant",
                  "scim",
                  "drift",
                  "audit",
                  "checkpoint",
                  "evidence",
                  "export",
                  "doctor",
                  "notification",
                  "text")),
          entry(
              "aws",
              List.of(
                  "person",
                  "catalog",
                  "doctor",
                  "starter",
                  "grant",
                  "retry",
                  "sql",
                  "text",
                  "checkpoint",
                  "transparency",
                  "audit",
                  "export")),
          entry(
              "cli",
              List.of(
                  "app",
                  "doctor",
                  "person",
                  "policy",
                  "catalog",
                  "starter",
                  "request",
                  "grant",
                  "drift",
                  "audit",
                  "checkpoint",
                  "transparency",
                  "evidence",
                  "export",
                  "slack",
                  "text")),
          entry("app", ANYTHING),
          // The sandbox uses nothing of Hourkey.
          entry(
              "sandbox",
              List.of(
                  "sandbox.http",
                  "sandbox.directory",
                  "sandbox.aws",
                  "sandbox.entra",
                  "sandbox.slack",
                  "sandbox.oncall",
                  "sandbox.login",
                  "sandbox.collector",
                  "sandbox.checkpoint",
                  "sandbox.ticket")),
          entry("sandbox.login", List.of("sandbox.http")),
          entry("sandbox.http", List.of()),
          entry("sandbox.oncall", List.of("sandbox.http")),
          entry("sandbox.checkpoint", List.of("sandbox.http")),
          entry("sandbox.ticket", List.of("sandbox.http")),
          entry("sandbox.collector", List.of("sandbox.http")),
          entry("sandbox.directory", List.of("sandbox.http")),
          entry("sandbox.aws", List.of("sandbox.http", "sandbox.directory")),
          entry(
              "sandbox.entra",
              List.of("sandbox.http", "sandbox.directory", "sandbox.aws", "sandbox.login")),
          entry("sandbox.blockkit", List.of("sandbox.http")),
          entry("sandbox.slack", List.of("sandbox.http", "sandbox.blockkit")));

  private static final Map<String, String> VENDOR_SDKS =
      Map.of(
          "slack", "com.slack..",
          "entra", "com.microsoft..",
          "aws", "software.amazon.awssdk..",
          "tracing", "io.opentelemetry..");

  private static final List<String> WITH_TABLES =
      List.of(
          "person",
          "catalog",
          "request",
          "grant",
          "scim",
          "drift",
          "audit",
          "export",
          "checkpoint",
          "notification");

  @Test
  void packages_use_only_what_the_map_allows() {
    MAY_USE.forEach(
        (name, used) -> {
          if (!used.equals(ANYTHING)) {
            classes()
                .that(resideInAPackage(of(name)))
                .should()
                .onlyDependOnClassesThat(
                    not(resideInAPackage(ROOT + "..")).or(resideInAnyPackage(allowed(name, used))))
                .check(IMPORTED);
          }
        });
  }

  @Test
  void every_package_is_on_the_map() {
    var packages =
        IMPORTED.stream()
            .map(JavaClass::getPackageName)
            .map(name -> name.substring(Math.min(name.length(), ROOT.length() + 1)))
            .collect(toCollection(TreeSet::new));
    assertThat(packages).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
  }

  @Test
  void vendor_sdks_stay_in_their_adapter() {
    VENDOR_SDKS.forEach(
        (adapter, sdk) ->
            noClasses()
                .that(not(resideInAPackage(of(adapter))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(sdk)
                .check(IMPORTED));
  }

  /** It checks the names of fields, methods and constructors, and not the text of sentences. */
  @Test
  void only_its_adapter_and_the_settings_name_the_chat() {
    String[] naming = {of("slack"), of("app"), of("cli"), of("sandbox") + ".."};
    noMembers()
        .that()
        .areDeclaredInClassesThat(not(resideInAnyPackage(naming)))
        .should()
        .haveNameMatching("(?i).*(slack|mrkdwn|modal).*")
        .check(IMPORTED);
  }

  @Test
  void tables_belong_to_the_capabilities() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    WITH_TABLES.stream().map(ArchitectureTest::of).toArray(String[]::new))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "io.quarkus.hibernate..")
        .check(IMPORTED);
  }

  @Test
  void only_start_up_commands_and_the_sandbox_read_the_real_clock() {
    noClasses()
        .that(not(resideInAnyPackage(of("app"), of("cli"), of("sandbox") + "..")))
        .should()
        .callMethodWhere(describe("asks java.time for now", ArchitectureTest::readsTheClock))
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(IMPORTED);
  }

  /** Without a clock as its argument, {@code now} reads that of the machine. */
  private static boolean readsTheClock(JavaMethodCall call) {
    return call.getName().equals("now")
        && call.getTargetOwner().getPackageName().equals("java.time")
        && call.getTarget().getRawParameterTypes().stream()
            .noneMatch(type -> type.isAssignableTo(Clock.class));
  }

  /**
   * Hibernate 7.2 plans a native query with a scalar result class anew each time, and evicts other
   * plans to keep the new ones.
   */
  @Test
  void scalars_of_native_queries_are_cast() {
    noClasses()
        .should()
        .callMethod(EntityManager.class, "createNativeQuery", String.class, Class.class)
        .orShould()
        .callMethod(Session.class, "createNativeQuery", String.class, Class.class)
        .check(IMPORTED);
  }

  private static String of(String name) {
    return ROOT + "." + name;
  }

  private static String[] allowed(String name, List<String> used) {
    var all = new java.util.ArrayList<>(used.stream().map(ArchitectureTest::of).toList());
    all.add(of(name));
    return all.toArray(String[]::new);
  }
}
