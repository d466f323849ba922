package dev.hourkey.api;

import dev.hourkey.evidence.AccessReview;
import dev.hourkey.evidence.AccessReview.Closing;
import dev.hourkey.evidence.AccessReview.Decided;
import dev.hourkey.evidence.AccessReviews;
import dev.hourkey.evidence.ReviewEvidence;
import dev.hourkey.person.PersonId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Access reviews, read-only. Only people can decide, in the console. */
@Path("/api/v1/access-reviews")
@TokenRequired
public class AccessReviewsApi {
  private static final int USUAL = 200;

  private final AccessReviews reviews;
  private final ReviewEvidence evidence;
  private final Clock clock;

  AccessReviewsApi(AccessReviews reviews, ReviewEvidence evidence, Clock clock) {
    this.reviews = reviews;
    this.evidence = evidence;
    this.clock = clock;
  }

  /** Lists access reviews, newest first; the {@code Link} header leads to the next page. */
  @GET
  @Operation(summary = "Access reviews, newest first; the Link header leads to the next page")
  @APIResponseSchema(ReviewView[].class)
  public Response reviews(
      @QueryParam("after")
          @Parameter(description = "The id of the last review of the previous page")
          Optional<String> after,
      @QueryParam("limit") @Parameter(description = "How many, 1 to 1000; 200 if left out")
          Optional<String> limit,
      @Context UriInfo requested) {
    Optional<UUID> last = QueryParameters.id("after", after);
    if (last.filter(id -> reviews.find(id).isEmpty()).isPresent()) {
      throw Problem.badRequest(
          "'after' must be the id of an access review; there is none with this id.");
    }
    int max = QueryParameters.limit("limit", limit, USUAL, Paging.MAX_LIMIT);
    Instant now = clock.instant();
    List<ReviewView> page =
        reviews.newest(last, max).stream().map(one -> ReviewView.of(one, now, null)).toList();
    return Paging.page(page, max, requested, page.isEmpty() ? "" : page.getLast().id());
  }

  @GET
  @Path("/{review}")
  @Operation(summary = "An access review and its progress")
  @APIResponseSchema(ReviewView.class)
  @APIResponse(responseCode = "404", description = "There is no such access review")
  public ReviewView find(
      @PathParam("review") @Parameter(description = "The review's id") String review) {
    AccessReview found = review(id(review));
    return ReviewView.of(found, clock.instant(), evidence.differences(found.id()));
  }

  /** Lists people in the order of their numbers; the {@code Link} header leads to the next page. */
  @GET
  @Path("/{review}/people")
  @Operation(
      summary =
          "The people that an access review covers, with each decision; the Link header leads"
              + " to the next page")
  @APIResponseSchema(PersonView[].class)
  @APIResponse(responseCode = "404", description = "There is no such access review")
  public Response people(
      @PathParam("review") @Parameter(description = "The review's id") String review,
      @QueryParam("after")
          @Parameter(description = "The number of the last person of the previous page")
          Optional<String> after,
      @QueryParam("limit") @Parameter(description = "How many, 1 to 1000; 200 if left out")
          Optional<String> limit,
      @Context UriInfo requested) {
    int max = QueryParameters.limit("limit", limit, USUAL, Paging.MAX_LIMIT);
    int last =
        (int)
            Math.min(
                Integer.MAX_VALUE,
                after.map(text -> QueryParameters.number("after", text)).orElse(0L));
    List<PersonView> page =
        reviews.items(review(id(review)).id(), last, max).stream().map(PersonView::of).toList();
    return Paging.page(page, max, requested, page.isEmpty() ? "" : page.getLast().number());
  }

  private static UUID id(String review) {
    return QueryParameters.id("review", Optional.of(review)).orElseThrow();
  }

  private AccessReview review(UUID id) {
    return reviews
        .find(id)
        .orElseThrow(() -> Problem.notFound("There is no access review with this id."));
  }

  /**
   * An access review.
   *
   * @param state open, late or closed
   * @param unlisted entries of the policy file whose people could not be listed
   * @param begunBy the Entra object id, like {@code closedBy}
   * @param undecided how many people nobody has decided about yet
   * @param differences where it differs from the audit trail, one sentence each; absent in lists
   */
  public record ReviewView(
      UUID id,
      String state,
      List<String> entitlements,
      List<String> unlisted,
      Instant begunAt,
      String begunBy,
      Instant dueAt,
      int kept,
      int removed,
      int undecided,
      @Nullable Instant closedAt,
      @Nullable String closedBy,
      @Nullable String conclusion,
      @Nullable List<String> differences) {
    static ReviewView of(AccessReview one, Instant now, @Nullable List<String> differences) {
      return new ReviewView(
          one.id(),
          one.closing().isPresent() ? "closed" : one.late(now) ? "late" : "open",
          one.entitlements(),
          one.unlisted(),
          one.begunAt(),
          one.begunBy().value(),
          one.dueAt(),
          one.progress().kept(),
          one.progress().removed(),
          one.progress().open(),
          one.closing().map(Closing::at).orElse(null),
          one.closing().map(Closing::by).map(PersonId::value).orElse(null),
          one.closing().map(Closing::comment).orElse(null),
          differences);
    }
  }

  /**
   * A person who may request an entitlement.
   *
   * @param guest absent if Entra did not show whether the account is a guest
   * @param namedBy the entries of the policy file that name them
   * @param lastUsed when they were last granted it before the review
   * @param decision keep, remove or open
   * @param decidedBy the Entra object id
   */
  public record PersonView(
      int number,
      String entitlement,
      String person,
      String name,
      String principalName,
      @Nullable Boolean guest,
      List<String> namedBy,
      @Nullable Instant lastUsed,
      String decision,
      @Nullable String comment,
      @Nullable String decidedBy,
      @Nullable Instant decidedAt) {
    static PersonView of(AccessReview.Item one) {
      return new PersonView(
          one.number(),
          one.entitlement(),
          one.person().value(),
          one.name(),
          one.principalName(),
          one.guest().orElse(null),
          one.entries(),
          one.lastUsed().orElse(null),
          one.decided().map(decided -> decided.keep() ? "keep" : "remove").orElse("open"),
          one.decided().map(Decided::comment).orElse(null),
          one.decided().map(Decided::by).map(PersonId::value).orElse(null),
          one.decided().map(Decided::at).orElse(null));
    }
  }
}
