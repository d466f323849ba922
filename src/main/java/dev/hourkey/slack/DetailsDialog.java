package dev.hourkey.slack;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.BreakGlassReviewProcessor;
import dev.hourkey.request.ReadingRights;
import dev.hourkey.request.Requests;
import dev.hourkey.slack.EligibilityLookup.Offered;
import dev.hourkey.slack.ModalFailures.Form;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Opens forms that show details of somebody's access. A click can be edited to name any request,
 * grant or entitlement, so people who may not read about it get a sentence instead of a form.
 */
@ApplicationScoped
class DetailsDialog {
  private static final Logger LOG = Logger.getLogger(DetailsDialog.class);

  /**
   * How long the check may take, because Slack opens a form only within three seconds of the click.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ExecutorService checks = Executors.newVirtualThreadPerTaskExecutor();

  private final IdentityResolver identities;
  private final Persons persons;
  private final Requests requests;
  private final Grants grants;
  private final EligibilityLookup eligibility;
  private final ReadingRights rights;
  private final BreakGlassReviewProcessor reviews;
  private final MessageDetailsLoader details;
  private final RefusalRecorder refusals;
  private final Modals modals;

  DetailsDialog(
      IdentityResolver identities,
      Persons persons,
      Requests requests,
      Grants grants,
      EligibilityLookup eligibility,
      ReadingRights rights,
      BreakGlassReviewProcessor reviews,
      MessageDetailsLoader details,
      RefusalRecorder refusals,
      Modals modals) {
    this.identities = identities;
    this.persons = persons;
    this.requests = requests;
    this.grants = grants;
    this.eligibility = eligibility;
    this.rights = rights;
    this.reviews = reviews;
    this.details = details;
    this.refusals = refusals;
    this.modals = modals;
  }

  /**
   * Shows everything that a request, a grant or an entitlement opens.
   *
   * @param subject the kind and the id, as in the value of the button
   * @param onTop whether a form is already open, so that the view is pushed on top of it
   */
  void access(ChatUser user, String subject, String triggerId, boolean onTop, ReplyTo to) {
    Optional<Modal> view =
        checked(user, subject, "show_access", () -> Answer.of(access(user, subject)), to);
    if (view.isPresent() && onTop) {
      modals.push(Form.ACCESS, view.get(), triggerId, to);
    } else if (view.isPresent()) {
      modals.open(Form.ACCESS, view.get(), triggerId, to);
    }
  }

  /** Opens the form in which break-glass access is reviewed. */
  void review(ChatUser user, UUID id, String triggerId, ReplyTo to) {
    checked(user, id.toString(), "review", () -> review(user, id), to)
        .ifPresent(
            request -> {
              if (request.review().filter(review -> review.outcome().isEmpty()).isPresent()) {
                Modal form = BreakGlassReviewForm.of(request, to.channel().orElse(""));
                modals.open(Form.REVIEW, form, triggerId, to);
              } else {
                modals.notOpened(to, "This was already reviewed.");
              }
            });
  }

  /** What the person may see, or why they may not. */
  private sealed interface Answer<D> {
    record Shown<D>(D details) implements Answer<D> {}

    record Refused<D>(String why) implements Answer<D> {}

    static <D> Answer<D> of(Optional<D> details) {
      return details.isPresent()
          ? new Shown<>(details.get())
          : new Refused<>("There are no details here, or you don't have access to them.");
    }
  }

  /** What the person may see. Tells them so if that is nothing, or if the check takes too long. */
  private <D> Optional<D> checked(
      ChatUser user, String subject, String what, Supplier<Answer<D>> details, ReplyTo to) {
    try {
      return switch (checks.submit(details::get).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        case Answer.Shown<D>(D found) -> Optional.of(found);
        case Answer.Refused<D>(String why) -> {
          refusals.later(user.teamId(), user.userId(), subject, what, why);
          modals.notOpened(to, why);
          yield Optional.empty();
        }
      };
    } catch (TimeoutException e) {
      LOG.infof("could not check in time whether %s may see %s", user, subject);
    } catch (ExecutionException e) {
      LOG.warnf(e.getCause(), "it is unknown whether %s may see %s", user, subject);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    modals.notOpened(
        to, "Hourkey can't check now whether you may see these details. Try again in a minute.");
    return Optional.empty();
  }

  private Optional<Modal> access(ChatUser user, String subject) {
    String[] parts = subject.split(":", 2);
    String id = parts.length > 1 ? parts[1] : "";
    return switch (parts[0]) {
      case "request" ->
          uuid(id)
              .flatMap(requests::find)
              .filter(one -> mayRead(user, one))
              .map(one -> AccessText.modal(one.access()));
      case "grant" ->
          uuid(id)
              .flatMap(grants::find)
              .filter(one -> mayRead(user, one))
              .map(one -> AccessText.modal(one.access()));
      case "entitlement" ->
          offered(user).stream()
              .filter(one -> one.id().equals(id))
              .findFirst()
              .map(one -> AccessText.modal(one.name(), one.opens()));
      default -> Optional.empty();
    };
  }

  private Answer<RequestDetails> review(ChatUser user, UUID id) {
    return identities.identifyToShow(user) instanceof Identification.Known known
            && !known.chatGuest()
        ? reviews
            .refusal(known.account(), id)
            .<Answer<RequestDetails>>map(Answer.Refused::new)
            .orElseGet(() -> Answer.of(details.request(id)))
        : Answer.of(Optional.empty());
  }

  private List<Entitlement> offered(ChatUser user) {
    return eligibility.to(user) instanceof Offered.Choices(var entitlements, _)
        ? entitlements
        : List.of();
  }

  private boolean mayRead(ChatUser user, Grant grant) {
    return requests.find(grant.request()).filter(request -> mayRead(user, request)).isPresent();
  }

  /** People may always read their own requests, so no directory is queried about those. */
  private boolean mayRead(ChatUser user, AccessRequest request) {
    Optional<Person> me = persons.linkedTo(user);
    if (me.filter(one -> request.involves(persons.accountsOf(one.id()))).isPresent()) {
      return true;
    }
    return identities.identifyToShow(user) instanceof Identification.Known known
        && !known.chatGuest()
        && (reviews.refusal(known.account(), request.id()).isEmpty()
            || rights.mayRead(
                known.account(), request.requester(), request.access().entitlement()));
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
