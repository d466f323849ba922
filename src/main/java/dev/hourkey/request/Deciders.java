package dev.hourkey.request;

import dev.hourkey.request.Recipients.Approver;
import dev.hourkey.request.Recipients.Candidates;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The people who can decide on a card, to show to its readers. Being listed gives no right, and
 * does not notify anybody.
 *
 * @param named the first of them, those on call before the others
 * @param more how many more are known
 * @param others whether there may be others that cannot be listed, such as those of a large group
 * @param complete false if a directory did not answer, so that somebody may be missing
 * @param asOf when that was looked up
 */
public record Deciders(
    List<Approver> named, int more, boolean others, boolean complete, Instant asOf) {
  private static final int MAX_NAMED = 4;

  public Deciders {
    named = List.copyOf(named);
  }

  static Deciders of(Candidates candidates, Instant now) {
    Collection<Approver> people = distinct(candidates.people());
    List<Approver> named =
        people.stream()
            .sorted(Comparator.comparing(Approver::onCall).reversed().thenComparing(Approver::name))
            .limit(MAX_NAMED)
            .toList();
    return new Deciders(
        named, people.size() - named.size(), candidates.others(), candidates.complete(), now);
  }

  /** Lists each person once, by chat user or else by name; on call if any entry says so. */
  private static Collection<Approver> distinct(List<Approver> people) {
    Map<Optional<String>, Approver> distinct = new LinkedHashMap<>();
    people.forEach(
        one ->
            distinct.merge(
                one.chatId().or(() -> Optional.of("named " + one.name())), one, Approver::merge));
    return distinct.values();
  }
}
