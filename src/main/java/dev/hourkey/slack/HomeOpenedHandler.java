package dev.hourkey.slack;

import com.slack.api.app_backend.events.payload.EventsApiPayload;
import com.slack.api.model.event.AppHomeOpenedEvent;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Persons;
import dev.hourkey.request.ActionRateLimiter;
import dev.hourkey.request.ActionRateLimiter.Kind;
import dev.hourkey.request.DecisionRightsResolver;
import dev.hourkey.request.HomeVisits;
import dev.hourkey.slack.EligibilityLookup.Offered;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Shows people their Home when they open it: first what is already known, then what they may do,
 * once Slack and Entra have answered.
 */
@ApplicationScoped
class HomeOpenedHandler {
  private static final Logger LOG = Logger.getLogger(HomeOpenedHandler.class);

  private final WorkspaceGuard workspace;
  private final ActionRateLimiter limiter;
  private final HomePublisher publisher;
  private final HomeVisits visits;
  private final IdentityResolver identities;
  private final Persons persons;
  private final EligibilityLookup eligibility;
  private final DecisionRightsResolver rights;
  private final HelpChannel help;

  HomeOpenedHandler(
      WorkspaceGuard workspace,
      ActionRateLimiter limiter,
      HomePublisher publisher,
      HomeVisits visits,
      IdentityResolver identities,
      Persons persons,
      EligibilityLookup eligibility,
      DecisionRightsResolver rights,
      HelpChannel help) {
    this.workspace = workspace;
    this.limiter = limiter;
    this.publisher = publisher;
    this.visits = visits;
    this.identities = identities;
    this.persons = persons;
    this.eligibility = eligibility;
    this.rights = rights;
    this.help = help;
  }

  /**
   * Returns at once. False if the Home is not published: for other workspaces, and for somebody who
   * opens it again and again.
   */
  boolean take(EventsApiPayload<AppHomeOpenedEvent> payload) {
    AppHomeOpenedEvent event = payload.getEvent();
    Optional<String> shown =
        Optional.ofNullable(event.getView()).flatMap(view -> Optional.ofNullable(view.getHash()));
    Optional<ChatUser> reader =
        workspace
            .sender(
                payload.getTeamId(),
                payload.getEnterpriseId(),
                payload.getTeamId(), // The event does not name the reader's home workspace.
                event.getUser())
            .filter(_ -> "home".equals(event.getTab()))
            .filter(user -> limiter.refusal(user.userId(), Kind.OPENING).isEmpty());
    reader.ifPresent(user -> Thread.startVirtualThread(() -> show(user, shown)));
    return reader.isPresent();
  }

  private void show(ChatUser user, Optional<String> hash) {
    try {
      publish(user, publisher.last(user).orElseGet(HomePage::loading), hash);
      lookUp(user);
    } catch (RuntimeException e) {
      LOG.errorf(e, "could not update the Home of %s", user.userId());
      publishUnusable(
          user, Sentence.of("Hourkey can't look that up now. Open this tab again in a minute."));
    }
  }

  private void lookUp(ChatUser user) {
    try {
      switch (identities.identifyToShow(user)) {
        case Identification.Refused(var refusal) -> {
          visits.forget(user);
          publishUnusable(
              user,
              refusal.needsHelp()
                  ? help.askAfter(refusal.sentence())
                  : Sentence.literal(refusal.sentence()));
        }
        case Identification.Missing _ ->
            unknown(
                user,
                Sentence.of(
                    "Hourkey can't find you in Entra at the moment. Try again in two minutes."));
        case Identification.Known known ->
            visits.opened(user, known.person().id(), cannotRequest(user), rights.of(known));
      }
    } catch (DirectoryFailure failure) {
      LOG.warnf("could not update the Home of %s: %s", user.userId(), failure.forLog());
      unknown(
          user,
          Sentence.literal(failure.userSentenceStart())
              .then(", so Hourkey can't tell what you can request. Try again in a minute."));
    }
  }

  private Optional<String> cannotRequest(ChatUser user) {
    return switch (eligibility.to(user)) {
      case Offered.Choices _ -> Optional.empty();
      case Offered.Nothing(Sentence why) -> Optional.of(why.mrkdwn());
      case Offered.Unknown(Sentence why) -> Optional.of(why.mrkdwn());
    };
  }

  /** A person who cannot be looked up still sees what they have, and can end it. */
  private void unknown(ChatUser user, Sentence why) {
    persons
        .linkedTo(user)
        .ifPresentOrElse(
            person -> visits.openedUnconfirmed(user, person.id(), why.mrkdwn()),
            () -> {
              visits.forget(user);
              publishUnusable(user, why);
            });
  }

  private void publishUnusable(ChatUser user, Sentence why) {
    publish(user, HomePage.unusable(why), Optional.empty());
  }

  private void publish(ChatUser user, HomeTab home, Optional<String> hash) {
    switch (publisher.publish(user.userId(), home, hash)) {
      case Reply.Ok<?> _ -> {}
      case Reply.Refused<?>(_, String error) when error.equals("hash_conflict") -> {
        // A newer one was published in the meantime.
      }
      case Reply.Refused<?> refused -> LOG.warnf("a Home was not published: %s", refused);
      case Reply.Unavailable<?> unavailable ->
          LOG.warnf("a Home was not published: %s", unavailable);
    }
  }
}
