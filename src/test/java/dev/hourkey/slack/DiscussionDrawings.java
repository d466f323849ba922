package dev.hourkey.slack;

import dev.hourkey.request.DecisionCard.Place;
import java.util.LinkedHashMap;
import java.util.Map;

/** What people wrote about a request, as it is passed on. */
final class DiscussionDrawings {
  private static final Place THREAD = new Place("D0ANA", "1772453000.000100");

  private final Examples of;

  DiscussionDrawings(Examples of) {
    this.of = of;
  }

  Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    String bruno = of.foreign("Bruno Costa");
    String question = of.foreign("Which database?");
    all.put("to the requester", DiscussionMessages.toRequester(bruno, question, false, THREAD));
    all.put("edited", DiscussionMessages.toRequester(bruno, question, true, THREAD));
    all.put(
        "to the approvers",
        DiscussionMessages.toApprovers(
            of.foreign("Ana Lima"), of.foreign("db-1, the disk is full"), false, THREAD));
    return all;
  }
}
