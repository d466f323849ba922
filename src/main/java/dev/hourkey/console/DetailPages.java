package dev.hourkey.console;

import dev.hourkey.audit.AuditReader;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.export.AwsActivity;
import dev.hourkey.export.GrantActivityLinks;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.RequestReviews;
import dev.hourkey.request.Requests;
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
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One grant or one request, with its timeline. The people it is about may read it too. */
@Path("/console")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class DetailPages {
  private static final int MAX_VERSIONS = 1000;

  private final CurrentUser currentUser;
  private final Grants grants;
  private final Requests requests;
  private final RequestReviews reviews;
  private final Persons persons;
  private final Timelines timelines;
  private final GrantActivityLinks activity;
  private final AuditReader audit;
  private final Clock clock;

  DetailPages(
      CurrentUser currentUser,
      Grants grants,
      Requests requests,
      RequestReviews reviews,
      Persons persons,
      Timelines timelines,
      GrantActivityLinks activity,
      AuditReader audit,
      Clock clock) {
    this.currentUser = currentUser;
    this.grants = grants;
    this.requests = requests;
    this.reviews = reviews;
    this.persons = persons;
    this.timelines = timelines;
    this.activity = activity;
    this.audit = audit;
    this.clock = clock;
  }

  @GET
  @Path("/grants/{id}")
  public TemplateInstance grant(@PathParam("id") UUID id) {
    ConsoleUser user = currentUser.current();
    Grant grant = grants.find(id).filter(one -> mayRead(user, one)).orElseThrow(this::hidden);
    ReviewsByRequest deciders = ReviewsByRequest.of(reviews, Stream.of(grant), Stream.of());
    Names names = names(grant.holder(), deciders);
    Optional<AccessRequest> request = requests.find(grant.request());
    return new GrantDetail(
        frame(user, MenuItem.GRANTS),
        user.sees(ConsoleRole.AUDITOR),
        GrantRow.of(grant, names, deciders),
        grant.duration(),
        grant.access().groupName(),
        grant.access().opens().open(),
        grant.access().opens().complete(),
        grant.request(),
        request.map(AccessRequest::justification).orElse(""),
        request.map(one -> one.progress().stages()).orElse(List.of()),
        request.flatMap(this::policy).orElse(null),
        AwsPresenceText.of(grant.awsPresence()),
        grant.trouble().orElse(null),
        user.sees(ConsoleRole.AUDITOR) ? activity.of(grant) : List.of(),
        timelines.of(
            Stream.concat(
                    Stream.of(grant.request(), grant.id()), requests.extending(grant.id()).stream())
                .toList()));
  }

  @GET
  @Path("/requests/{id}")
  public TemplateInstance request(@PathParam("id") UUID id) {
    ConsoleUser user = currentUser.current();
    AccessRequest request =
        requests.find(id).filter(one -> mayRead(user, one)).orElseThrow(this::hidden);
    ReviewsByRequest deciders = ReviewsByRequest.of(reviews, Stream.of(), Stream.of(request));
    Names names = names(request.requester(), deciders);
    return new RequestDetail(
        frame(user, MenuItem.REQUESTS),
        user.sees(ConsoleRole.AUDITOR),
        RequestRow.of(request, names, deciders),
        request.ticket().orElse(null),
        request.progress().stages(),
        policy(request).orElse(null),
        request.access().opens().open(),
        grants.forRequest(id).map(Grant::id).orElse(null),
        timelines.of(List.of(id)));
  }

  private Optional<PolicyOfRequest> policy(AccessRequest request) {
    return request
        .policyDigest()
        .map(
            digest ->
                PolicyOfRequest.of(
                    digest,
                    request.state().decidedAt().orElseGet(clock::instant),
                    audit.policyChanges(Long.MAX_VALUE, MAX_VERSIONS)));
  }

  private Names names(PersonId person, ReviewsByRequest deciders) {
    return Names.of(persons, Stream.of(person), deciders.people());
  }

  private static PageFrame frame(ConsoleUser user, MenuItem item) {
    return PageFrame.of(user, user.sees(ConsoleRole.AUDITOR) ? item : MenuItem.MY_ACCESS);
  }

  private boolean mayRead(ConsoleUser user, Grant grant) {
    return user.sees(ConsoleRole.AUDITOR) || persons.same(grant.holder(), user.id());
  }

  private boolean mayRead(ConsoleUser user, AccessRequest request) {
    return user.sees(ConsoleRole.AUDITOR) || request.involves(persons.accountsOf(user.id()));
  }

  /** A 404, which does not reveal whether the page exists. */
  private RuntimeException hidden() {
    return new NotFoundException();
  }

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record GrantDetail(
      PageFrame frame,
      boolean auditor,
      GrantRow grant,
      java.time.Duration duration,
      String group,
      List<AccountAssignment> opens,
      boolean complete,
      UUID request,
      String justification,
      List<ApprovalProgress.Stage> stages,
      @Nullable PolicyOfRequest policy,
      String inAws,
      @Nullable String trouble,
      List<AwsActivity> activities,
      List<TimelineEntry> lines)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record RequestDetail(
      PageFrame frame,
      boolean auditor,
      RequestRow request,
      @Nullable String ticket,
      List<ApprovalProgress.Stage> stages,
      @Nullable PolicyOfRequest policy,
      List<AccountAssignment> opens,
      @Nullable UUID grant,
      List<TimelineEntry> lines)
      implements TemplateInstance {}
}
