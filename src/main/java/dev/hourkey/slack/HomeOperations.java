package dev.hourkey.slack;

import dev.hourkey.slack.HomeView.Operations;
import java.util.ArrayList;
import java.util.List;

/** The parts of a Home that only operators see. */
final class HomeOperations {
  private HomeOperations() {}

  /** The alarms that are not over, as they are in the operators' channel. */
  static List<Block> alarms(Operations operations) {
    List<Block> blocks = new ArrayList<>();
    if (!operations.alarms().isEmpty()) {
      blocks.add(new Block.Header("Operations"));
      operations.alarms().first().forEach(alarm -> blocks.addAll(alarm.blocks()));
      HomePage.more(operations.alarms(), "and {} more in the operators' channel")
          .ifPresent(blocks::add);
    }
    return blocks;
  }

  /** What is known of the provisioning job, and that there is no alarm. */
  static Block provisioning(Operations operations) {
    Sentence quiet =
        Sentence.of(
            operations.alarms().isEmpty()
                ? "Operations: no alarms, no drift, nothing overdue. "
                : "Operations: ");
    Sentence job =
        Sentence.of(
            switch (operations.provisioning()) {
              case RUNNING -> "Entra's provisioning job runs";
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
