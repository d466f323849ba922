package dev.hourkey.console;

import static dev.hourkey.policy.DecideWith.ENTRA;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.drift.StandingAccess;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantLists;
import dev.hourkey.grant.ListSelection;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.ProvisioningBlockers;
import dev.hourkey.request.RequestLists;
import dev.hourkey.request.RequestReviews;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A person, an entitlement or an account: present and past access. */
@Path("/console")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class AccessOverviewPages {
  private static final int LENGTH = 50;

  private final CurrentUser currentUser;
  private final GrantLists grants;
  private final RequestLists requests;
  private final RequestReviews reviews;
  private final Persons persons;
  private final Catalog catalog;
  private final ProvisioningBlockers blockers;
  private final StandingAccess standing;

  AccessOverviewPages(
      CurrentUser currentUser,
      GrantLists grants,
      RequestLists requests,
      RequestReviews reviews,
      Persons persons,
      Catalog catalog,
      ProvisioningBlockers blockers,
      StandingAccess standing) {
    this.currentUser = currentUser;
    this.grants = grants;
    this.requests = requests;
    this.reviews = reviews;
    this.persons = persons;
    this.catalog = catalog;
    this.blockers = blockers;
    this.standing = standing;
  }

  @GET
  @Path("/people/{id}")
  public TemplateInstance person(@PathParam("id") String id) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    Person person = persons.find(new PersonId(id)).orElseThrow(NotFoundException::new);
    return about(
        PageFrame.of(user, MenuItem.GRANTS),
        new Subject(
            person.name(),
            List.of(person.principalName(), "Object id in Entra: " + id),
            "person=" + id,
            id,
            null),
        standing.ofPerson(person.id(), LENGTH),
        ListSelection.of(Optional.of(person.id()), Optional.empty(), Optional.empty()),
        ListSelection.of(Optional.of(person.id()), Optional.empty(), Optional.empty()));
  }

  @GET
  @Path("/entitlements/{id}")
  public TemplateInstance entitlement(@PathParam("id") String id) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    CatalogSnapshot now = catalog.current();
    Optional<Entitlement> policy = now.named(id);
    List<String> facts = new ArrayList<>();
    String problem = EntitlementRow.of(id, now, blockers.ofGroups()).problem();
    if (!problem.isEmpty()) {
      facts.add(problem);
    }
    policy.map(AccessOverviewPages::policy).ifPresent(facts::addAll);
    return about(
        PageFrame.of(user, MenuItem.ENTITLEMENTS),
        new Subject(
            policy.map(Entitlement::name).orElse(id),
            facts,
            "entitlement=" + id,
            null,
            policy.isEmpty() ? null : "/console/entitlements/" + id + "/people"),
        standing.ofGroups(policy.stream().map(Entitlement::group).toList(), LENGTH),
        ListSelection.of(Optional.empty(), Optional.of(id), Optional.empty()),
        ListSelection.of(Optional.empty(), Optional.of(id), Optional.empty()));
  }

  @GET
  @Path("/accounts/{id}")
  public TemplateInstance account(@PathParam("id") String id) {
    ConsoleUser user = currentUser.require(ConsoleRole.AUDITOR);
    List<Entitlement> all = catalog.current().entitlements();
    return about(
        PageFrame.of(user, MenuItem.GRANTS),
        new Subject(
            "Account " + id,
            all.stream()
                .flatMap(
                    one ->
                        one.opens().open().stream()
                            .filter(target -> target.accountId().equals(id))
                            .map(
                                target ->
                                    "%s opens %s in %s."
                                        .formatted(
                                            one.name(),
                                            target.permissionSet(),
                                            target.accountName())))
                .toList(),
            "account=" + id,
            null,
            null),
        standing.ofGroups(
            all.stream()
                .filter(
                    one ->
                        one.opens().open().stream()
                            .anyMatch(target -> target.accountId().equals(id)))
                .map(Entitlement::group)
                .toList(),
            LENGTH),
        ListSelection.of(Optional.empty(), Optional.empty(), Optional.of(id)),
        ListSelection.of(Optional.empty(), Optional.empty(), Optional.of(id)));
  }

  private static List<String> policy(Entitlement entitlement) {
    List<String> stages = approvals(entitlement);
    List<String> opens = entitlement.opens().open().stream().map(AccountAssignment::words).toList();
    return List.of(
        "Id: " + entitlement.id(),
        "Group in Entra: " + entitlement.group().name(),
        "May request: " + EntitlementRow.requesters(entitlement.policy()) + ".",
        stages.isEmpty()
            ? "It is granted without an approval."
            : "Approvals: " + String.join("; then ", stages),
        opens.isEmpty()
            ? "It is not known what it opens."
            : "It opens: " + String.join(", ", opens));
  }

  /** What each stage of an approval needs; nothing if no approval is needed. */
  static List<String> approvals(Entitlement entitlement) {
    return entitlement.policy().stages().stream()
        .filter(stage -> stage.approvals() > 0)
        .map(ApprovalStage::words)
        .map(words -> entitlement.decideWith() == ENTRA ? words + ", each with a sign-in" : words)
        .toList();
  }

  private TemplateInstance about(
      PageFrame frame,
      Subject subject,
      List<StandingAccess.Member> members,
      ListSelection<GrantLists.Shown> ofGrants,
      ListSelection<RequestLists.Shown> ofRequests) {
    List<Grant> open = grants.page(ofGrants.in(GrantLists.Shown.OPEN), Optional.empty(), LENGTH);
    List<Grant> past = grants.page(ofGrants.in(GrantLists.Shown.ENDED), Optional.empty(), LENGTH);
    List<AccessRequest> asked = requests.page(ofRequests, Optional.empty(), LENGTH);
    ReviewsByRequest deciders =
        ReviewsByRequest.of(reviews, Stream.concat(open.stream(), past.stream()), asked.stream());
    Names names =
        Names.of(persons, Stream.concat(open.stream(), past.stream()), asked.stream(), deciders);
    Names ofMembers = Names.of(persons, members.stream().map(StandingAccess.Member::person));
    return new AccessOverview(
        frame,
        subject,
        members.stream().map(one -> StandingRow.of(one, ofMembers)).toList(),
        open.stream().map(one -> GrantRow.of(one, names, deciders)).toList(),
        past.stream().map(one -> GrantRow.of(one, names, deciders)).toList(),
        asked.stream().map(one -> RequestRow.of(one, names, deciders)).toList());
  }

  /**
   * What the page is about.
   *
   * @param filter the filter with which the lists of all grants and requests are opened
   * @param person the person's id, if the page is about a person
   * @param people the page that lists who may request and approve it, if the page is about an
   *     entitlement
   */
  record Subject(
      String title,
      List<String> facts,
      String filter,
      @Nullable String person,
      @Nullable String people) {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record AccessOverview(
      PageFrame frame,
      Subject subject,
      List<StandingRow> standing,
      List<GrantRow> open,
      List<GrantRow> past,
      List<RequestRow> requests)
      implements TemplateInstance {}
}
