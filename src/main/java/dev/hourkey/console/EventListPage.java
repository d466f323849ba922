package dev.hourkey.console;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.EventLists;
import dev.hourkey.audit.EventSelection;
import dev.hourkey.audit.EventTypes;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.PersonSearch;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Audit events by type and person, newest first, including refused requests. */
@Path("/console/audit-trail/events")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class EventListPage {
  private static final int LENGTH = 50;

  private final CurrentUser currentUser;
  private final EventLists events;
  private final PersonSearch search;

  EventListPage(CurrentUser currentUser, EventLists events, PersonSearch search) {
    this.currentUser = currentUser;
    this.events = events;
    this.search = search;
  }

  @GET
  public TemplateInstance show(
      @QueryParam("type") @DefaultValue("") String type,
      @QueryParam("person") @DefaultValue("") String person,
      @QueryParam("before") @Nullable Long before) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    List<String> problems = new ArrayList<>();
    EventSelection selection =
        new EventSelection(
            given(type).filter(one -> known(one, problems)),
            Optional.empty(),
            given(person.strip()).map(words -> named(words, problems)));
    List<AuditEntry> page =
        problems.isEmpty()
            ? events.before(selection, before == null ? Long.MAX_VALUE : before, LENGTH)
            : List.of();
    return new EventList(
        PageFrame.of(user, MenuItem.AUDIT_TRAIL),
        EventTypes.ALL.stream()
            .map(one -> new ListPages.Choice(one, one.replace('_', ' '), one.equals(type)))
            .toList(),
        person.strip(),
        problems,
        page.stream().map(TimelineEntry::of).toList(),
        page.size() < LENGTH ? null : next(type, person.strip(), page.getLast().seq()));
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(value -> !value.isEmpty());
  }

  private static boolean known(String type, List<String> problems) {
    boolean known = EventTypes.ALL.contains(type);
    if (!known) {
      problems.add("There is no event type “%s”.".formatted(type));
    }
    return known;
  }

  private List<PersonId> named(String words, List<String> problems) {
    return ListFilter.named(words, one -> ListPages.everKnownAs(one, search, events), problems);
  }

  private static String next(String type, String person, long last) {
    UriBuilder next = UriBuilder.fromPath("/console/audit-trail/events");
    ListFilter.add(next, "type", type);
    ListFilter.add(next, "person", person);
    return next.queryParam("before", last).build().toString();
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record EventList(
      PageFrame frame,
      List<ListPages.Choice> types,
      String person,
      List<String> problems,
      List<TimelineEntry> lines,
      @Nullable String next)
      implements TemplateInstance {}
}
