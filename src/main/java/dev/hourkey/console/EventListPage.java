package dev.hourkey.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.EventLists;
import dev.hourkey.audit.EventSelection;
import dev.hourkey.audit.EventTypes;
import dev.hourkey.audit.StoredEvent;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.PersonSearch;
import dev.hourkey.request.Requests;
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
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lists audit events by type and person, newest first, including refused requests, and shows single
 * events.
 */
@Path("/console/audit-trail")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class EventListPage {
  private static final int LENGTH = 50;

  private final CurrentUser currentUser;
  private final EventLists events;
  private final PersonSearch search;
  private final AuditTrail trail;
  private final Grants grants;
  private final Requests requests;

  EventListPage(
      CurrentUser currentUser,
      EventLists events,
      PersonSearch search,
      AuditTrail trail,
      Grants grants,
      Requests requests) {
    this.currentUser = currentUser;
    this.events = events;
    this.search = search;
    this.trail = trail;
    this.grants = grants;
    this.requests = requests;
  }

  @GET
  @Path("/events")
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

  @GET
  @Path("/{seq: \\d+}")
  public TemplateInstance event(@PathParam("seq") long seq) throws JsonProcessingException {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    AuditEntry entry =
        trail.after(seq - 1, Optional.empty(), 1).stream()
            .filter(one -> one.seq() == seq)
            .findFirst()
            .orElseThrow(NotFoundException::new);
    return new Event(
        PageFrame.of(user, MenuItem.AUDIT_TRAIL),
        TimelineEntry.of(entry),
        about(seq, StoredEvent.read(entry)).orElse(null),
        StoredEvent.JSON
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(StoredEvent.read(entry)),
        entry.hashHex(),
        entry.prevHashHex());
  }

  private Optional<About> about(long seq, JsonNode event) {
    return event.path("type").asText().equals("policy_changed")
        ? Optional.of(new About("/console/policy/" + seq, "The policy file as it was then"))
        : StoredEvent.subject(event).flatMap(this::about);
  }

  /** The page of the grant or the request that an event is about, while it is stored. */
  private Optional<About> about(UUID subject) {
    return grants
        .find(subject)
        .map(_ -> new About("/console/grants/" + subject, "The grant that it is about"))
        .or(
            () ->
                requests
                    .find(subject)
                    .map(
                        _ ->
                            new About(
                                "/console/requests/" + subject, "The request that it is about")));
  }

  record About(String href, String words) {}

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

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Event(
      PageFrame frame,
      TimelineEntry line,
      @Nullable About about,
      String payload,
      String hash,
      String previous)
      implements TemplateInstance {}
}
