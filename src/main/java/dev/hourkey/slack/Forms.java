package dev.hourkey.slack;

import com.slack.api.methods.response.views.ViewsOpenResponse;
import com.slack.api.methods.response.views.ViewsUpdateResponse;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Pipeline;
import dev.hourkey.person.ChatUser;
import dev.hourkey.request.Requests;
import dev.hourkey.slack.Offer.Offered;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Opens forms and fills them. Nothing here changes anything but what is on the screen. */
@ApplicationScoped
class Forms {
  private static final Logger LOG = Logger.getLogger(Forms.class);

  private final SlackApi slack;
  private final Offer offer;
  private final Pipeline pipeline;
  private final Requests requests;
  private final Grants grants;
  private final Catalog catalog;

  Forms(
      SlackApi slack,
      Offer offer,
      Pipeline pipeline,
      Requests requests,
      Grants grants,
      Catalog catalog) {
    this.slack = slack;
    this.offer = offer;
    this.pipeline = pipeline;
    this.requests = requests;
    this.grants = grants;
    this.catalog = catalog;
  }

  /** Opens the form for an ask while the trigger lives, then looks up what to put into it. */
  void ask(ChatUser user, String triggerId, String wish) {
    Reply<ViewsOpenResponse> opened =
        slack.call(
            "views.open",
            methods ->
                methods.viewsOpen(r -> r.triggerId(triggerId).viewAsString(AskForm.loading())));
    switch (opened) {
      case Reply.Ok<ViewsOpenResponse>(ViewsOpenResponse response) ->
          update(response.getView().getId(), form(user, wish));
      case Reply.Refused<ViewsOpenResponse>(_, String error) ->
          LOG.warnf("a form was not opened: %s", error);
      case Reply.Unavailable<ViewsOpenResponse>(String why, _) ->
          LOG.warnf("a form was not opened: %s", why);
    }
  }

  /** Shows the form for another choice out of the same list. */
  void choose(String viewId, List<Entitlement> offered, Entitlement chosen) {
    update(viewId, AskForm.filled(offered, chosen, standstill()));
  }

  void deny(UUID request, String channel, String triggerId) {
    var opened =
        slack.call(
            "views.open",
            methods ->
                methods.viewsOpen(
                    r -> r.triggerId(triggerId).viewAsString(DenyForm.of(request, channel))));
    if (!(opened instanceof Reply.Ok<?>)) {
      LOG.warnf("the form to deny request %s was not opened: %s", request, opened);
    }
  }

  /**
   * Shows everything that a request, a grant or an entitlement opens.
   *
   * @param subject the kind and the id, as the button carries them
   * @param onTop whether a form is already open, so that the view is pushed on top of it
   */
  void access(String subject, String triggerId, boolean onTop) {
    Optional<String> view = access(subject);
    if (view.isEmpty()) {
      LOG.warnf("cannot show what %s opens: it does not exist", subject);
      return;
    }
    var opened =
        onTop
            ? slack.call(
                "views.push",
                methods -> methods.viewsPush(r -> r.triggerId(triggerId).viewAsString(view.get())))
            : slack.call(
                "views.open",
                methods -> methods.viewsOpen(r -> r.triggerId(triggerId).viewAsString(view.get())));
    if (!(opened instanceof Reply.Ok<?>)) {
      LOG.warnf("could not show what %s opens: %s", subject, opened);
    }
  }

  private Optional<String> access(String subject) {
    String[] parts = subject.split(":", 2);
    String id = parts.length > 1 ? parts[1] : "";
    return switch (parts[0]) {
      case "request" ->
          uuid(id)
              .flatMap(requests::find)
              .map(found -> AccessText.modal(found.entitlementName(), found.opens()));
      case "grant" ->
          uuid(id)
              .flatMap(grants::find)
              .map(found -> AccessText.modal(found.entitlementName(), found.opens()));
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

  private String form(ChatUser user, String wish) {
    return switch (offer.to(user)) {
      case Offered.Nothing(String why) -> AskForm.message(Text.literal(why));
      case Offered.These(List<Entitlement> offered) ->
          offered.stream()
              .filter(entitlement -> entitlement.id().equals(wish))
              .findFirst()
              .map(chosen -> AskForm.filled(offered, chosen, standstill()))
              .orElseGet(() -> AskForm.filledWithout(offered, wish, standstill()));
    };
  }

  private Optional<String> standstill() {
    return pipeline.stopped().map(Pipeline.Stop::why);
  }

  private void update(String viewId, String view) {
    Reply<ViewsUpdateResponse> shown = show(viewId, view);
    if (!(shown instanceof Reply.Ok<?>)) {
      LOG.errorf("form %s was not filled: %s", viewId, shown);
      show(
          viewId,
          AskForm.message(
              "Slack did not take this form. Please try again, or tell your operators."));
    }
  }

  private Reply<ViewsUpdateResponse> show(String viewId, String view) {
    return slack.call(
        "views.update", methods -> methods.viewsUpdate(r -> r.viewId(viewId).viewAsString(view)));
  }
}
