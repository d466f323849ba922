package dev.hourkey.slack;

import dev.hourkey.grant.RemovalProgress;
import dev.hourkey.text.Counted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What operators read about a bulk revocation: one message for each, updated until all access is
 * gone.
 */
final class BulkRevocationMessages {
  private BulkRevocationMessages() {}

  /** For the operator who began it; nothing if it was begun on the command line. */
  static Optional<SlackMessage> toOperator(BulkRevocationDetails bulk) {
    return bulk.by().user().map(user -> progress(bulk, user));
  }

  static SlackMessage progress(BulkRevocationDetails bulk, String to) {
    Sentence what = Sentence.of("{} revoked {}.", bulk.by(), bulk.subject());
    Sentence state =
        bulk.doneAt().map(at -> done(bulk, at)).orElseGet(() -> underWay(bulk.progress()));
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            Sentence.of(
                (bulk.doneAt().isPresent() ? ":white_check_mark:" : ":rotating_light:") + " {} {}",
                what,
                state)));
    blocks.add(new Block.Quote(bulk.reason()));
    stopped(bulk).ifPresent(sentence -> blocks.add(new Block.Context(sentence)));
    sessions(bulk).ifPresent(sentence -> blocks.add(new Block.Context(sentence)));
    blocks.add(new Block.Context(Sentence.of("revocation {}", bulk.id())));
    return new SlackMessage(to, what.then(" ").then(state).plain(), blocks);
  }

  private static Sentence underWay(RemovalProgress progress) {
    return progress.all() == 0
        ? Sentence.of("Hourkey is ending everything that is open.")
        : Sentence.of(
            "{} of {} removed from Entra, {} of {} gone from AWS.",
            progress.removed(),
            progress.all(),
            progress.gone(),
            progress.all());
  }

  private static Sentence done(BulkRevocationDetails bulk, Instant at) {
    RemovalProgress progress = bulk.progress();
    long gone = progress.all() - progress.kept();
    Sentence all =
        progress.all() == 0
            ? Sentence.of("No access was open.")
            : Sentence.of(
                gone == progress.all()
                    ? "All {} gone from Entra and AWS {}."
                    : "{} gone from Entra and AWS {}.",
                gone,
                at);
    return progress.kept() == 0
        ? all
        : all.then(
            " {} ended without a removal: the membership is standing, or another grant needs it.",
            progress.kept());
  }

  private static Optional<Sentence> stopped(BulkRevocationDetails bulk) {
    return Optional.of(bulk.requests())
        .filter(number -> number > 0)
        .map(
            number ->
                Sentence.of(
                    "{} stopped.",
                    Counted.of(number, "pending request was", "pending requests were")));
  }

  private static Optional<Sentence> sessions(BulkRevocationDetails bulk) {
    return bulk.sessionsUntil()
        .map(
            until ->
                Sentence.of(
                    "AWS sessions that are already open may work until {} at the latest.", until));
  }
}
