package dev.hourkey.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.StoredEvent;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.evidence.NamedPeople;
import dev.hourkey.evidence.PolicyPeople;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The populations of the policy file: its entitlements, who may request or approve them, and its
 * versions.
 */
@ApplicationScoped
class PolicyPopulations {
  static final String ENTITLEMENT_COLUMNS =
      Csv.row(
          "entitlement",
          "entitlement_name",
          "group_name",
          "group_id",
          "opens",
          "opens_everything_known",
          "risk",
          "eligible",
          "excluded",
          "approvals",
          "overrides",
          "break_glass",
          "max_duration",
          "policy_sha256");

  static final String PEOPLE_COLUMNS =
      Csv.row(
          "entitlement",
          "entitlement_name",
          "person_name",
          "person_principal_name",
          "person_id",
          "account_type",
          "account_status",
          "entries",
          "not_listed",
          "policy_sha256");

  static final String VERSION_COLUMNS =
      Csv.row("since", "file", "policy_sha256", "before_sha256", "difference", "audit_seq");

  private static final int MAX_VERSIONS = 1000;

  private final PolicyPeople people;
  private final AuditReader reader;

  PolicyPopulations(PolicyPeople people, AuditReader reader) {
    this.people = people;
    this.reader = reader;
  }

  /** Everything that can be requested now, one per row. */
  Stream<String> entitlements() {
    Catalog.Versioned now = people.everything();
    return now.snapshot().entitlements().stream().map(one -> row(one, now.version()));
  }

  private static String row(Entitlement one, String version) {
    return Csv.row(
        one.id(),
        one.name(),
        one.group().name(),
        one.group().id(),
        one.opens().open().stream()
            .map(PolicyPopulations::target)
            .collect(Collectors.joining("; ")),
        one.opens().complete() ? "yes" : "no",
        one.policy().risk().name().toLowerCase(Locale.ROOT),
        words(one.policy().eligible()),
        words(one.policy().excluded()),
        one.policy().stages().stream()
            .map(ApprovalStage::words)
            .collect(Collectors.joining("; then ")),
        one.overrides().stream().map(PolicyOverride::words).collect(Collectors.joining("; ")),
        one.breakGlass().map(rules -> words(rules.policy().eligible())).orElse(""),
        one.policy().maxDuration(),
        version);
  }

  private static String target(AccountAssignment target) {
    return "%s in %s %s"
        .formatted(target.permissionSet(), target.accountId(), target.accountName());
  }

  private static String words(List<Principal> principals) {
    return principals.stream().map(NamedPeople::written).collect(Collectors.joining("; "));
  }

  /** Who may request each entitlement now, one person per row. */
  Stream<String> eligible() {
    return rows(people::eligible);
  }

  /** Who may approve requests for each entitlement now, one person per row. */
  Stream<String> approvers() {
    return rows(people::approvers);
  }

  /** Entries whose people cannot be listed have a row without a person. */
  private Stream<String> rows(Function<List<Entitlement>, Stream<PolicyPeople.Of>> named) {
    Catalog.Versioned now = people.everything();
    String version = now.version();
    return named
        .apply(now.snapshot().entitlements())
        .flatMap(
            one ->
                Stream.concat(
                    one.named().people().stream()
                        .map(person -> row(one.entitlement(), person, version)),
                    one.named().unlisted().stream()
                        .map(
                            entry ->
                                Csv.row(
                                    one.entitlement().id(),
                                    one.entitlement().name(),
                                    "",
                                    "",
                                    "",
                                    "",
                                    "",
                                    "",
                                    entry,
                                    version))));
  }

  private static String row(Entitlement entitlement, NamedPeople.Named person, String version) {
    return Csv.row(
        entitlement.id(),
        entitlement.name(),
        person.account().name(),
        person.account().principalName(),
        person.account().id(),
        person.account().userType().name().toLowerCase(Locale.ROOT),
        person.account().status().name().toLowerCase(Locale.ROOT),
        String.join("; ", person.entries()),
        "",
        version);
  }

  /** The versions of the policy file, the latest first, one change per row. */
  Stream<String> versions(Predicate<Instant> wanted) {
    return Stream.iterate(
            reader.policyChanges(Long.MAX_VALUE, MAX_VERSIONS),
            page -> !page.isEmpty(),
            page -> reader.policyChanges(page.getLast().seq(), MAX_VERSIONS))
        .flatMap(List::stream)
        .filter(entry -> ExportLines.OfEntries.belongs(StoredEvent.read(entry), wanted))
        .map(PolicyPopulations::version);
  }

  private static String version(AuditEntry entry) {
    JsonNode event = StoredEvent.read(entry);
    return Csv.row(
        event.path("at").asText(),
        event.path("file").asText(),
        event.path("digest").asText(),
        event.path("before").asText(),
        event
            .path("difference")
            .valueStream()
            .map(JsonNode::asText)
            .collect(Collectors.joining("; ")),
        entry.seq());
  }
}
