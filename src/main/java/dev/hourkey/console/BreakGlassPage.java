package dev.hourkey.console;

import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.BreakGlassReview;
import dev.hourkey.request.BreakGlassReviews;
import dev.hourkey.request.Requests;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Access that was given at once in an emergency, and how it was reviewed afterwards. */
@Path("/console/evidence/break-glass")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class BreakGlassPage {
  private static final int LENGTH = 50;

  private final CurrentUser currentUser;
  private final BreakGlassReviews reviews;
  private final Requests requests;
  private final Persons persons;

  BreakGlassPage(
      CurrentUser currentUser, BreakGlassReviews reviews, Requests requests, Persons persons) {
    this.currentUser = currentUser;
    this.reviews = reviews;
    this.requests = requests;
    this.persons = persons;
  }

  @GET
  public TemplateInstance show(
      @QueryParam("open") @DefaultValue("") String open,
      @QueryParam("from") @DefaultValue("") String from,
      @QueryParam("to") @DefaultValue("") String to,
      @QueryParam("after") @Nullable UUID after) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    boolean onlyOpen = open.equals("true");
    List<String> problems = new ArrayList<>();
    BreakGlassReviews.Selection selection =
        new BreakGlassReviews.Selection(
            onlyOpen, day(from.strip(), 0, problems), day(to.strip(), 1, problems));
    List<BreakGlassReview> page =
        problems.isEmpty()
            ? reviews.newest(selection, Optional.ofNullable(after), LENGTH)
            : List.of();
    return new BreakGlass(
        PageFrame.of(user, MenuItem.EVIDENCE),
        onlyOpen,
        from.strip(),
        to.strip(),
        problems,
        reviews.waiting(),
        page.stream()
            .map(
                one ->
                    BreakGlassRow.of(one, requests.find(one.request()).orElseThrow(), this::name))
            .toList(),
        page.size() < LENGTH
            ? null
            : UriBuilder.fromPath("/console/evidence/break-glass")
                .queryParam("open", onlyOpen)
                .queryParam("from", from.strip())
                .queryParam("to", to.strip())
                .queryParam("after", page.getLast().request())
                .build()
                .toString());
  }

  private static Optional<Instant> day(String text, int later, List<String> problems) {
    return text.isEmpty() ? Optional.empty() : DateInput.read(text, later, problems);
  }

  private String name(PersonId person) {
    return persons.find(person).map(Person::name).orElse(person.value());
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record BreakGlass(
      PageFrame frame,
      boolean onlyOpen,
      String from,
      String to,
      List<String> problems,
      BreakGlassReviews.Waiting waiting,
      List<BreakGlassRow> rows,
      @Nullable String next)
      implements TemplateInstance {}
}
