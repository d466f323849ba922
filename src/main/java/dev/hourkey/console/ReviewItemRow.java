package dev.hourkey.console;

import dev.hourkey.evidence.AccessReview.Decision;
import dev.hourkey.evidence.AccessReview.Item;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person in the form.
 *
 * @param choice keep, remove or nothing
 * @param own whether this is the signed-in user, who can't decide on their own access
 */
record ReviewItemRow(
    Item item, String choice, String comment, String by, boolean own, @Nullable String problem) {
  static ReviewItemRow of(Item item, RejectedReviewInput typed, Names names, boolean own) {
    Optional<Decision> shown =
        Optional.ofNullable(typed.decisions().get(item.number()))
            .or(() -> item.decided().map(one -> new Decision(one.keep(), one.comment())));
    return new ReviewItemRow(
        item,
        shown.map(one -> one.keep() ? "keep" : "remove").orElse(""),
        shown.map(Decision::comment).orElse(""),
        item.decided().map(one -> names.of(one.by())).orElse(""),
        own,
        typed.problems().get(item.number()));
  }
}
