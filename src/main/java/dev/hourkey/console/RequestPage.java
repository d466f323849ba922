package dev.hourkey.console;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.policy.Justification;
import dev.hourkey.request.Inbox;
import dev.hourkey.request.PauseProcessor;
import dev.hourkey.request.RequestableEntitlements;
import dev.hourkey.request.SubmissionCommand;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The form for a request. What it offers is no permission: a request is judged when it is
 * processed.
 */
@Path("/console/my-access/request")
@Produces(MediaType.TEXT_HTML)
@Authenticated
@Blocking
public class RequestPage {
  private final Visitors visitors;
  private final IdentityResolver identities;
  private final RequestableEntitlements requestable;
  private final Catalog catalog;
  private final Inbox inbox;
  private final PauseProcessor pauses;

  RequestPage(
      Visitors visitors,
      IdentityResolver identities,
      RequestableEntitlements requestable,
      Catalog catalog,
      Inbox inbox,
      PauseProcessor pauses) {
    this.visitors = visitors;
    this.identities = identities;
    this.requestable = requestable;
    this.catalog = catalog;
    this.inbox = inbox;
    this.pauses = pauses;
  }

  /**
   * @param again the key of an earlier request, to correct it
   */
  @GET
  public TemplateInstance form(
      @QueryParam("entitlement") @DefaultValue("") String id,
      @QueryParam("again") @DefaultValue("") String again) {
    Visitor visitor = visitors.current();
    Optional<SubmissionCommand.NewRequest> earlier =
        inbox
            .taken("console:" + again)
            .filter(one -> one.user().equals(ChatUser.signedIn(visitor.id())))
            .map(one -> one.command() instanceof SubmissionCommand.NewRequest it ? it : null);
    String wanted = earlier.map(one -> one.entitlements().getFirst()).orElse(id);
    return page(
        visitor,
        wanted,
        earlier.map(SubmissionCommand.NewRequest::duration).orElse(Duration.ZERO),
        earlier.map(SubmissionCommand.NewRequest::justification).orElse(""),
        null);
  }

  @POST
  public Object send(
      @FormParam("key") UUID key,
      @FormParam("entitlement") @DefaultValue("") String id,
      @FormParam("seconds") long seconds,
      @FormParam("justification") @DefaultValue("") String justification,
      @FormParam("breakGlass") @DefaultValue("") String breakGlass) {
    Visitor visitor = visitors.current();
    boolean atOnce = !breakGlass.isEmpty();
    String text = cleaned(justification);
    Optional<String> mistake =
        text.length() > Justification.MAX_LENGTH
            ? Optional.of(
                "Shorten it to %d characters or fewer.".formatted(Justification.MAX_LENGTH))
            : catalog
                .current()
                .find(id)
                .flatMap(found -> found.justificationRefusal(text, atOnce))
                .map(refusal -> refusal.sentence());
    return mistake.isPresent() || pauses.refusalSentence().isPresent()
        ? page(visitor, id, Duration.ofSeconds(seconds), text, mistake.orElse(null))
        : Sent.take(
            inbox,
            visitor,
            key,
            new SubmissionCommand.NewRequest(
                List.of(id), Duration.ofSeconds(seconds), text, Optional.empty(), atOnce));
  }

  static String cleaned(String text) {
    return PlainText.clean(text.replace("\r\n", "\n"));
  }

  private TemplateInstance page(
      Visitor visitor,
      String id,
      Duration duration,
      String justification,
      @Nullable String mistake) {
    Offered offered = offered(visitor);
    return new RequestForm(
        Frame.of(visitor, Place.MY_ACCESS),
        pauses.refusalSentence().orElse(offered.problem()),
        offered.entitlements().stream().map(one -> Item.of(one, duration)).toList(),
        offered.entitlements().stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .map(one -> Item.of(one, duration))
            .orElse(null),
        UUID.randomUUID(),
        justification,
        mistake);
  }

  private Offered offered(Visitor visitor) {
    try {
      return switch (identities.identifyToShow(ChatUser.signedIn(visitor.id()))) {
        case Identification.Refused(var why) -> new Offered(List.of(), why.sentence());
        case Identification.Missing _ ->
            new Offered(
                List.of(),
                "Entra does not show your account at the moment. Try again in two minutes.");
        case Identification.Known known -> {
          List<Entitlement> all =
              requestable.of(known, catalog.current().entitlements()).entitlements();
          yield new Offered(
              all,
              all.isEmpty()
                  ? "You aren't eligible for any AWS access yet. The policy file says who is; your"
                      + " operators can add you."
                  : null);
        }
      };
    } catch (DirectoryFailure failure) {
      return new Offered(
          List.of(),
          failure.forPeople() + ", so Hourkey can't tell what you can request. Try again later.");
    }
  }

  /**
   * @param problem why nothing is offered
   */
  private record Offered(List<Entitlement> entitlements, @Nullable String problem) {}

  /** An entitlement to request. */
  record Item(
      String id,
      String name,
      List<AccountAssignment> opens,
      List<Choice> durations,
      List<String> approvals,
      boolean breakGlass) {
    static Item of(Entitlement entitlement, Duration chosen) {
      return new Item(
          entitlement.id(),
          entitlement.name(),
          entitlement.opens().open(),
          entitlement.durations().stream()
              .map(one -> new Choice(Seconds.of(one), one.equals(chosen)))
              .toList(),
          AboutPages.approvals(entitlement),
          entitlement.breakGlass().isPresent());
    }
  }

  record Choice(Seconds duration, boolean chosen) {}

  @CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
  record RequestForm(
      Frame frame,
      @Nullable String problem,
      List<Item> items,
      @Nullable Item item,
      UUID key,
      String justification,
      @Nullable String mistake)
      implements TemplateInstance {}
}
