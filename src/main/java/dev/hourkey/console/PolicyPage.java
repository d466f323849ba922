package dev.hourkey.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.StoredEvent;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogProblem;
import dev.hourkey.request.PolicyChanges;
import dev.hourkey.request.PolicyExplainer;
import dev.hourkey.request.PolicyInForce;
import dev.hourkey.request.VendorCallLimiter;
import dev.hourkey.text.Sha256;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The policy file in force, how it came to be, and what it says about a person. */
@Path("/console/policy")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class PolicyPage {
  private static final int LENGTH = 20;

  private final CurrentUser currentUser;
  private final PolicyInForce inForce;
  private final PolicyChanges changes;
  private final Catalog catalog;
  private final AuditReader audit;
  private final PolicyExplainer explainer;
  private final VendorCallLimiter limiter;

  PolicyPage(
      CurrentUser currentUser,
      PolicyInForce inForce,
      PolicyChanges changes,
      Catalog catalog,
      AuditReader audit,
      PolicyExplainer explainer,
      VendorCallLimiter limiter) {
    this.currentUser = currentUser;
    this.inForce = inForce;
    this.changes = changes;
    this.catalog = catalog;
    this.audit = audit;
    this.explainer = explainer;
    this.limiter = limiter;
  }

  @GET
  public TemplateInstance show(
      @QueryParam("person") @DefaultValue("") String person,
      @QueryParam("entitlement") @DefaultValue("") String entitlement,
      @QueryParam("by") @DefaultValue("") String by,
      @QueryParam("at") @DefaultValue("") String at,
      @QueryParam("start") @DefaultValue("") String start,
      @QueryParam("from") @DefaultValue("0") long from,
      @QueryParam("before") @DefaultValue("0") long before) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    List<AuditEntry> page = audit.policyChanges(before <= 0 ? Long.MAX_VALUE : before, LENGTH);
    return new Policy(
        PageFrame.of(user, MenuItem.POLICY),
        inForce.read().orElse(null),
        catalog.current().problems().stream().map(CatalogProblem::sentence).toList(),
        page.stream()
            .filter(entry -> entry.seq() >= from)
            .map(entry -> Change.of(entry, from))
            .toList(),
        page.size() < LENGTH || page.getLast().seq() <= from
            ? null
            : "/console/policy?from=%d&before=%d".formatted(from, page.getLast().seq()),
        from > 0,
        catalog.current().entitlements().stream()
            .map(one -> new Choice(one.id(), one.name(), one.id().equals(entitlement)))
            .toList(),
        person,
        by,
        at,
        start,
        person.isBlank() ? null : explain(person, entitlement, by, at, start));
  }

  /**
   * Shows a version of the file: its text, and when it was in force.
   *
   * @param seq the number of the audit event with which it came into force
   */
  @GET
  @Path("/{seq: \\d+}")
  public TemplateInstance version(@PathParam("seq") long seq) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    AuditEntry entry =
        audit
            .nextPolicyChange(seq - 1)
            .filter(one -> one.seq() == seq)
            .orElseThrow(NotFoundException::new);
    Change change = Change.of(entry, 0);
    String text = changes.text(change.digest()).orElse(null);
    return new PolicyVersion(
        PageFrame.of(user, MenuItem.POLICY),
        StoredEvent.read(entry).path("file").asText(),
        change,
        audit.nextPolicyChange(seq).map(next -> Change.of(next, 0)).orElse(null),
        text,
        text != null && Sha256.hex(text).equals(change.digest()));
  }

  private PolicyExplainer.Explained explain(
      String person, String entitlement, String by, String at, String start) {
    for (String time : List.of(at, start)) {
      if (!time.isBlank() && TimeField.read(time).isEmpty()) {
        return new PolicyExplainer.Explained(TimeField.problem(time), List.of());
      }
    }
    return catalog
        .current()
        .find(entitlement)
        .map(
            found ->
                limiter.get(
                    VendorCallLimiter.Caller.CONSOLE,
                    () ->
                        explainer.explain(
                            person.strip(),
                            Optional.of(by.strip()).filter(one -> !one.isEmpty()),
                            TimeField.read(at),
                            TimeField.read(start),
                            found),
                    () ->
                        new PolicyExplainer.Explained(
                            "Hourkey is busy at the moment. Try again in a minute.", List.of())))
        .orElseGet(
            () -> new PolicyExplainer.Explained(catalog.current().missing(entitlement), List.of()));
  }

  record Choice(String id, String name, boolean chosen) {}

  /**
   * A version of the file, and how it differs from the previous one.
   *
   * @param first whether there was no valid version before it
   * @param asked whether this is the version that a link asked for, with which the history begins
   */
  record Change(
      long seq,
      @Nullable Instant at,
      String digest,
      boolean first,
      List<String> lines,
      boolean asked) {
    static Change of(AuditEntry entry, long from) {
      JsonNode event = StoredEvent.read(entry);
      return new Change(
          entry.seq(),
          StoredEvent.at(event).orElse(null),
          event.path("digest").asText(),
          event.path("before").asText().isEmpty(),
          event.path("difference").valueStream().map(JsonNode::asText).toList(),
          entry.seq() == from);
    }
  }

  /**
   * A version of the file.
   *
   * @param next the version that replaced it
   * @param recorded whether the text is the one that the audit trail recorded
   */
  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record PolicyVersion(
      PageFrame frame,
      String path,
      Change change,
      @Nullable Change next,
      @Nullable String text,
      boolean recorded)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Policy(
      PageFrame frame,
      PolicyInForce.@Nullable Version version,
      List<String> problems,
      List<Change> changes,
      @Nullable String earlier,
      boolean cut,
      List<Choice> entitlements,
      String person,
      String by,
      String at,
      String start,
      PolicyExplainer.@Nullable Explained explained)
      implements TemplateInstance {}
}
