package dev.hourkey.console;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.request.PauseProcessor;
import dev.hourkey.request.RequestFormValidator;
import dev.hourkey.request.RequestableEntitlements;
import dev.hourkey.request.RequestableEntitlements.Eligible;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.request.VendorCallLimiter;
import dev.hourkey.text.PlainText;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The form for a request. An offer is not a permission: a request is evaluated when it is
 * processed.
 */
@Path("/console/my-access/request")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class RequestPage {
  private final CurrentUser currentUser;
  private final IdentityResolver identities;
  private final RequestableEntitlements requestable;
  private final Catalog catalog;
  private final ConsoleSubmissions submissions;
  private final PauseProcessor pauses;
  private final VendorCallLimiter limiter;
  private final Clock clock;

  RequestPage(
      CurrentUser currentUser,
      IdentityResolver identities,
      RequestableEntitlements requestable,
      Catalog catalog,
      ConsoleSubmissions submissions,
      PauseProcessor pauses,
      VendorCallLimiter limiter,
      Clock clock) {
    this.currentUser = currentUser;
    this.identities = identities;
    this.requestable = requestable;
    this.catalog = catalog;
    this.submissions = submissions;
    this.pauses = pauses;
    this.limiter = limiter;
    this.clock = clock;
  }

  /**
   * Shows the form for a new request.
   *
   * @param ids those of entitlements and bundles
   * @param again the key of an earlier request, to correct it
   */
  @GET
  public TemplateInstance form(
      @QueryParam("entitlement") List<String> ids,
      @QueryParam("again") @DefaultValue("") String again) {
    ConsoleUser user = currentUser.current();
    submissions.countOpening(user.id());
    return page(
        user,
        offered(user),
        submissions
            .taken(user, again)
            .map(one -> one.command() instanceof SubmissionCommand.NewRequest it ? it : null)
            .map(RequestInput::of)
            .orElseGet(() -> RequestInput.nothing(ids)),
        Problems.NONE);
  }

  @POST
  public Object send(
      @FormParam("key") @Nullable UUID key,
      @FormParam("entitlement") List<String> ids,
      @FormParam("seconds") long seconds,
      @FormParam("start") @DefaultValue("") String start,
      @FormParam("address") @DefaultValue("") String address,
      @FormParam("justification") @DefaultValue("") String justification,
      @FormParam("breakGlass") @DefaultValue("") String breakGlass) {
    ConsoleUser user = currentUser.current();
    RequestInput entered =
        new RequestInput(ids, seconds, start, address, justification, !breakGlass.isEmpty())
            .cleaned();
    SubmissionCommand.NewRequest request = entered.request(catalog.current().bundles());
    submissions.count(user.id(), FormField.required(key), request);
    Offered offered = offered(user);
    Problems problems = problems(entered, offered);
    return problems.equals(Problems.NONE) && pauses.refusalSentence().isEmpty()
        ? submissions.store(user.id(), FormField.required(key), request)
        : page(user, offered, entered, problems);
  }

  static String cleaned(String text) {
    return PlainText.clean(text.replace("\r\n", "\n"));
  }

  /**
   * The problems of the input. They say nothing about entitlements that the user may not request,
   * not even that they exist. If the directory does not answer, they say nothing about any
   * entitlement, and the request is evaluated later.
   */
  private Problems problems(RequestInput entered, Offered offered) {
    CatalogSnapshot now = catalog.current();
    Map<RequestFormValidator.Field, String> found =
        RequestFormValidator.problems(
            entered.request(now.bundles()),
            offered.eligible().entitlements(),
            now.complete() && offered.eligible().complete(),
            clock.instant());
    return new Problems(
        found.get(RequestFormValidator.Field.WHAT),
        found.get(RequestFormValidator.Field.HOW_LONG),
        entered.start().isEmpty() || TimeField.read(entered.start()).isPresent()
            ? found.get(RequestFormValidator.Field.START)
            : TimeField.problem(entered.start()),
        entered.address().length() > RequestInput.LONGEST_ADDRESS
            ? "Shorten it to %d characters or fewer.".formatted(RequestInput.LONGEST_ADDRESS)
            : null,
        found.get(RequestFormValidator.Field.WHY));
  }

  /** What is wrong with each field; null if nothing is. */
  record Problems(
      @Nullable String entitlement,
      @Nullable String seconds,
      @Nullable String start,
      @Nullable String address,
      @Nullable String justification) {
    static final Problems NONE = new Problems(null, null, null, null, null);
  }

  private TemplateInstance page(
      ConsoleUser user, Offered offered, RequestInput entered, Problems problems) {
    OfferedAccess.Form form =
        OfferedAccess.form(
            offered.eligible(), catalog.current().bundles(), entered, clock.instant());
    return new RequestForm(
        PageFrame.of(user, MenuItem.MY_ACCESS),
        pauses.refusalSentence().orElse(offered.problem()),
        OfferedAccess.items(offered.eligible().entitlements(), catalog.current().bundles()),
        form,
        UUID.randomUUID(),
        entered,
        problems);
  }

  private Offered offered(ConsoleUser user) {
    return limiter.get(
        VendorCallLimiter.Caller.CONSOLE,
        () -> askFor(user),
        () ->
            new Offered(
                Eligible.UNKNOWN,
                "Hourkey is busy at the moment and can't tell what you can request. Try again in"
                    + " a minute."));
  }

  private Offered askFor(ConsoleUser user) {
    try {
      return switch (identities.identifyToShow(ChatUser.consoleUser(user.id()))) {
        case Identification.Refused(var why) ->
            new Offered(new Eligible(List.of(), Set.of(), false, true), why.sentence());
        case Identification.Missing _ ->
            new Offered(
                Eligible.UNKNOWN,
                "Hourkey can't find you in Entra at the moment. Try again in two minutes.");
        case Identification.Known known -> {
          var eligible = requestable.of(known, catalog.current().entitlements());
          yield new Offered(
              eligible,
              eligible.entitlements().isEmpty()
                  ? "You aren't eligible for any AWS access yet. The policy file says who is; your"
                      + " operators can add you."
                  : null);
        }
      };
    } catch (DirectoryFailure failure) {
      return new Offered(
          Eligible.UNKNOWN,
          failure.userSentenceStart()
              + ", so Hourkey can't tell what you can request. Try again later.");
    }
  }

  /**
   * @param problem why nothing is offered
   */
  private record Offered(Eligible eligible, @Nullable String problem) {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record RequestForm(
      PageFrame frame,
      @Nullable String problem,
      List<OfferedAccess.Item> items,
      OfferedAccess.@Nullable Form form,
      UUID key,
      RequestInput entered,
      Problems problems)
      implements TemplateInstance {}
}
