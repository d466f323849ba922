package dev.hourkey.slack;

import com.slack.api.methods.response.views.ViewsPublishResponse;
import dev.hourkey.notification.Messenger.Delivery;
import dev.hourkey.notification.Messenger.Route;
import dev.hourkey.person.ChatUser;
import dev.hourkey.request.HomeVisit;
import dev.hourkey.request.HomeVisits;
import dev.hourkey.retry.RateLimit;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Publishes Homes. Each replaces the previous one, so one a second is enough for a person. */
@ApplicationScoped
class HomePublisher {
  private static final String PUBLISH = "views.publish";
  private static final RateLimit ONE_A_SECOND = new RateLimit(Duration.ofSeconds(1), 1);

  private final SlackApi slack;
  private final HomeReader reader;
  private final HomeVisits visits;
  private final Clock clock;

  HomePublisher(SlackApi slack, HomeReader reader, HomeVisits visits, Clock clock) {
    this.slack = slack;
    this.reader = reader;
    this.visits = visits;
    this.clock = clock;
  }

  /** Where a changed Home is published; empty if it was not opened recently. */
  Optional<Route> route(UUID visit) {
    return recent(visit)
        .map(found -> new Route("Home of " + found.user().userId(), PUBLISH, ONE_A_SECOND));
  }

  /** Publishes a Home as it is now, if it was opened recently. */
  Delivery deliver(UUID visit) {
    Optional<HomeVisit> found = recent(visit);
    if (found.isEmpty()) {
      return new Delivery.Delivered(Optional.empty());
    }
    String user = found.get().user().userId();
    return switch (publish(user, draw(found.get()), Optional.empty())) {
      case Reply.Ok<?> _ -> new Delivery.Delivered(Optional.empty());
      case Reply.Refused<?> refused -> PostErrors.delivery(refused, user);
      case Reply.Unavailable<?>(String why, var retryAfter, _) ->
          new Delivery.HeldBack(PUBLISH, why, retryAfter);
    };
  }

  /** The Home of somebody who opened it recently, as it is now. */
  Optional<HomeTab> last(ChatUser user) {
    return visits.of(user).filter(visit -> visit.isRecent(clock.instant())).map(this::draw);
  }

  /**
   * Publishes a Home at once.
   *
   * @param hash of the view that this Home replaces; if another Home was published since, Slack
   *     keeps that one
   */
  Reply<ViewsPublishResponse> publish(String user, HomeTab home, Optional<String> hash) {
    return slack.call(
        PUBLISH,
        methods ->
            methods.viewsPublish(
                r -> r.userId(user).viewAsString(home.json()).hash(hash.orElse(null))));
  }

  private Optional<HomeVisit> recent(UUID visit) {
    return visits.find(visit).filter(found -> found.isRecent(clock.instant()));
  }

  private HomeTab draw(HomeVisit visit) {
    return HomePage.of(reader.read(visit));
  }
}
