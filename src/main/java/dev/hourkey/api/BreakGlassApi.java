package dev.hourkey.api;

import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.BreakGlassReview;
import dev.hourkey.request.BreakGlassReview.Outcome;
import dev.hourkey.request.BreakGlassReviews;
import dev.hourkey.request.Requests;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Who got access by break-glass, and how that was reviewed. */
@Path("/api/v1/break-glass")
@TokenRequired
public class BreakGlassApi {
  private static final int USUAL = 200;

  private final BreakGlassReviews reviews;
  private final Requests requests;
  private final Persons persons;

  BreakGlassApi(BreakGlassReviews reviews, Requests requests, Persons persons) {
    this.reviews = reviews;
    this.requests = requests;
    this.persons = persons;
  }

  /** Lists uses, newest first; the {@code Link} header leads to the next page. */
  @GET
  @Operation(
      summary =
          "Uses of break-glass and their reviews, newest first; the Link header leads"
              + " to the next page")
  @APIResponseSchema(BreakGlassView[].class)
  public Response uses(
      @QueryParam("open") @Parameter(description = "true: only those that are not reviewed yet")
          Optional<String> open,
      @QueryParam("from")
          @Parameter(description = "Only uses at or after this time: a date, or a time with zone")
          Optional<String> from,
      @QueryParam("to")
          @Parameter(description = "Only uses before this time: a date, or a time with zone")
          Optional<String> to,
      @QueryParam("after") @Parameter(description = "The last request of the previous page")
          Optional<String> after,
      @QueryParam("limit") @Parameter(description = "How many, 1 to 1000; 200 if left out")
          Optional<String> limit,
      @Context UriInfo requested) {
    int max = QueryParameters.limit("limit", limit, USUAL, Paging.MAX_LIMIT);
    List<BreakGlassReview> page =
        reviews.newest(
            new BreakGlassReviews.Selection(
                QueryParameters.flag("open", open),
                QueryParameters.time("from", from),
                QueryParameters.time("to", to)),
            QueryParameters.id("after", after),
            max);
    return Paging.page(
        page.stream().map(this::view).toList(),
        max,
        requested,
        page.isEmpty() ? "" : page.getLast().request());
  }

  private BreakGlassView view(BreakGlassReview review) {
    AccessRequest request = requests.find(review.request()).orElseThrow();
    Optional<Outcome> outcome = review.outcome();
    return new BreakGlassView(
        review.request(),
        String.valueOf(request.requester()),
        name(request.requester()),
        request.access().entitlement(),
        request.duration().toSeconds(),
        request.justification(),
        request.ticket().orElse(null),
        review.begunAt(),
        review.dueAt(),
        outcome.map(one -> one.justified() ? "justified" : "not_justified").orElse("open"),
        review.late(),
        review.hasNoReviewer(),
        outcome.map(one -> String.valueOf(one.reviewer())).orElse(null),
        outcome.map(one -> name(one.reviewer())).orElse(null),
        outcome.map(Outcome::comment).orElse(null),
        outcome.map(Outcome::at).orElse(null));
  }

  private @Nullable String name(PersonId person) {
    return persons.find(person).map(Person::name).orElse(null);
  }

  /**
   * A use of break-glass.
   *
   * @param holder the Entra object id, like {@code reviewer}
   * @param review open, justified or not_justified
   * @param late whether the review was not done by {@code reviewDueAt}
   * @param nobodyCanReview whether no reviewer was found besides the holder, while it is open
   */
  public record BreakGlassView(
      UUID request,
      String holder,
      @Nullable String holderName,
      String entitlement,
      long durationSeconds,
      String justification,
      @Nullable String ticket,
      Instant usedAt,
      Instant reviewDueAt,
      String review,
      boolean late,
      boolean nobodyCanReview,
      @Nullable String reviewer,
      @Nullable String reviewerName,
      @Nullable String comment,
      @Nullable Instant reviewedAt) {}
}
