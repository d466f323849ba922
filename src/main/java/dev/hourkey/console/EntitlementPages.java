package dev.hourkey.console;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.evidence.NamedPeople;
import dev.hourkey.evidence.PolicyPeople;
import dev.hourkey.grant.GrantLists;
import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Persons;
import dev.hourkey.request.ProvisioningBlockers;
import dev.hourkey.request.VendorCallLimiter;
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
import jakarta.ws.rs.core.UriBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The list of all entitlements, and who may request and approve one of them. */
@Path("/console")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class EntitlementPages {
  private static final int LENGTH = 50;
  private static final int MAX_PEOPLE = 500;

  private final CurrentUser currentUser;
  private final Catalog catalog;
  private final GrantLists grants;
  private final GrantingPauses pauses;
  private final ProvisioningBlockers blockers;
  private final PolicyPeople people;
  private final Persons persons;
  private final VendorCallLimiter limiter;

  EntitlementPages(
      CurrentUser currentUser,
      Catalog catalog,
      GrantLists grants,
      GrantingPauses pauses,
      ProvisioningBlockers blockers,
      PolicyPeople people,
      Persons persons,
      VendorCallLimiter limiter) {
    this.currentUser = currentUser;
    this.catalog = catalog;
    this.grants = grants;
    this.pauses = pauses;
    this.blockers = blockers;
    this.people = people;
    this.persons = persons;
    this.limiter = limiter;
  }

  @GET
  @Path("/entitlements")
  public TemplateInstance list(
      @QueryParam("about") @DefaultValue("") String about,
      @QueryParam("state") @DefaultValue("") String state,
      @QueryParam("after") @DefaultValue("") String after) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    CatalogSnapshot now = catalog.current();
    List<String> problems = new ArrayList<>();
    boolean known = Choice.all("").stream().map(Choice::value).anyMatch(state::equals);
    if (!known && !state.isEmpty()) {
      problems.add("There is no state “%s”.".formatted(state));
    }
    pauses
        .current()
        .ifPresent(
            pause ->
                problems.add(
                    "Granting is paused, so nothing can be requested: " + pause.change().reason()));
    List<EntitlementRow> page =
        EntitlementRow.all(now, grants.active(), blockers.ofGroups()).stream()
            .filter(row -> row.mentions(about.strip()))
            .filter(row -> state.isEmpty() || row.state().name().equals(state))
            .filter(row -> row.id().compareTo(after) > 0)
            .limit(LENGTH)
            .toList();
    return new Entitlements(
        PageFrame.of(user, MenuItem.ENTITLEMENTS),
        about.strip(),
        Choice.all(state),
        problems,
        page,
        page.size() < LENGTH ? null : next(about.strip(), state, page.getLast().id()));
  }

  private static String next(String about, String state, String last) {
    UriBuilder next = UriBuilder.fromPath("/console/entitlements");
    ListFilter.add(next, "about", about);
    ListFilter.add(next, "state", state);
    ListFilter.add(next, "after", last);
    return next.build().toString();
  }

  /** Who may request and approve it, as Entra shows it now. */
  @GET
  @Path("/entitlements/{id}/people")
  public TemplateInstance people(@PathParam("id") String id) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    Entitlement entitlement = catalog.current().named(id).orElseThrow(NotFoundException::new);
    PageFrame frame = PageFrame.of(user, MenuItem.ENTITLEMENTS);
    return limiter.get(
        VendorCallLimiter.Caller.CONSOLE,
        () -> ask(frame, entitlement),
        () ->
            new EntitlementPeople(frame, entitlement, List.of(), "Hourkey is busy at the moment"));
  }

  private EntitlementPeople ask(PageFrame frame, Entitlement entitlement) {
    try {
      PolicyPeople.Both both = people.of(entitlement);
      return new EntitlementPeople(
          frame,
          entitlement,
          List.of(
              section("May request", both.eligible()),
              section("May approve, or review break-glass", both.approvers())),
          null);
    } catch (DirectoryFailure failure) {
      return new EntitlementPeople(frame, entitlement, List.of(), failure.userSentenceStart());
    }
  }

  private Section section(String title, NamedPeople named) {
    List<NamedPeople.Named> shown = named.people().stream().limit(MAX_PEOPLE).toList();
    Names names = Names.of(persons, shown.stream().map(one -> one.account().id()));
    return new Section(
        title,
        shown.stream()
            .map(one -> new PersonRow(one, names.known().containsKey(one.account().id())))
            .toList(),
        named.people().size() - shown.size(),
        named.unlisted());
  }

  /** A state to filter by. */
  record Choice(String value, String words, boolean chosen) {
    static List<Choice> all(String chosen) {
      return Stream.of(EntitlementRow.State.values())
          .map(one -> new Choice(one.name(), one.label().words(), one.name().equals(chosen)))
          .toList();
    }
  }

  /**
   * @param page whether the person has a page
   */
  record PersonRow(NamedPeople.Named named, boolean page) {
    public StatusLabel account() {
      return switch (named.account().status()) {
        case ENABLED -> new StatusLabel("Enabled", "good");
        case DISABLED -> new StatusLabel("Disabled", "");
        case UNKNOWN -> new StatusLabel("Not known", "wait");
      };
    }
  }

  /**
   * @param more how many people are not shown
   * @param unlisted entries of the policy file whose people can't be listed
   */
  record Section(String title, List<PersonRow> rows, int more, List<String> unlisted) {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Entitlements(
      PageFrame frame,
      String about,
      List<Choice> states,
      List<String> problems,
      List<EntitlementRow> rows,
      @Nullable String next)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record EntitlementPeople(
      PageFrame frame, Entitlement entitlement, List<Section> sections, @Nullable String unknown)
      implements TemplateInstance {}
}
