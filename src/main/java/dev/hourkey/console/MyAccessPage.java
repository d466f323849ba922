package dev.hourkey.console;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.PersonalGrants;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.ExtensionOffers;
import dev.hourkey.request.RequestReviews;
import dev.hourkey.request.Requests;
import dev.hourkey.request.SubmissionCommand;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shows what access the user has and what they can do with it. The page sends the same submissions
 * as the chat. They are stored here, and authorized when they are processed.
 */
@Path("/console/my-access")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class MyAccessPage {
  private static final int MAX_ENDED = 10;

  private final CurrentUser currentUser;
  private final PersonalGrants personal;
  private final Grants grants;
  private final Requests requests;
  private final RequestReviews reviews;
  private final ExtensionOffers extensions;
  private final Persons persons;
  private final ConsoleSubmissions submissions;
  private final AccessPortal portal;

  MyAccessPage(
      CurrentUser currentUser,
      PersonalGrants personal,
      Grants grants,
      Requests requests,
      RequestReviews reviews,
      ExtensionOffers extensions,
      Persons persons,
      ConsoleSubmissions submissions,
      AccessPortal portal) {
    this.currentUser = currentUser;
    this.personal = personal;
    this.grants = grants;
    this.requests = requests;
    this.reviews = reviews;
    this.extensions = extensions;
    this.persons = persons;
    this.submissions = submissions;
    this.portal = portal;
  }

  @GET
  public TemplateInstance show(@QueryParam("sent") @DefaultValue("") String sent) {
    ConsoleUser user = currentUser.current();
    Set<PersonId> accounts = persons.accountsOf(user.id());
    List<Grant> open = personal.openOf(accounts);
    List<Grant> ended = personal.lastEndedOf(accounts, MAX_ENDED);
    List<AccessRequest> pending = requests.pendingOf(accounts);
    ReviewsByRequest deciders =
        ReviewsByRequest.of(
            reviews, Stream.concat(open.stream(), ended.stream()), pending.stream());
    Names names = Names.of(persons, accounts.stream(), deciders.people());
    return new MyAccess(
        PageFrame.of(user, MenuItem.MY_ACCESS),
        sent(user, sent),
        open.stream().map(grant -> held(grant, names, deciders)).toList(),
        pending.stream()
            .map(request -> new Waiting(RequestRow.of(request, names, deciders), UUID.randomUUID()))
            .toList(),
        ended.stream().map(grant -> GrantRow.of(grant, names, deciders)).toList());
  }

  @POST
  @Path("/end")
  public Response end(
      @FormParam("key") @Nullable UUID key, @FormParam("grant") @Nullable UUID grant) {
    return take(key, new SubmissionCommand.EndEarly(FormField.required(grant)));
  }

  @POST
  @Path("/cancel")
  public Response cancel(
      @FormParam("key") @Nullable UUID key, @FormParam("request") @Nullable UUID request) {
    return take(key, new SubmissionCommand.Cancel(FormField.required(request)));
  }

  @POST
  @Path("/extend")
  public Response extend(
      @FormParam("key") @Nullable UUID key,
      @FormParam("grant") @Nullable UUID grantId,
      @FormParam("seconds") long seconds,
      @FormParam("justification") @DefaultValue("") String justification) {
    UUID id = FormField.required(grantId);
    Grant grant =
        grants
            .find(id)
            .filter(one -> one.holder().equals(currentUser.id()))
            .orElseThrow(NotFoundException::new);
    return take(
        key,
        new SubmissionCommand.NewRequest(
            List.of(grant.access().entitlement()),
            Duration.ofSeconds(seconds),
            RequestPage.cleaned(justification),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.of(id)));
  }

  private Response take(@Nullable UUID key, SubmissionCommand command) {
    return submissions.take(currentUser.id(), FormField.required(key), command);
  }

  private @Nullable SubmissionResult sent(ConsoleUser user, String key) {
    return submissions.taken(user, key).map(one -> SubmissionResult.of(one, key)).orElse(null);
  }

  private Held held(Grant grant, Names names, ReviewsByRequest deciders) {
    List<DurationChoice> longer =
        grant.holder().equals(currentUser.id())
                && extensions.of(grant) instanceof ExtensionOffers.Offer.Longer(var durations)
            ? durations.stream().map(DurationChoice::of).toList()
            : List.of();
    return new Held(
        GrantRow.of(grant, names, deciders),
        grant.endable(),
        longer,
        grant.access().opens().open().stream().flatMap(this::console).toList(),
        UUID.randomUUID());
  }

  private Stream<Console> console(AccountAssignment target) {
    return portal.console(target).map(link -> new Console(target.words(), link)).stream();
  }

  /**
   * @param longer the total durations that it can be extended to
   * @param key identifies a form, so that it has one effect even if it is sent twice
   */
  record Held(
      GrantRow grant,
      boolean endable,
      List<DurationChoice> longer,
      List<Console> consoles,
      UUID key) {}

  record Waiting(RequestRow request, UUID key) {}

  record Console(String name, String link) {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record MyAccess(
      PageFrame frame,
      @Nullable SubmissionResult sent,
      List<Held> held,
      List<Waiting> waiting,
      List<GrantRow> ended)
      implements TemplateInstance {}
}
