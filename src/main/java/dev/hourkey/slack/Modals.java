package dev.hourkey.slack;

import com.slack.api.methods.response.views.ViewsUpdateResponse;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.grant.Grants;
import dev.hourkey.request.Requests;
import dev.hourkey.slack.ModalFailures.Form;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Opens forms and fills them. Nothing here changes anything but what is on the screen. */
@ApplicationScoped
class Modals {
  private static final Logger LOG = Logger.getLogger(Modals.class);

  private final SlackApi slack;
  private final DetailsLoader details;
  private final Requests requests;
  private final Grants grants;
  private final Catalog catalog;
  private final EphemeralMessages ephemeral;
  private final ModalFailures watch;

  Modals(
      SlackApi slack,
      DetailsLoader details,
      Requests requests,
      Grants grants,
      Catalog catalog,
      EphemeralMessages ephemeral,
      ModalFailures watch) {
    this.slack = slack;
    this.details = details;
    this.requests = requests;
    this.grants = grants;
    this.catalog = catalog;
    this.ephemeral = ephemeral;
    this.watch = watch;
  }

  /** Notes whether Slack opened a form; if it did not, tells the person who waits for it. */
  void opened(Form form, Reply<?> opened, ReplyTo to) {
    switch (opened) {
      case Reply.Ok<?> _ -> watch.accepted(form);
      case Reply.Refused<?>(String method, String error) -> {
        LOG.warnf("a form was not opened: %s: %s", method, error);
        watch.refused(form, error);
        notOpened(to, "Slack did not open the form (%s). Try again.".formatted(error));
      }
      case Reply.Unavailable<?>(String why, _) -> {
        LOG.warnf("a form was not opened: %s", why);
        watch.refused(form, why);
        notOpened(to, "Slack did not answer when the form was opened. Try again in a minute.");
      }
    }
  }

  /** Tells the person why there is no form. */
  void notOpened(ReplyTo to, String sentence) {
    notOpened(to, Sentence.literal(sentence));
  }

  void notOpened(ReplyTo to, Sentence sentence) {
    ephemeral.tell(to, sentence.mrkdwn());
  }

  /** Opens the form in which break-glass access is reviewed. */
  void review(UUID id, String triggerId, ReplyTo to) {
    Optional<RequestDetails> open =
        details
            .request(id)
            .filter(
                request ->
                    request.review().filter(review -> review.outcome().isEmpty()).isPresent());
    if (open.isEmpty()) {
      notOpened(to, "This was already reviewed.");
      return;
    }
    open(Form.REVIEW, ReviewForm.of(open.get(), to.channel().orElse("")), triggerId, to);
  }

  void open(Form kind, Modal form, String triggerId, ReplyTo to) {
    opened(
        kind,
        slack.call(
            "views.open",
            methods -> methods.viewsOpen(r -> r.triggerId(triggerId).viewAsString(form.json()))),
        to);
  }

  /**
   * Shows everything that a request, a grant or an entitlement opens.
   *
   * @param subject the kind and the id, as the button carries them
   * @param onTop whether a form is already open, so that the view is pushed on top of it
   */
  void access(String subject, String triggerId, boolean onTop, ReplyTo to) {
    Optional<Modal> view = access(subject);
    if (view.isEmpty()) {
      LOG.warnf("cannot show what %s opens: it does not exist", subject);
      notOpened(to, "Hourkey can't show what this opens: it is not on the list at the moment.");
      return;
    }
    var opened =
        onTop
            ? slack.call(
                "views.push",
                methods ->
                    methods.viewsPush(r -> r.triggerId(triggerId).viewAsString(view.get().json())))
            : slack.call(
                "views.open",
                methods ->
                    methods.viewsOpen(r -> r.triggerId(triggerId).viewAsString(view.get().json())));
    opened(Form.ACCESS, opened, to);
  }

  private Optional<Modal> access(String subject) {
    String[] parts = subject.split(":", 2);
    String id = parts.length > 1 ? parts[1] : "";
    return switch (parts[0]) {
      case "request" ->
          uuid(id).flatMap(requests::find).map(found -> AccessText.modal(found.access()));
      case "grant" -> uuid(id).flatMap(grants::find).map(found -> AccessText.modal(found.access()));
      case "entitlement" ->
          catalog.find(id).map(found -> AccessText.modal(found.name(), found.opens()));
      default -> Optional.empty();
    };
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Fills a form; if Slack accepts neither the form nor an error text in it, sends a message
   * instead.
   */
  void update(Form form, String viewId, Modal view, ReplyTo to) {
    Reply<ViewsUpdateResponse> shown = show(viewId, view);
    if (shown instanceof Reply.Ok<?>) {
      watch.accepted(form);
      return;
    }
    if (shown instanceof Reply.Refused<?>(_, String error) && error.equals("not_found")) {
      return; // The person closed it before it was filled.
    }
    watch.refused(form, shown.toString());
    LOG.errorf("form %s was not filled: %s", viewId, shown);
    String sentence = "Slack did not accept this form. Try again, or tell your operators.";
    if (!(show(viewId, RequestForm.message(Sentence.of(sentence))) instanceof Reply.Ok<?>)) {
      notOpened(to, sentence);
    }
  }

  private Reply<ViewsUpdateResponse> show(String viewId, Modal view) {
    return slack.call(
        "views.update",
        methods -> methods.viewsUpdate(r -> r.viewId(viewId).viewAsString(view.json())));
  }
}
