package dev.hourkey.api;

import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.ProgramRequests;
import dev.hourkey.request.ProgramRequests.Outcome;
import dev.hourkey.request.Requests;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Requests that programs make for people, and how they stand. */
@Path("/api/v1/requests")
public class RequestsApi {
  /** As long as a directory usually needs, and shorter than proxies wait. */
  private static final int WAIT_TIMES = 100;

  private static final long WAIT_MILLIS = 200;

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,100}");

  private final ProgramRequests program;
  private final Requests requests;
  private final Persons persons;

  RequestsApi(ProgramRequests program, Requests requests, Persons persons) {
    this.program = program;
    this.requests = requests;
    this.persons = persons;
  }

  /** Judged and decided like a request that the person sends themselves. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @TokenRequired(ApiRole.REQUEST)
  @Operation(
      summary = "Requests access for a person",
      description =
          "The policy judges it as if the person had sent it from the chat, and approvers decide as"
              + " usual. The person is told. Sent again with the same Idempotency-Key, it has no"
              + " second effect.")
  @APIResponse(
      responseCode = "201",
      description = "The request is made; it may wait for approvers",
      content = @Content(schema = @Schema(implementation = RequestView.class)))
  @APIResponse(responseCode = "202", description = "Not judged yet; send the same again")
  @APIResponse(responseCode = "409", description = "The key was used for another request")
  @APIResponse(responseCode = "422", description = "Refused; 'detail' says why")
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
    Person person = person(wanted.person());
    ChatUser user =
        person
            .chat()
            .orElseThrow(
                () ->
                    Problem.unprocessable(
                        wanted.person() + " is no longer linked to a user in the chat."));
    UUID submission =
        program
            .take(checked, ApiCaller.of(call).name(), person, user, wanted.command())
            .orElseThrow(
                () ->
                    Problem.conflict(
                        "This Idempotency-Key was used for another request. Use a new one."));
    return answer(settled(submission));
  }

  /** How a request stands. */
  @GET
  @Path("/{request}")
  @TokenRequired({ApiRole.READ, ApiRole.REQUEST})
  @Operation(summary = "A request, and who approved it")
  public RequestView find(
      @PathParam("request") @Parameter(description = "The request's id") String request) {
    return QueryParameters.id("request", Optional.of(request))
        .flatMap(requests::find)
        .map(this::view)
        .orElseThrow(() -> Problem.notFound("There is no request with this id."));
  }

  private Person person(String named) {
    List<Person> found =
        persons.called(named).stream().flatMap(id -> persons.find(id).stream()).toList();
    if (found.size() != 1) {
      throw Problem.unprocessable(
          found.isEmpty()
              ? "Hourkey does not know "
                  + named
                  + ". People are known once they have used Hourkey in the chat."
              : "Several people are called " + named + "; send an object id.");
    }
    return found.getFirst();
  }

  private Outcome settled(UUID submission) {
    Outcome outcome = program.outcome(submission);
    for (int i = 0; i < WAIT_TIMES && outcome instanceof Outcome.Waiting; i++) {
      try {
        Thread.sleep(WAIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return outcome;
      }
      outcome = program.outcome(submission);
    }
    return outcome;
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

  /** A request that is stored and not judged yet. */
  public record WaitingView(String state, String detail) {}
}
