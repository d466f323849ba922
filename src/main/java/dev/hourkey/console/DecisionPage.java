package dev.hourkey.console;

import dev.hourkey.person.ChatUser;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.request.DecisionCheck;
import dev.hourkey.request.RequestState;
import dev.hourkey.request.Requests;
import dev.hourkey.request.StepUpDecision;
import dev.hourkey.request.StepUpDecision.Choice;
import dev.hourkey.request.StepUpDecisions;
import dev.hourkey.request.Submissions;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The page on which approvers decide on requests that need a sign-in. A decision is stored, and
 * counts once its author has signed in for it. Then it is processed like a click in the chat. The
 * page also accepts decisions on requests that could be decided in the chat.
 */
@Path("/console/decisions")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class DecisionPage {
  /** The longest reason or comment, in characters. */
  private static final int MAX_LENGTH = 300;

  private final CurrentUser currentUser;
  private final DecisionCheck check;
  private final Requests requests;
  private final RequestToDecideReader reader;
  private final StepUpDecisions decisions;
  private final Submissions submissions;
  private final ActionRateLimiter limiter;
  private final ConsoleSettings settings;
  private final TokenClock clock;

  DecisionPage(
      CurrentUser currentUser,
      DecisionCheck check,
      Requests requests,
      RequestToDecideReader reader,
      StepUpDecisions decisions,
      Submissions submissions,
      ActionRateLimiter limiter,
      ConsoleSettings settings,
      TokenClock clock) {
    this.currentUser = currentUser;
    this.check = check;
    this.requests = requests;
    this.reader = reader;
    this.decisions = decisions;
    this.submissions = submissions;
    this.limiter = limiter;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Shows the form for a decision. {@code again} names a decision that did not count, so that it
   * can be made again; {@code sent} names a decision whose result is shown.
   */
  @GET
  @Path("/{card}")
  public TemplateInstance show(
      @PathParam("card") UUID card,
      @QueryParam("again") @Nullable UUID again,
      @QueryParam("sent") @Nullable UUID sent) {
    ConsoleUser user = currentUser.current();
    Optional<StepUpDecision> failed = own(user, again).filter(one -> isOn(one, card));
    return page(
        user,
        card,
        SubmissionResult.ofDecision(submissions, user, sent),
        failed.map(StepUpDecision::choice),
        failed.flatMap(StepUpDecision::problem));
  }

  @POST
  @Path("/{card}")
  public Object choose(
      @PathParam("card") UUID card,
      @FormParam("choice") @DefaultValue("") String chosen,
      @FormParam("seconds") @DefaultValue("0") long seconds,
      @FormParam("reason") @DefaultValue("") String reason) {
    ConsoleUser user = currentUser.current();
    boolean approves = chosen.equals("approve");
    if (!approves && !chosen.equals("deny")) {
      throw new BadRequestException();
    }
    Choice choice =
        new Choice(
            card,
            approves,
            Optional.of(Duration.ofSeconds(seconds)).filter(_ -> approves && seconds > 0),
            RequestPage.cleaned(reason));
    Optional<String> mistake =
        mistake(choice).or(() -> limiter.refusal(user.id().value(), Kind.REQUESTING));
    if (mistake.isPresent()
        || check.refusalToShow(ChatUser.consoleUser(user.id()), card).isPresent()) {
      return page(user, card, null, Optional.of(choice), mistake);
    }
    String secret = UUID.randomUUID().toString();
    StepUpDecision decision = decisions.begin(user.id(), choice, secret, clock.instant());
    return Response.seeOther(
            UriBuilder.fromPath("/console/decisions/{card}/sign-in")
                .queryParam("decision", decision.id())
                .build(card))
        .cookie(cookie(decision, secret))
        .build();
  }

  /**
   * Redirects to the sign-in. This is a page of its own, because a browser does not follow a form's
   * redirect to every address to which Entra may redirect next.
   */
  @GET
  @Path("/{card}/sign-in")
  public Response signIn(@PathParam("card") UUID card, @QueryParam("decision") UUID id) {
    ConsoleUser user = currentUser.current();
    StepUpDecision decision =
        own(user, id).filter(one -> isOn(one, card)).orElseThrow(NotFoundException::new);
    URI next = StepUpPage.address(id, currentUser.token().<String>claim("preferred_username"));
    return Response.ok(
            new DecisionSignIn(
                frame(user), decision.choice().approves(), next.toString(), card.toString()))
        .header("Refresh", "0; url=" + next)
        .build();
  }

  @GET
  @Path("/not-signed-in")
  public Response notSignedIn(@QueryParam("decision") UUID id) {
    StepUpDecision decision =
        own(currentUser.current(), id)
            .filter(one -> !one.settled())
            .orElseThrow(NotFoundException::new);
    decisions.fail(id, "You didn't complete the sign-in, so nothing was decided.");
    return DecisionLinks.redirectToForm(decision);
  }

  private static Optional<String> mistake(Choice choice) {
    int length = choice.reason().codePointCount(0, choice.reason().length());
    if (length > MAX_LENGTH) {
      return Optional.of("Shorten it to %d characters or fewer.".formatted(MAX_LENGTH));
    }
    return !choice.approves() && length == 0
        ? Optional.of("Give a reason: the requester will read it.")
        : Optional.empty();
  }

  private TemplateInstance page(
      ConsoleUser user,
      UUID card,
      @Nullable SubmissionResult sent,
      Optional<Choice> choice,
      Optional<String> problem) {
    Optional<String> hidden = check.refusalToShow(ChatUser.consoleUser(user.id()), card);
    List<AccessRequest> pending =
        requests.onCard(card).stream()
            .filter(request -> request.state() instanceof RequestState.Pending)
            .toList();
    boolean approved =
        pending.stream().allMatch(one -> requests.approvedBy(one.id()).contains(user.id()));
    List<RequestToDecide> shown = hidden.isPresent() ? List.of() : reader.of(pending);
    return new Decision(
        frame(user),
        card,
        sent,
        hidden.orElse(null),
        shown,
        approved,
        RequestToDecide.shorter(shown),
        choice.orElseGet(() -> new Choice(card, true, Optional.empty(), "")),
        problem.orElse(null));
  }

  private static PageFrame frame(ConsoleUser user) {
    return PageFrame.of(user, MenuItem.REQUESTS);
  }

  private Optional<StepUpDecision> own(ConsoleUser user, @Nullable UUID id) {
    return Optional.ofNullable(id)
        .flatMap(decisions::find)
        .filter(one -> one.person().equals(user.id()));
  }

  private static boolean isOn(StepUpDecision decision, UUID card) {
    return decision.choice().card().equals(card);
  }

  /**
   * @param hidden why nothing is shown
   * @param approved whether the user has approved all of them
   * @param shorter for how long all of them can be approved instead
   * @param choice what the user chose before
   * @param problem why that did not count
   */
  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record Decision(
      PageFrame frame,
      UUID card,
      @Nullable SubmissionResult sent,
      @Nullable String hidden,
      List<RequestToDecide> requests,
      boolean approved,
      List<DurationChoice> shorter,
      Choice choice,
      @Nullable String problem)
      implements TemplateInstance {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record DecisionSignIn(PageFrame frame, boolean approves, String next, String card)
      implements TemplateInstance {}

  private NewCookie cookie(StepUpDecision decision, String secret) {
    return new NewCookie.Builder(StepUpPage.COOKIE + decision.id())
        .value(secret)
        .path(SignInConfiguration.STEP_UP)
        .maxAge((int) StepUpDecision.PATIENCE.toSeconds())
        .httpOnly(true)
        .secure(settings.publicUrl().startsWith("https:"))
        .sameSite(NewCookie.SameSite.LAX) // Browsers must send it when Entra redirects back.
        .build();
  }
}
