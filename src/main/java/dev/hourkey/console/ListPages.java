package dev.hourkey.console;

import dev.hourkey.audit.EventLists;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantLists;
import dev.hourkey.grant.ListSelection;
import dev.hourkey.grant.PageCursor;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.PersonSearch;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.RequestLists;
import dev.hourkey.request.RequestReviews;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pages that list all grants and all requests, newest first, with filters. */
@Path("/console")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class ListPages {
  private static final int LENGTH = 50;

  private final CurrentUser currentUser;
  private final GrantLists grants;
  private final RequestLists requests;
  private final RequestReviews reviews;
  private final Persons persons;
  private final PersonSearch search;
  private final EventLists events;

  ListPages(
      CurrentUser currentUser,
      GrantLists grants,
      RequestLists requests,
      RequestReviews reviews,
      Persons persons,
      PersonSearch search,
      EventLists events) {
    this.currentUser = currentUser;
    this.grants = grants;
    this.requests = requests;
    this.reviews = reviews;
    this.persons = persons;
    this.search = search;
    this.events = events;
  }

  @GET
  @Path("/grants")
  public TemplateInstance grants(@BeanParam ListFilter.Parameters typed) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    ListFilter filter = typed.filter();
    var read = filter.read(GrantLists.Shown.class, this::everKnownAs, grants::key);
    List<Grant> page = page(read, grants::page);
    ReviewsByRequest deciders = ReviewsByRequest.of(reviews, page.stream(), Stream.of());
    Names names = names(page.stream().map(Grant::holder), deciders);
    return new Grants(
        PageFrame.of(user, MenuItem.GRANTS),
        filter,
        Choice.of(GrantLists.Shown.values(), filter.state()),
        read.problems(),
        page.stream().map(grant -> GrantRow.of(grant, names, deciders)).toList(),
        page.size() < LENGTH ? null : filter.nextPageUrl("/console/grants", page.getLast().id()));
  }

  @GET
  @Path("/requests")
  public TemplateInstance requests(@BeanParam ListFilter.Parameters typed) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    ListFilter filter = typed.filter();
    var read = filter.read(RequestLists.Shown.class, this::everKnownAs, requests::key);
    List<AccessRequest> page = page(read, requests::page);
    ReviewsByRequest deciders = ReviewsByRequest.of(reviews, Stream.of(), page.stream());
    Names names = names(page.stream().map(AccessRequest::requester), deciders);
    return new Requests(
        PageFrame.of(user, MenuItem.REQUESTS),
        filter,
        Choice.of(RequestLists.Shown.values(), filter.state()),
        read.problems(),
        page.stream().map(request -> RequestRow.of(request, names, deciders)).toList(),
        page.size() < LENGTH ? null : filter.nextPageUrl("/console/requests", page.getLast().id()));
  }

  private Names names(Stream<PersonId> people, ReviewsByRequest deciders) {
    return Names.of(persons, people, deciders.people());
  }

  private interface Pages<S, E> {
    List<E> page(ListSelection<S> selection, Optional<PageCursor> after, int limit);
  }

  private static <S, E> List<E> page(ListFilter.Read<S> read, Pages<S, E> pages) {
    return read.problems().isEmpty()
        ? pages.page(read.selection(), read.after(), LENGTH)
        : List.of();
  }

  private List<PersonId> everKnownAs(String words) {
    return everKnownAs(words, search, events);
  }

  /** Everybody who has this name, or had it when something about them was recorded. */
  static List<PersonId> everKnownAs(String words, PersonSearch search, EventLists events) {
    return Stream.concat(search.matching(words).stream(), events.onceCalled(words).stream())
        .distinct()
        .toList();
  }

  /** A state to filter by. */
  record Choice(String value, String words, boolean chosen) {
    static List<Choice> of(Enum<?>[] states, String chosen) {
      return Stream.of(states)
          .map(
              one ->
                  new Choice(
                      one.name(),
                      one.name().charAt(0)
                          + one.name().substring(1).toLowerCase(java.util.Locale.ROOT),
                      one.name().equals(chosen)))
          .toList();
    }
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Grants(
      PageFrame frame,
      ListFilter filter,
      List<Choice> states,
      List<String> problems,
      List<GrantRow> rows,
      @Nullable String next)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Requests(
      PageFrame frame,
      ListFilter filter,
      List<Choice> states,
      List<String> problems,
      List<RequestRow> rows,
      @Nullable String next)
      implements TemplateInstance {}
}
