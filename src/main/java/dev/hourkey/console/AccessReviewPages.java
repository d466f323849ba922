package dev.hourkey.console;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.evidence.AccessReview;
import dev.hourkey.evidence.AccessReview.Decision;
import dev.hourkey.evidence.AccessReview.Item;
import dev.hourkey.evidence.AccessReviews;
import dev.hourkey.evidence.ReviewEvidence;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Persons;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The access reviews: whether the people who may request an entitlement still need to. They are
 * begun, decided and closed here.
 */
@Path("/console/evidence/reviews")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class AccessReviewPages {
  private static final int LENGTH = 50;
  private static final int USUAL_DAYS = 14;
  private static final String PATH = "/console/evidence/reviews/";

  private final CurrentUser currentUser;
  private final ConsoleUserCheck consoleUserCheck;
  private final AccessReviews reviews;
  private final ReviewEvidence evidence;
  private final Catalog catalog;
  private final Persons persons;
  private final Clock clock;

  AccessReviewPages(
      CurrentUser currentUser,
      ConsoleUserCheck consoleUserCheck,
      AccessReviews reviews,
      ReviewEvidence evidence,
      Catalog catalog,
      Persons persons,
      Clock clock) {
    this.currentUser = currentUser;
    this.consoleUserCheck = consoleUserCheck;
    this.reviews = reviews;
    this.evidence = evidence;
    this.catalog = catalog;
    this.persons = persons;
    this.clock = clock;
  }

  @GET
  public TemplateInstance list(@QueryParam("after") @Nullable UUID after) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    return list(user, after, UUID.randomUUID(), List.of(), "", List.of());
  }

  /** Begins a review of the entitlements that were ticked. */
  @POST
  public Object begin(
      @FormParam("key") @Nullable UUID sent,
      @FormParam("entitlement") @DefaultValue("") List<String> ids,
      @FormParam("due") @DefaultValue("") String due) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    UUID key = FormField.required(sent);
    NewReview wanted = NewReview.read(ids, due.strip(), catalog.versioned(), clock.instant());
    List<String> problems = new ArrayList<>(wanted.problems());
    if (problems.isEmpty()) {
      consoleUserCheck.problem(user).ifPresent(problems::add);
    }
    if (problems.isEmpty()) {
      begin(key, wanted, user).ifPresent(problems::add);
    }
    return problems.isEmpty()
        ? Response.seeOther(URI.create(PATH + key)).build()
        : list(user, null, key, ids, due, problems);
  }

  private Optional<String> begin(UUID key, NewReview wanted, ConsoleUser user) {
    try {
      reviews.begin(key, wanted.some(), wanted.version(), user.id(), wanted.dueAt().orElseThrow());
      return Optional.empty();
    } catch (DirectoryFailure failure) {
      return Optional.of(
          failure.userSentenceStart()
              + ", so Hourkey can't list everybody. The review was not started.");
    }
  }

  private TemplateInstance list(
      ConsoleUser user,
      @Nullable UUID after,
      UUID key,
      List<String> ticked,
      String due,
      List<String> problems) {
    Instant now = clock.instant();
    List<AccessReview> page = reviews.newest(Optional.ofNullable(after), LENGTH);
    Names names = Names.of(persons, page.stream().map(AccessReview::begunBy));
    return new ReviewList(
        PageFrame.of(user, MenuItem.EVIDENCE),
        page.stream().map(one -> new Row(one, names.of(one.begunBy()), state(one, now))).toList(),
        page.size() < LENGTH ? null : "/console/evidence/reviews?after=" + page.getLast().id(),
        key,
        catalog.current().entitlements().stream()
            .map(one -> new Choice(one.id(), one.name(), ticked.contains(one.id())))
            .toList(),
        due.isEmpty()
            ? LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(USUAL_DAYS).toString()
            : due,
        problems);
  }

  static StatusLabel state(AccessReview review, Instant now) {
    return review.closing().isPresent()
        ? new StatusLabel("Closed", "")
        : review.late(now) ? new StatusLabel("Open, late", "bad") : new StatusLabel("Open", "wait");
  }

  @GET
  @Path("/{id}")
  public TemplateInstance show(
      @PathParam("id") UUID id, @QueryParam("after") @DefaultValue("0") int after) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    return show(user, id, after, RejectedReviewInput.NOTHING);
  }

  /** Records the decisions of one page; those that are not accepted stay in the form. */
  @POST
  @Path("/{id}")
  public Object decide(
      @PathParam("id") UUID id,
      @QueryParam("after") @DefaultValue("0") int after,
      MultivaluedMap<String, String> form) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    Map<Integer, Decision> decisions = AccessReviewForm.decisions(form);
    Optional<String> refused =
        decisions.isEmpty()
            ? Optional.of("Choose Keep or Remove for at least one person.")
            : consoleUserCheck.problem(user);
    Map<Integer, String> problems =
        refused.isPresent() ? Map.of() : reviews.decide(id, decisions, user.id());
    return refused.isEmpty() && problems.isEmpty()
        ? Response.seeOther(URI.create(PATH + id + "?after=" + after)).build()
        : show(
            user,
            id,
            after,
            new RejectedReviewInput(decisions, problems, refused.orElse(null), "", null));
  }

  @POST
  @Path("/{id}/close")
  public Object close(
      @PathParam("id") UUID id, @FormParam("comment") @DefaultValue("") String comment) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    String text = RequestPage.cleaned(comment);
    Optional<String> refused =
        consoleUserCheck.problem(user).or(() -> reviews.close(id, user.id(), text));
    return refused.isEmpty()
        ? Response.seeOther(URI.create(PATH + id)).build()
        : show(user, id, 0, new RejectedReviewInput(Map.of(), Map.of(), null, text, refused.get()));
  }

  private TemplateInstance show(ConsoleUser user, UUID id, int after, RejectedReviewInput typed) {
    AccessReview review = reviews.find(id).orElseThrow(NotFoundException::new);
    List<Item> page = reviews.items(id, after, LENGTH);
    Set<Integer> own = reviews.own(page, user.id());
    Names names =
        Names.of(
            persons,
            Stream.of(review.begunBy()),
            review.closing().map(AccessReview.Closing::by).stream(),
            page.stream().flatMap(item -> item.decided().map(AccessReview.Decided::by).stream()));
    return new ReviewDetail(
        PageFrame.of(user, MenuItem.EVIDENCE),
        new Row(review, names.of(review.begunBy()), state(review, clock.instant())),
        evidence.differences(id),
        review.closing().map(AccessReview.Closing::by).map(names::of).orElse(""),
        page.stream()
            .map(item -> ReviewItemRow.of(item, typed, names, own.contains(item.number())))
            .toList(),
        after,
        page.size() < LENGTH ? null : PATH + id + "?after=" + page.getLast().number(),
        reviews.removals(id, 0, LENGTH),
        typed);
  }

  record Row(AccessReview review, String by, StatusLabel state) {}

  record Choice(String id, String name, boolean ticked) {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record ReviewList(
      PageFrame frame,
      List<Row> rows,
      @Nullable String next,
      UUID key,
      List<Choice> entitlements,
      String due,
      List<String> problems)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record ReviewDetail(
      PageFrame frame,
      Row row,
      List<String> differences,
      String closedBy,
      List<ReviewItemRow> items,
      int after,
      @Nullable String next,
      List<Item> removals,
      RejectedReviewInput typed)
      implements TemplateInstance {}
}
