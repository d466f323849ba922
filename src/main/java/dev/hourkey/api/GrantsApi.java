package dev.hourkey.api;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantSearch;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.BreakGlassReviews;
import dev.hourkey.request.Requests;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Who has which access, and who had it. */
@Path("/api/v1/grants")
@TokenRequired
public class GrantsApi {
  private static final int USUAL = 200;

  private final Grants grants;
  private final BreakGlassReviews reviews;
  private final Requests requests;
  private final Persons persons;
  private final PersonLookup people;

  GrantsApi(
      Grants grants,
      BreakGlassReviews reviews,
      Requests requests,
      Persons persons,
      PersonLookup people) {
    this.grants = grants;
    this.reviews = reviews;
    this.requests = requests;
    this.persons = persons;
    this.people = people;
  }

  /** Grants, newest first; the {@code Link} header leads to the next page. */
  @GET
  @Operation(summary = "Grants, newest first; the Link header leads to the next page")
  @APIResponseSchema(GrantView[].class)
  public Response grants(
      @QueryParam("person")
          @Parameter(description = "Only of this person: Entra object id or user principal name")
          Optional<String> person,
      @QueryParam("entitlement") @Parameter(description = "Only of this entitlement")
          Optional<String> entitlement,
      @QueryParam("group") @Parameter(description = "Only of this Entra group: object id or name")
          Optional<String> group,
      @QueryParam("open") @Parameter(description = "true: only those that have not ended")
          Optional<String> open,
      @QueryParam("from")
          @Parameter(description = "Only those that had not ended by then: date or time with zone")
          Optional<String> from,
      @QueryParam("to")
          @Parameter(description = "Only those that were opened before: date or time with zone")
          Optional<String> to,
      @QueryParam("after") @Parameter(description = "The id of the last grant of the page before")
          Optional<String> after,
      @QueryParam("limit") @Parameter(description = "How many, 1 to 1000; 200 if left out")
          Optional<String> limit,
      @Context UriInfo requested) {
    GrantSearch search =
        new GrantSearch(
            QueryParameters.flag("open", open),
            person.map(people::called),
            entitlement,
            group,
            QueryParameters.time("from", from),
            QueryParameters.time("to", to),
            QueryParameters.id("after", after),
            QueryParameters.limit("limit", limit, USUAL, GrantSearch.MOST));
    if (search.after().filter(id -> grants.find(id).isEmpty()).isPresent()) {
      throw Problem.badRequest("'after' must be the id of a grant; there is none with this id.");
    }
    List<Grant> page = grants.search(search);
    List<UUID> ids = page.stream().map(Grant::request).toList();
    Set<UUID> atOnce = reviews.among(ids);
    Map<UUID, PersonId> senders = requests.sentForOthers(ids);
    Map<PersonId, Person> named =
        persons.known(
            Stream.concat(page.stream().map(Grant::holder), senders.values().stream()).toList());
    return Paging.page(
        page.stream()
            .map(
                grant ->
                    GrantView.of(
                        grant,
                        Optional.ofNullable(named.get(grant.holder())),
                        Optional.ofNullable(senders.get(grant.request())),
                        Optional.ofNullable(senders.get(grant.request())).map(named::get),
                        atOnce.contains(grant.request())))
            .toList(),
        search.limit(),
        requested,
        page.isEmpty() ? "" : page.getLast().id());
  }

  /**
   * A grant as it is now.
   *
   * @param holder the Entra object id
   * @param holderName the current name; the audit trail has the name at the time of each entry
   * @param sentBy the Entra object id of the person who requested it for the holder; absent if the
   *     holder requested it
   * @param together the same for grants that were requested together; absent for a single one
   * @param breakGlass whether it was granted at once, without approvals, to be reviewed afterwards
   * @param opens everything its group was seen to open when it was approved
   * @param extensions how often an approved request moved its end
   * @param state provisioning, syncing, live, revoking, clearing or ended
   */
  public record GrantView(
      UUID id,
      UUID request,
      @Nullable UUID together,
      boolean breakGlass,
      String holder,
      @Nullable String holderName,
      @Nullable String holderPrincipalName,
      @Nullable String sentBy,
      @Nullable String sentByName,
      @Nullable String awsUserId,
      String entitlement,
      String group,
      AccessView opens,
      String state,
      Instant openedAt,
      @Nullable Instant startsAt,
      Instant deadline,
      @Nullable Instant liveSince,
      @Nullable Instant endsAt,
      int extensions,
      @Nullable String cause,
      @Nullable Instant endedAt) {
    static GrantView of(
        Grant grant,
        Optional<Person> holder,
        Optional<PersonId> sentBy,
        Optional<Person> sender,
        boolean breakGlass) {
      GrantState state = grant.state();
      return new GrantView(
          grant.id(),
          grant.request(),
          grant.together().orElse(null),
          breakGlass,
          String.valueOf(grant.holder()),
          holder.map(Person::name).orElse(null),
          holder.map(Person::principalName).orElse(null),
          sentBy.map(PersonId::value).orElse(null),
          sender.map(Person::name).orElse(null),
          grant.awsUserId().orElse(null),
          grant.access().entitlement(),
          grant.group().id(),
          AccessView.of(grant.access().opens()),
          state.getClass().getSimpleName().toLowerCase(Locale.ROOT),
          grant.term().openedAt(),
          grant.startsAt().orElse(null),
          grant.term().deadline(),
          grant.liveSince().orElse(null),
          state instanceof GrantState.Live(_, Instant endsAt) ? endsAt : null,
          grant.extensions(),
          cause(state),
          state instanceof GrantState.Ended(_, Instant at) ? at : null);
    }

    private static @Nullable String cause(GrantState state) {
      EndReason cause =
          switch (state) {
            case GrantState.Scheduled _,
                GrantState.Provisioning _,
                GrantState.Syncing _,
                GrantState.Live _ ->
                null;
            case GrantState.Revoking(EndReason why) -> why;
            case GrantState.Clearing(EndReason why, _) -> why;
            case GrantState.Ended(EndReason why, _) -> why;
          };
      return cause == null ? null : cause.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a group opens in AWS.
   *
   * @param complete false when Hourkey's AWS role cannot see every account: it may be more
   * @param targets the riskiest first
   */
  public record AccessView(boolean complete, List<TargetView> targets) {
    static AccessView of(AwsAccess access) {
      return new AccessView(
          access.complete(), access.targets().stream().map(TargetView::of).toList());
    }
  }

  /**
   * A permission set in an account.
   *
   * @param accountState active, suspended, pending_closure, closed, pending_activation or unknown
   * @param sessionDuration of its role sessions, as ISO 8601, if AWS says it
   */
  public record TargetView(
      String accountId,
      String accountName,
      String accountState,
      String permissionSet,
      @Nullable String sessionDuration) {
    static TargetView of(AccountAssignment target) {
      return new TargetView(
          target.accountId(),
          target.accountName(),
          target.state().name().toLowerCase(Locale.ROOT),
          target.permissionSet(),
          target.session().map(Duration::toString).orElse(null));
    }
  }
}
