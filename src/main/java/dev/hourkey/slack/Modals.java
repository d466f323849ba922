package dev.hourkey.slack;

import com.slack.api.methods.response.views.ViewsUpdateResponse;
import dev.hourkey.slack.ModalFailures.Form;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Opens forms and fills them. Changes only what is on the screen. */
@ApplicationScoped
class Modals {
  private static final Logger LOG = Logger.getLogger(Modals.class);

  private final SlackApi slack;
  private final EphemeralMessages ephemeral;
  private final ModalFailures failures;

  Modals(SlackApi slack, EphemeralMessages ephemeral, ModalFailures failures) {
    this.slack = slack;
    this.ephemeral = ephemeral;
    this.failures = failures;
  }

  /** Notes whether Slack opened a form; if it did not, tells the person who waits for it. */
  void opened(Form form, Reply<?> opened, ReplyTo to) {
    switch (opened) {
      case Reply.Ok<?> _ -> failures.accepted(form);
      case Reply.Refused<?>(String method, String error) -> {
        LOG.warnf("a form was not opened: %s: %s", method, error);
        failures.refused(form, error);
        notOpened(to, "Slack did not open the form (%s). Try again.".formatted(error));
      }
      case Reply.Unavailable<?>(String why, _, _) -> {
        LOG.warnf("a form was not opened: %s", why);
        failures.refused(form, why);
        notOpened(to, "Slack did not respond, so no form opened. Try again in a minute.");
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

  void open(Form kind, Modal form, String triggerId, ReplyTo to) {
    opened(
        kind,
        slack.call(
            "views.open",
            methods -> methods.viewsOpen(r -> r.triggerId(triggerId).viewAsString(form.json()))),
        to);
  }

  /** Opens a form on top of the one that is open. */
  void push(Form kind, Modal form, String triggerId, ReplyTo to) {
    opened(
        kind,
        slack.call(
            "views.push",
            methods -> methods.viewsPush(r -> r.triggerId(triggerId).viewAsString(form.json()))),
        to);
  }

  /**
   * Fills a form; if Slack accepts neither the form nor an error text in it, sends a message
   * instead.
   */
  void update(Form form, String viewId, Modal view, ReplyTo to) {
    Reply<ViewsUpdateResponse> shown = show(viewId, view);
    if (shown instanceof Reply.Ok<?>) {
      failures.accepted(form);
      return;
    }
    if (shown instanceof Reply.Refused<?>(_, String error) && error.equals("not_found")) {
      return; // The person closed it before it was filled.
    }
    failures.refused(form, shown.toString());
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
