package dev.hourkey.slack;

import dev.hourkey.person.ChatUser;
import dev.hourkey.request.DecisionCheck;
import dev.hourkey.request.PauseProcessor;
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
import org.jboss.logging.Logger;

/**
 * Opens the forms in which somebody decides on a request. Somebody who can't decide is told so at
 * once, and gets no form.
 */
@ApplicationScoped
class DecisionDialog {
  private static final Logger LOG = Logger.getLogger(DecisionDialog.class);

  /**
   * How long to wait for the check before the form opens. Slack opens a form only within three
   * seconds of the click, so after this time the form opens without the result. The decision itself
   * is checked in any case.
   */
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private final ExecutorService checks = Executors.newVirtualThreadPerTaskExecutor();

  private final DecisionCheck check;
  private final PauseProcessor pauses;
  private final MessageDetailsLoader details;
  private final RefusalRecorder refusals;
  private final Modals modals;

  DecisionDialog(
      DecisionCheck check,
      PauseProcessor pauses,
      MessageDetailsLoader details,
      RefusalRecorder refusals,
      Modals modals) {
    this.check = check;
    this.pauses = pauses;
    this.details = details;
    this.refusals = refusals;
    this.modals = modals;
  }

  /** Opens the form for a denial of all requests on a card. */
  void deny(ChatUser user, UUID card, String triggerId, ReplyTo to) {
    if (!refused(user, card, "deny", refusal(user, card), to)) {
      modals.open(Form.DENY, DenyForm.of(card, to.channel().orElse("")), triggerId, to);
    }
  }

  /** Opens the form for an approval of all requests on a card, with a comment or for less time. */
  void approve(ChatUser user, UUID card, String triggerId, ReplyTo to) {
    Optional<String> refusal = refusal(user, card).or(pauses::refusalSentence);
    if (refused(user, card, "approve", refusal, to)) {
      return;
    }
    List<RequestDetails> pending = MultiRequestCard.pending(details.onCard(card));
    if (pending.isEmpty()) { // It was decided during the check.
      modals.notOpened(to, "This is no longer pending, so there is nothing to approve.");
    } else {
      modals.open(
          Form.APPROVE, ApproveForm.of(card, to.channel().orElse(""), pending), triggerId, to);
    }
  }

  private boolean refused(ChatUser user, UUID card, String what, Optional<String> why, ReplyTo to) {
    Optional<Sentence> refusal = withoutSignIn(card).or(() -> why.map(Sentence::literal));
    refusal.ifPresent(
        sentence -> {
          refusals.later(user.teamId(), user.userId(), card.toString(), what, sentence.plain());
          modals.notOpened(to, sentence);
        });
    return refusal.isPresent();
  }

  /** A form that was offered before the policy demanded a sign-in is no longer opened. */
  private Optional<Sentence> withoutSignIn(UUID card) {
    return details.onCard(card).stream()
        .flatMap(request -> DecisionBlock.refusal(request).stream())
        .findFirst();
  }

  private Optional<String> refusal(ChatUser user, UUID card) {
    try {
      return checks
          .submit(() -> check.refusal(user, card))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.infof("opened a form before it was known whether %s may decide", user);
    } catch (ExecutionException e) {
      LOG.warnf(e.getCause(), "it is unknown whether %s may decide", user);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }
}
