package dev.hourkey.slack;

import dev.hourkey.slack.HomeView.Operations;
import dev.hourkey.slack.HomeView.Shown;
import dev.hourkey.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a Home that only operators see. */
final class HomeOperations {
  private HomeOperations() {}

  /** The alarms that are not over, as they are in the operations channel, and open reviews. */
  static List<Block> open(Operations operations) {
    List<Block> blocks = new ArrayList<>();
    if (operations.anything()) {
      blocks.add(new Block.Header("Operations"));
      operations.alarms().first().forEach(alarm -> blocks.addAll(alarm.blocks()));
      HomePage.more(operations.alarms(), "and {} more in the operations channel")
          .ifPresent(blocks::add);
      for (RequestDetails request : operations.reviews().first()) {
        blocks.add(new Block.Row(review(request), BreakGlassMessages.review(request)));
      }
      HomePage.more(operations.reviews(), "and {} more break-glass reviews, on their cards")
          .ifPresent(blocks::add);
    }
    return blocks;
  }

  private static Sentence review(RequestDetails request) {
    return Sentence.of(
        "*Break-glass:* {} got *{}* {}. {}",
        request.requester().name(),
        request.name(),
        request.requestedAt(),
        request.review().map(BreakGlassMessages::line).orElse(Sentence.NOTHING));
  }

  /** The same in one line for each. */
  static Sentence summary(Operations operations) {
    List<Sentence> lines = new ArrayList<>(List.of(Sentence.of("*Operations*")));
    operations.alarms().first().forEach(alarm -> lines.add(Sentence.of("• {}", alarm.text())));
    more(operations.alarms(), "more alarm").ifPresent(lines::add);
    operations.reviews().first().forEach(one -> lines.add(Sentence.of("• {}", review(one))));
    more(operations.reviews(), "more break-glass review").ifPresent(lines::add);
    return Sentence.joined("\n", lines);
  }

  private static Optional<Sentence> more(Shown<?> shown, String thing) {
    return shown.more() > 0
        ? Optional.of(Sentence.of("• and {}", Counted.of(shown.more(), thing)))
        : Optional.empty();
  }

  /** What is known about the provisioning job, with a note if there are no alarms. */
  static Block provisioning(Operations operations) {
    Sentence quiet =
        Sentence.of(
            !operations.anything()
                ? "Operations: no alarms, no drift, nothing overdue, nothing to review. "
                : "Operations: ");
    Sentence job =
        Sentence.of(
            switch (operations.provisioning()) {
              case RUNNING -> "Entra's provisioning job is running";
              case STOPPED -> "Entra's provisioning job is stopped";
              case UNKNOWN -> "Hourkey can't see whether Entra's provisioning job runs";
            });
    return new Block.Context(
        quiet
            .then(job)
            .then(
                operations
                    .seenAt()
                    .map(at -> Sentence.of(" · last seen {}", at))
                    .orElse(Sentence.NOTHING))
            .then("."));
  }
}
