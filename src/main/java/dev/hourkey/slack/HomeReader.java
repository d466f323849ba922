package dev.hourkey.slack;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.person.Persons;
import dev.hourkey.request.HomeVisit;
import dev.hourkey.request.Requests;
import dev.hourkey.slack.HomeView.Shown;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads the contents of somebody's Home from the rows. Queries no directory. */
@ApplicationScoped
class HomeReader {
  private final MessageDetailsLoader details;
  private final Requests requests;
  private final Persons persons;
  private final OpenAlarms alarms;
  private final AccessPortal portal;

  HomeReader(
      MessageDetailsLoader details,
      Requests requests,
      Persons persons,
      OpenAlarms alarms,
      AccessPortal portal) {
    this.details = details;
    this.requests = requests;
    this.persons = persons;
    this.alarms = alarms;
    this.portal = portal;
  }

  HomeView read(HomeVisit visit) {
    return new HomeView(
        visit.cannotRequest(),
        first(
            requests.waitingFor(persons.accountsOf(visit.person()), visit.rights()),
            HomePage.MAX_DECISIONS,
            details::of),
        first(details.openOf(visit.user()), HomePage.MAX_GRANTS, Function.identity()),
        first(details.pendingInvolving(visit.user()), HomePage.MAX_REQUESTS, Function.identity()),
        details.lastEndedOf(visit.user(), HomePage.MAX_ENDED),
        visit.rights().operator() ? Optional.of(alarms.read()) : Optional.empty(),
        portal);
  }

  private static <T, R> Shown<R> first(List<T> all, int max, Function<T, R> details) {
    return new Shown<>(
        all.stream().limit(max).map(details).toList(), Math.max(0, all.size() - max));
  }
}
