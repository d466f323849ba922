package dev.hourkey.api;

import dev.hourkey.drift.StandingAccess;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** The members of managed groups that Hourkey did not add. */
@Path("/api/v1/standing-access")
@TokenRequired
public class StandingAccessApi {
  private static final int USUAL = 200;
  private static final Pattern KEY = Pattern.compile("[^/]+/[^/]+");

  private final StandingAccess standing;
  private final Persons persons;

  StandingAccessApi(StandingAccess standing, Persons persons) {
    this.standing = standing;
    this.persons = persons;
  }

  /** Lists members by group and person; the {@code Link} header leads to the next page. */
  @GET
  @Operation(
      summary =
          "Members of managed groups that Hourkey did not add, by group; the Link header leads to"
              + " the next page")
  @APIResponseSchema(Member[].class)
  public Response members(
      @QueryParam("after")
          @Parameter(description = "The last member of the previous page: group/person")
          Optional<String> after,
      @QueryParam("limit") @Parameter(description = "How many, 1 to 1000; 200 if left out")
          Optional<String> limit,
      @Context UriInfo requested) {
    int max = QueryParameters.limit("limit", limit, USUAL, Paging.MAX_LIMIT);
    String[] last = after.map(StandingAccessApi::key).orElse("/").split("/", -1);
    List<StandingAccess.Member> page = standing.page(last[0], last[1], max);
    Map<PersonId, Person> named =
        persons.known(page.stream().map(StandingAccess.Member::person).toList());
    return Paging.page(
        page.stream()
            .map(one -> Member.of(one, Optional.ofNullable(named.get(one.person()))))
            .toList(),
        max,
        requested,
        page.isEmpty() ? "" : page.getLast().group().id() + "/" + page.getLast().person());
  }

  private static String key(String text) {
    if (!KEY.matcher(text).matches()) {
      throw Problem.badRequest("'after' must be a group's id, a slash and a person's id.");
    }
    return text;
  }

  /**
   * A standing member.
   *
   * @param person the Entra object id
   * @param personName the name, if the person has used Hourkey
   * @param origin baseline (there when the group was first compared), appeared (later), or adopted
   *     (an operator said so after a restore)
   * @param comparedAt when the members of the group were last compared with Hourkey's records
   */
  public record Member(
      String group,
      String groupName,
      String person,
      @Nullable String personName,
      @Nullable String personPrincipalName,
      String origin,
      Instant firstSeen,
      @Nullable Instant comparedAt) {
    static Member of(StandingAccess.Member one, Optional<Person> person) {
      return new Member(
          one.group().id(),
          one.group().name(),
          one.person().value(),
          person.map(Person::name).orElse(null),
          person.map(Person::principalName).orElse(null),
          one.origin().name().toLowerCase(Locale.ROOT),
          one.firstSeen(),
          one.comparedAt().orElse(null));
    }
  }
}
