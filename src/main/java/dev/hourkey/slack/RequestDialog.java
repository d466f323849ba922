package dev.hourkey.slack;

import com.slack.api.methods.response.views.ViewsOpenResponse;
import com.slack.api.model.view.View;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.GrantingPauses;
import dev.hourkey.person.ChatUser;
import dev.hourkey.scim.ScimJobService;
import dev.hourkey.slack.EligibilityLookup.Offered;
import dev.hourkey.slack.ModalFailures.Form;
import dev.hourkey.slack.RequestForm.Entered;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The form for a request while it is open. It changes only what is on the screen, and tells
 * operators if somebody wants an entitlement that is unavailable.
 */
@ApplicationScoped
class RequestDialog {
  /** A trigger is valid for three seconds, and some of that time has already passed. */
  private static final Duration SOON = Duration.ofMillis(800);

  private final SlackApi slack;
  private final Modals modals;
  private final EntitlementChoices choices;
  private final EligibilityLookup eligibility;
  private final Catalog catalog;
  private final ScimJobService scimJob;
  private final GrantingPauses pauses;
  private final ExistingAccess existingAccess;
  private final MessageDetailsLoader details;
  private final EphemeralMessages ephemeral;

  RequestDialog(
      SlackApi slack,
      Modals modals,
      EntitlementChoices choices,
      EligibilityLookup eligibility,
      Catalog catalog,
      ScimJobService scimJob,
      GrantingPauses pauses,
      ExistingAccess existingAccess,
      MessageDetailsLoader details,
      EphemeralMessages ephemeral) {
    this.slack = slack;
    this.modals = modals;
    this.choices = choices;
    this.eligibility = eligibility;
    this.catalog = catalog;
    this.scimJob = scimJob;
    this.pauses = pauses;
    this.existingAccess = existingAccess;
    this.details = details;
    this.ephemeral = ephemeral;
  }

  /** What the person sees. */
  private sealed interface Answer {
    record Filled(Modal form) implements Answer {}

    record Refused(Sentence why) implements Answer {}

    default Modal modal() {
      return switch (this) {
        case Filled(Modal form) -> form;
        case Refused(Sentence why) -> RequestForm.message(why);
      };
    }
  }

  /**
   * Opens the form as soon as it can be filled, or says why there is none. If the directories are
   * slow, an empty form opens while the trigger is valid, and is filled later.
   *
   * @param text what was typed after the command; the form is filled in with the parts that are
   *     understood
   */
  void open(ChatUser user, String triggerId, String text, ReplyTo to) {
    open(
        user,
        triggerId,
        () -> TypedRequest.of(text, TypedRequest.Vocabulary.of(catalog.current())),
        to);
  }

  /** Opens the form filled in like a request that this person has submitted for themselves. */
  void again(ChatUser user, UUID id, String triggerId, ReplyTo to) {
    Optional<RequestDetails> own =
        details
            .request(id)
            .filter(request -> request.sender().isEmpty())
            .filter(request -> request.requester().user().equals(Optional.of(user.userId())));
    if (own.isEmpty()) {
      modals.notOpened(to, "Only the person who submitted this request can request it again.");
      return;
    }
    RequestDetails request = own.get();
    TypedRequest same =
        new TypedRequest(
            List.of(request.entitlement()),
            true,
            Optional.empty(),
            Optional.of(request.requestedDuration()),
            request.justification());
    open(user, triggerId, () -> same, to);
  }

  private void open(ChatUser user, String triggerId, Supplier<TypedRequest> typed, ReplyTo to) {
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(() -> answer(user, typed), Thread::startVirtualThread);
    Optional<Answer> quick = soon(answer);
    if (quick.isPresent()
        && quick.get() instanceof Answer.Refused(Sentence why)
        && to.answerable()) {
      ephemeral.tell(to, why.mrkdwn());
      return;
    }
    Modal first = quick.map(Answer::modal).orElseGet(RequestForm::loading);
    Reply<ViewsOpenResponse> opened =
        slack.call(
            "views.open",
            methods -> methods.viewsOpen(r -> r.triggerId(triggerId).viewAsString(first.json())));
    if (quick.isEmpty() && opened instanceof Reply.Ok<ViewsOpenResponse>(var response)) {
      modals.update(Form.REQUEST, response.getView().getId(), answer.join().modal(), to);
    } else {
      modals.opened(Form.REQUEST, opened, to);
    }
  }

  private static Optional<Answer> soon(CompletableFuture<Answer> answer) {
    try {
      return Optional.of(answer.get(SOON.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("fill the form for a request", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * Shows the form for another selection.
   *
   * @param ids those of entitlements and bundles
   */
  void choose(ChatUser user, View form, List<String> ids, ReplyTo to) {
    Selection selected = choices.select(user, ids);
    Modal next = RequestForm.filled(selected, RequestForm.entered(form), notes(user, selected));
    modals.update(Form.REQUEST, form.getId(), next, to);
  }

  private Answer answer(ChatUser user, Supplier<TypedRequest> text) {
    Offered offered = choices.lookUp(user); // First: the catalog may not have been read before.
    TypedRequest typed = text.get();
    return switch (offered) {
      case Offered.Nothing(Sentence why) ->
          new Answer.Refused(unavailable(user, typed).orElse(why));
      case Offered.Choices _ -> {
        existingAccess.refreshBlockers(user);
        yield new Answer.Filled(form(user, typed, List.of()));
      }
      case Offered.Unknown(Sentence why) ->
          new Answer.Filled(
              choices.of(user).entitlements().isEmpty()
                  ? RequestForm.message(why)
                  : form(user, typed, List.of(RequestNotes.incomplete(why))));
    };
  }

  private Modal form(ChatUser user, TypedRequest typed, List<Block> first) {
    Offered.Choices these = choices.of(user);
    List<Entitlement> offered = these.entitlements();
    Selection named = choices.select(user, typed.ids());
    Selection selected =
        named.options().isEmpty() && offered.size() == 1
            ? Selection.of(offered.getFirst(), these.forOthers(offered))
            : named;
    List<Block> above = new ArrayList<>(first);
    above.addAll(notes(user, selected));
    notOffered(typed, named).stream().map(id -> note(user, id)).forEach(above::add);
    return RequestForm.filled(
        selected, new Entered(typed.duration(), typed.justification()), above);
  }

  /** What was typed and cannot be chosen, because it names nothing that this person may request. */
  private static List<String> notOffered(TypedRequest typed, Selection named) {
    List<String> missing = new ArrayList<>(typed.ids());
    missing.removeAll(named.options().stream().map(Block.Option::value).toList());
    typed.unknown().ifPresent(missing::add);
    return missing;
  }

  /** Why something that was typed cannot be chosen. */
  private Block note(ChatUser user, String typed) {
    return eligibility
        .unavailable(user, CommandWords.id(typed))
        .or(() -> catalog.find(typed).map(eligibility::notEligible))
        .map(RequestNotes::refused)
        .orElseGet(() -> RequestNotes.unknown(typed));
  }

  /** Why the entitlement that was typed is unavailable. */
  private Optional<Sentence> unavailable(ChatUser user, TypedRequest typed) {
    return typed.unknown().map(CommandWords::id).flatMap(id -> eligibility.unavailable(user, id));
  }

  private List<Block> notes(ChatUser user, Selection selected) {
    List<Block> notes = new ArrayList<>();
    pauses.current().map(RequestNotes::paused).ifPresent(notes::add);
    scimJob
        .stopped()
        .map(ScimJobService.Stop::why)
        .map(RequestNotes::stopped)
        .ifPresent(notes::add);
    notes.addAll(existingAccess.notes(user, selected.entitlements()));
    return notes;
  }
}
