package dev.hourkey.slack;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import dev.hourkey.request.AccessRequest;
import dev.hourkey.request.RequestState;
import dev.hourkey.request.Requests;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Draws the alarm about a card that cannot be posted. */
@ApplicationScoped
class CardAlarm {
  private final Requests requests;
  private final Persons persons;
  private final Catalog catalog;

  CardAlarm(Requests requests, Persons persons, Catalog catalog) {
    this.requests = requests;
    this.persons = persons;
    this.catalog = catalog;
  }

  Optional<SlackMessage> notPosted(UUID id) {
    return catalog
        .current()
        .operationsChannel()
        .flatMap(channel -> requests.find(id).map(request -> notPosted(request, channel)));
  }

  private SlackMessage notPosted(AccessRequest request, String channel) {
    String who =
        persons
            .find(request.requester())
            .map(Person::name)
            .orElseGet(() -> request.requester().value());
    String what = "the request of %s for %s".formatted(who, request.entitlementName());
    String sentence = sentence(request, what);
    return new SlackMessage(
        channel,
        SlackText.clean(sentence),
        List.of(
            Blocks.section(SlackText.literal(sentence)),
            Blocks.context("request " + request.id())));
  }

  private static String sentence(AccessRequest request, String what) {
    if (!(request.state() instanceof RequestState.Pending)) {
      return "The card of " + what + " could not be posted. The request is over by now.";
    }
    return request
        .cardProblem()
        .map(
            problem ->
                ":rotating_light: Nobody can decide on %s: Slack does not let Hourkey post its card to %s. Invite the bot to that channel or unarchive it, or name another channel in the policy file. Hourkey keeps trying."
                    .formatted(what, problem))
        .orElseGet(
            () -> "The card of " + what + " could not be posted at first. It is posted now.");
  }
}
