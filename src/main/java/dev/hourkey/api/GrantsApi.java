package dev.hourkey.api;

import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantLists;
import dev.hourkey.grant.ListSelection;
import dev.hourkey.grant.PageCursor;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.RequestReviews;
import dev.hourkey.request.Requests;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** Who has which access, and who had it. */
@Path("/api/v1/grants")
@TokenRequired
public class GrantsApi {
  private static final int USUAL = 200;

  private final GrantLists lists;
  private final GrantLookup grants;
  private final Requests requests;
  private final RequestReviews requestReviews;
  private final Persons persons;
  private final PersonLookup people;

  GrantsApi(
      GrantLists lists,
      GrantLookup grants,
      Requests requests,
      RequestReviews requestReviews,
      Persons persons,
      PersonLookup people) {
    this.lists = lists;
    this.grants = grants;
    this.requests = requests;
    this.requestReviews = requestReviews;
    this.persons = persons;
    this.people = people;
  }

  /** Grants, newest first; the {@code Link} header leads to the next page. */
  @GET
  @Operation(summary = "Grants, newest first; the Link header leads to the next page")
  @APIResponseSchema(GrantView[].class)
  public Response grants(
      @QueryParam("person")
          @Parameter(
              description = "Only grants of this person: Entra object id or user principal name")
          Optional<String> person,
      @QueryParam("entitlement") @Parameter(description = "Only grants of this entitlement")
          Optional<String> entitlement,
      @QueryParam("group")
          @Parameter(description = "Only grants of this Entra group: object id or name")
          Optional<String> group,
      @QueryParam("account")
          @Parameter(description = "Only those that opened this AWS account: id or name")
          Optional<String> account,
      @QueryParam("approver")
          @Parameter(description = "Only those that this person decided on, as for 'person'")
          Optional<String> approver,
      @QueryParam("open") @Parameter(description = "true: only those that have not ended")
          Optional<String> open,
      @QueryParam("lateEnd")
          @Parameter(
              description = "true: only those whose end was so late that operators were told")
          Optional<String> late,
      @QueryParam("from")
          @Parameter(
              description =
                  "Only grants that had not ended by this time: a date, or a time with zone")
          Optional<String> from,
      @QueryParam("to")
          @Parameter(
              description = "Only grants opened before this time: a date, or a time with zone")
          Optional<String> to,
      @QueryParam("after") @Parameter(description = "The id of the last grant of the previous page")
          Optional<String> after,
      @QueryParam("limit") @Parameter(description = "How many, 1 to 1000; 200 if left out")
          Optional<String> limit,
      @Context UriInfo requested) {
    Optional<PageCursor> last = Paging.after(after, lists::key, "grant");
    int max = QueryParameters.limit("limit", limit, USUAL, Paging.MAX_LIMIT);
    List<Grant> page =
        lists.page(
            new ListSelection<>(
                person.map(people::everKnownAs),
                entitlement,
                group,
                account,
                approver.map(people::everKnownAs),
                state(QueryParameters.flag("open", open), QueryParameters.flag("lateEnd", late)),
                QueryParameters.time("from", from),
                QueryParameters.time("to", to)),
            last,
            max);
    return Paging.page(views(page), max, requested, page.isEmpty() ? "" : page.getLast().id());
  }

  /** A grant as it is now. */
  @GET
  @Path("/{grant}")
  @APIResponseSchema(GrantView.class)
  @APIResponse(responseCode = "404", description = "There is no such grant")
  @Operation(summary = "A grant, and who approved it")
  public GrantView find(
      @PathParam("grant") @Parameter(description = GrantLookup.ID, example = GrantLookup.EXAMPLE)
          String grant) {
    return views(List.of(grants.one(grant))).getFirst();
  }

  private static Optional<GrantLists.Shown> state(boolean open, boolean late) {
    if (open && late) {
      throw Problem.badRequest("Send 'open' or 'lateEnd', not both.");
    }
    return open
        ? Optional.of(GrantLists.Shown.OPEN)
        : late ? Optional.of(GrantLists.Shown.LATE) : Optional.empty();
  }

  private List<GrantView> views(List<Grant> page) {
    List<UUID> ids = page.stream().map(Grant::request).toList();
    Set<UUID> atOnce = requestReviews.byBreakGlass(ids);
    Map<UUID, PersonId> senders = requests.sentForOthers(ids);
    Map<UUID, List<PersonId>> approvers = requestReviews.approversOfGrants(page);
    Map<PersonId, Person> named =
        persons.known(
            Stream.concat(page.stream().map(Grant::holder), senders.values().stream()).toList());
    return page.stream()
        .map(
            grant ->
                GrantView.of(
                    grant,
                    Optional.ofNullable(named.get(grant.holder())),
                    Optional.ofNullable(senders.get(grant.request())),
                    Optional.ofNullable(senders.get(grant.request())).map(named::get),
                    approvers.getOrDefault(grant.id(), List.of()),
                    atOnce.contains(grant.request())))
        .toList();
  }
}
