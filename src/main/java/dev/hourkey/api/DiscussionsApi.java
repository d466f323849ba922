package dev.hourkey.api;

import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.DiscussionMessage;
import dev.hourkey.request.Discussions;
import dev.hourkey.request.Requests;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** What people wrote about requests. */
@Path("/api/v1/discussions")
@TokenRequired
public class DiscussionsApi {
  private final Discussions discussions;
  private final Requests requests;
  private final Persons persons;

  DiscussionsApi(Discussions discussions, Requests requests, Persons persons) {
    this.discussions = discussions;
    this.requests = requests;
    this.persons = persons;
  }

  /** The messages about a request, and about those that are decided on the same card. */
  @GET
  @Operation(summary = "What was written about a request in Slack, oldest first")
  public List<Message> messages(
      @QueryParam("request") @Parameter(description = "The request's id", required = true)
          Optional<String> request) {
    return QueryParameters.id("request", request)
        .flatMap(requests::find)
        .map(AccessRequest::card)
        .map(discussions::about)
        .orElse(List.of())
        .stream()
        .map(this::view)
        .toList();
  }

  private Message view(DiscussionMessage message) {
    PersonId author = message.author().orElseThrow();
    return new Message(
        message.id(),
        author.value(),
        persons.find(author).map(Person::name).orElse(null),
        message.text(),
        message.writtenAt(),
        message.editedAt().orElse(null),
        message.deletedAt().orElse(null));
  }

  /**
   * A message.
   *
   * @param author the Entra object id
   * @param text empty if it was deleted
   */
  public record Message(
      UUID id,
      String author,
      @Nullable String authorName,
      String text,
      Instant writtenAt,
      @Nullable Instant editedAt,
      @Nullable Instant deletedAt) {}
}
