package dev.hourkey.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * How far the approval of a request is. Its stages are completed one after the other.
 *
 * @param stages in their order
 */
public record ApprovalProgress(List<Stage> stages) {
  /** Nothing to approve. */
  public static final ApprovalProgress NONE = new ApprovalProgress(List.of());

  public ApprovalProgress {
    stages = List.copyOf(stages);
  }

  /**
   * How far one stage is.
   *
   * @param approvers who may approve it, in words
   * @param approved how many have approved
   * @param needed how many must approve
   */
  public record Stage(String approvers, int approved, int needed) {
    /** How many approvals it still needs. */
    int missing() {
      return Math.max(0, needed - approved);
    }
  }

  /** The progress before anybody has approved. */
  static ApprovalProgress start(List<ApprovalStage> stages) {
    return new ApprovalProgress(
        stages.stream().map(stage -> new Stage(stage.names(), 0, stage.approvals())).toList());
  }

  /** The index of the stage that waits for approvals now; empty once all have theirs. */
  public OptionalInt current() {
    return IntStream.range(0, stages.size())
        .filter(index -> stages.get(index).approved < stages.get(index).needed)
        .findFirst();
  }

  /** The index of the stage that the last approval was for; 0 before any. */
  public int lastApproved() {
    return IntStream.range(0, stages.size())
        .filter(index -> stages.get(index).approved > 0)
        .max()
        .orElse(0);
  }

  /** Whether all approvals are there. */
  public boolean isComplete() {
    return current().isEmpty();
  }

  /** How many approvals are still needed, over all stages. */
  public int missing() {
    return stages.stream().mapToInt(Stage::missing).sum();
  }

  /** The progress with one more approval of the current stage; the same if it is complete. */
  ApprovalProgress oneMore() {
    if (isComplete()) {
      return this;
    }
    int index = current().getAsInt();
    Stage stage = stages.get(index);
    List<Stage> after = new ArrayList<>(stages);
    after.set(index, new Stage(stage.approvers, stage.approved + 1, stage.needed));
    return new ApprovalProgress(after);
  }
}
