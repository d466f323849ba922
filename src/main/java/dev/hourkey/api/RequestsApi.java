package dev.hourkey.api;

import dev.hourkey.grant.ListSelection;
import dev.hourkey.grant.PageCursor;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.ProgramRequests;
import dev.hourkey.request.ProgramRequests.Outcome;
import dev.hourkey.request.ProgramRequests.Receipt;
import dev.hourkey.request.RequestLists;
import dev.hourkey.request.RequestReviews;
import dev.hourkey.request.Requests;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** All requests and their state, and the requests that programs make for people. */
@Path("/api/v1/requests")
public class RequestsApi {
  private static final int USUAL = 200;

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,100}");

  private final ProgramRequests program;
  private final EvaluationWait evaluations;
  private final Requests requests;
  private final RequestReviews requestReviews;
  private final RequestLists lists;
  private final PersonLookup people;

  RequestsApi(
      ProgramRequests program,
      EvaluationWait evaluations,
      Requests requests,
      RequestReviews requestReviews,
      RequestLists lists,
      PersonLookup people) {
    this.program = program;
    this.evaluations = evaluations;
    this.requests = requests;
    this.requestReviews = requestReviews;
    this.lists = lists;
    this.people = people;
  }

  /** Requests access for a person, as if the person sent the request themselves. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @TokenRequired(ApiRole.REQUEST)
  @Operation(
      summary = "Requests access for a person",
      description =
          "The policy applies as if the person had sent it from the chat, and approvers decide as"
              + " usual. The person is told. A repeated call with the same Idempotency-Key has no further effect.")
  @APIResponse(
      responseCode = "201",
      description = "The request was made; it may be waiting for approvers",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = RequestView.class)))
  @APIResponse(
      responseCode = "202",
      description = "Not evaluated yet; repeat the same call",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = WaitingView.class)))
  @APIResponse(responseCode = "409", description = "The key was used for another request")
  @APIResponse(responseCode = "422", description = "Refused; 'detail' says why")
  @APIResponse(
      responseCode = "429",
      description = "Too many in a minute; nothing is stored. Retry-After says how long to wait")
  public Response request(
      @HeaderParam("Idempotency-Key")
          @Parameter(
              description = "Your name for this request, up to 100 characters",
              required = true,
              example = "deploy-4711")
          Optional<String> key,
      @RequestBody(content = @Content(schema = @Schema(implementation = NewRequestBody.class)))
          String body,
      @Context ContainerRequestContext call) {
    String checked =
        key.filter(text -> KEY.matcher(text).matches())
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "Send the header 'Idempotency-Key': 1 to 100 characters, the same when you"
                            + " send the same request again."));
    NewRequestBody wanted = NewRequestBody.read(body);
    Person person = people.one(wanted.person());
    return switch (program.store(
        checked, ApiCaller.of(call).name(), person, people.senderFor(person), wanted.command())) {
      case Receipt.Stored(UUID submission) -> answer(evaluations.await(submission));
      case Receipt.KeyUsed() ->
          throw Problem.conflict(
              "This Idempotency-Key was used for another request. Use a new one.");
      case Receipt.TooMany(String whose, Duration delay) ->
          throw Problem.tooManyRequests(
              "Too many requests %s in a minute. Nothing was stored; send it again later."
                  .formatted(whose),
              delay);
    };
  }

  /** Requests, newest first; the {@code Link} header leads to the next page. */
  @GET
  @TokenRequired
  @Operation(summary = "Requests, newest first; the Link header leads to the next page")
  @APIResponseSchema(RequestView[].class)
  public Response requests(
      @QueryParam("person")
          @Parameter(description = "Only for this person: Entra object id or user principal name")
          Optional<String> person,
      @QueryParam("entitlement") @Parameter(description = "Only for this entitlement")
          Optional<String> entitlement,
      @QueryParam("account")
          @Parameter(description = "Only those that would open this AWS account: id or name")
          Optional<String> account,
      @QueryParam("approver")
          @Parameter(description = "Only those that this person decided on, as for 'person'")
          Optional<String> approver,
      @QueryParam("state")
          @Parameter(
              description = "Only those that are pending, approved, denied, cancelled or expired",
              example = "denied")
          Optional<String> state,
      @QueryParam("from")
          @Parameter(
              description = "Only requests sent at or after this time: a date, or a time with zone")
          Optional<String> from,
      @QueryParam("to")
          @Parameter(
              description = "Only requests sent before this time: a date, or a time with zone")
          Optional<String> to,
      @QueryParam("after")
          @Parameter(description = "The id of the last request of the previous page")
          Optional<String> after,
      @QueryParam("limit") @Parameter(description = "How many, 1 to 1000; 200 if left out")
          Optional<String> limit,
      @Context UriInfo requested) {
    Optional<PageCursor> last = Paging.after(after, lists::key, "request");
    int max = QueryParameters.limit("limit", limit, USUAL, Paging.MAX_LIMIT);
    List<AccessRequest> page =
        lists.page(
            new ListSelection<>(
                person.map(people::everKnownAs),
                entitlement,
                Optional.empty(),
                account,
                approver.map(people::everKnownAs),
                state.map(name -> QueryParameters.oneOf("state", name, RequestLists.Shown.class)),
                QueryParameters.time("from", from),
                QueryParameters.time("to", to)),
            last,
            max);
    Map<UUID, List<PersonId>> approvers =
        requestReviews.approvers(page.stream().map(AccessRequest::id).toList());
    return Paging.page(
        page.stream()
            .map(one -> RequestView.of(one, approvers.getOrDefault(one.id(), List.of())))
            .toList(),
        max,
        requested,
        page.isEmpty() ? "" : page.getLast().id());
  }

  /** A request as it is now. A caller without the read role finds only its own requests. */
  @GET
  @Path("/{request}")
  @TokenRequired({ApiRole.READ, ApiRole.REQUEST})
  @APIResponseSchema(RequestView.class)
  @APIResponse(responseCode = "404", description = "There is no such request")
  @Operation(
      summary = "A request, and who approved it",
      description = "A caller that may not read reports finds the requests that it sent itself.")
  public RequestView find(
      @PathParam("request") @Parameter(description = "The request's id") String request,
      @Context ContainerRequestContext call) {
    ApiCaller caller = ApiCaller.of(call);
    return QueryParameters.id("request", Optional.of(request))
        .flatMap(
            id ->
                caller.roles().contains(ApiRole.READ)
                    ? requests.find(id)
                    : program.find(id, caller.name()))
        .map(this::view)
        .orElseThrow(() -> Problem.notFound("There is no request with this id."));
  }

  private Response answer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Made(AccessRequest request) ->
          Response.created(URI.create("/api/v1/requests/" + request.id()))
              .entity(view(request))
              .build();
      case Outcome.Refused(String sentence) -> throw Problem.unprocessable(sentence);
      case Outcome.Waiting(String why) ->
          Response.accepted(new WaitingView("waiting", why))
              .header(HttpHeaders.RETRY_AFTER, 5)
              .build();
    };
  }

  private RequestView view(AccessRequest request) {
    return RequestView.of(request, requests.approvedBy(request.id()));
  }

  /** A request that is stored but not evaluated yet. */
  public record WaitingView(String state, String detail) {}
}
