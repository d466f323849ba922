package dev.hourkey.catalog;

import dev.hourkey.catalog.StoredAnswer.Held;
import dev.hourkey.catalog.StoredAnswer.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Detects that AWS suddenly shows much less. The reason is more often a missing permission or an
 * incident than a real change, so smaller answers are held back until all groups have been read. If
 * the new answers together are less than half of what was known, they stay held back and operators
 * are alerted. Pure.
 *
 * @param before how many assignments they had
 * @param after how many AWS shows now
 * @param openBefore how many groups opened something
 * @param openAfter how many of them still do
 */
record SuddenDrop(long before, long after, long openBefore, long openAfter) {
  /** Below this number of groups, half of them may well change at once. */
  static final int FEWEST_GROUPS = 10;

  /** Once AWS has repeated an answer for this long, it is believed. */
  private static final Duration BELIEVED_AFTER = Duration.ofDays(1);

  static SuddenDrop of(Collection<StoredAnswer> answers) {
    long before = 0;
    long after = 0;
    long openBefore = 0;
    long openAfter = 0;
    for (StoredAnswer answer : answers) {
      int known = answer.value().map(SuddenDrop::size).orElse(0);
      int shown = answer.held().map(held -> size(held.value())).orElse(known);
      before += known;
      after += shown;
      openBefore += known > 0 ? 1 : 0;
      openAfter += known > 0 && shown > 0 ? 1 : 0;
    }
    return new SuddenDrop(before, after, openBefore, openAfter);
  }

  boolean suspicious() {
    return openBefore >= FEWEST_GROUPS && (after * 2 < before || openAfter * 2 < openBefore);
  }

  /** The problem, in a sentence for operators. */
  String sentence() {
    return "AWS suddenly shows %d of %d assignments, and only %d of %d groups open anything; the previous answer stays in use for an hour"
        .formatted(after, before, openAfter, openBefore);
  }

  /** Whether to hold back an answer until all groups have been read. */
  boolean holds(StoredAnswer known, Value.Access shown) {
    return openBefore >= FEWEST_GROUPS
        && known.value().map(SuddenDrop::size).orElse(0) > size(shown);
  }

  /** Those of the held answers that are believed now, given the answers about all groups. */
  static List<DirectoryQuery> believed(Map<DirectoryQuery, StoredAnswer> all, Instant now) {
    Instant everyoneAsked =
        all.values().stream().map(StoredAnswer::askedAt).min(Instant::compareTo).orElse(now);
    boolean suspicious = of(all.values()).suspicious();
    List<DirectoryQuery> believed = new ArrayList<>();
    all.forEach(
        (question, answer) ->
            answer
                .held()
                .map(Held::since)
                .filter(
                    since ->
                        suspicious
                            ? !now.isBefore(since.plus(BELIEVED_AFTER))
                            : !everyoneAsked.isBefore(since))
                .ifPresent(_ -> believed.add(question)));
    return believed;
  }

  /** Why a listing of the groups of Identity Center is not believed: it lacks most of them. */
  static Optional<String> ofGroups(StoredAnswer known, Value shown, Instant now) {
    boolean lasts =
        known.silence().filter(one -> !now.isBefore(one.since().plus(BELIEVED_AFTER))).isPresent();
    return shown instanceof Value.AwsGroups(var after)
            && known.value().orElse(null) instanceof Value.AwsGroups(var before)
            && before.size() >= FEWEST_GROUPS
            && after.size() * 2 < before.size()
            && !lasts
        ? Optional.of(
            "Identity Center suddenly has %d groups instead of %d"
                .formatted(after.size(), before.size()))
        : Optional.empty();
  }

  private static int size(Value value) {
    return value instanceof Value.Access(Optional<AwsAccess> opens)
        ? opens.map(access -> access.open().size()).orElse(0)
        : 0;
  }
}
