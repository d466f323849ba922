package dev.hourkey.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The progress of a request's approval. The stages are completed one after the other.
 *
 * @param stages in their order
 */
public record ApprovalProgress(List<Stage> stages) {
  /** The progress of a request that nobody has to approve. */
  public static final ApprovalProgress NONE = new ApprovalProgress(List.of());

  public ApprovalProgress {
    stages = List.copyOf(stages);
  }

  /**
   * The progress of one stage.
   *
   * @param approvers who may approve it, in words
   * @param approved how many have approved
   * @param needed how many must approve
   * @param escalation who else may approve it if nobody does for a while
   */
  public record Stage(
      String approvers, int approved, int needed, Optional<StageEscalation> escalation) {
    /** A stage that is not escalated. */
    public Stage(String approvers, int approved, int needed) {
      this(approvers, approved, needed, Optional.empty());
    }

    private static Stage of(ApprovalStage stage) {
      return new Stage(
          stage.names(),
          0,
          stage.approvals(),
          stage
              .escalation()
              .map(one -> new StageEscalation(one.after(), one.names(), one.begun())));
    }

    private Stage with(int approvals, Optional<StageEscalation> more) {
      return new Stage(approvers, approvals, needed, more);
    }

    /** How many approvals it still needs. */
    int missing() {
      return Math.max(0, needed - approved);
    }
  }

  /**
   * The {@link Escalation} of a stage, in words.
   *
   * @param after how long the stage goes without an approval before it is escalated
   * @param to who may approve as well from then on
   * @param begun whether it has been escalated
   */
  public record StageEscalation(Duration after, String to, boolean begun) {}

  /** The progress before anybody has approved. */
  static ApprovalProgress start(List<ApprovalStage> stages) {
    return new ApprovalProgress(stages.stream().map(Stage::of).toList());
  }

  /**
   * When the current stage is escalated unless somebody approves first; empty if it never is, or
   * was already.
   *
   * @param silentSince when the stage began or, if that is later, when it was approved last
   */
  public Optional<Instant> escalatesAt(Instant silentSince) {
    return current().stream()
        .boxed()
        .flatMap(index -> stages.get(index).escalation.stream())
        .filter(one -> !one.begun)
        .map(one -> silentSince.plus(one.after))
        .findFirst();
  }

  /** The same progress once the current stage is escalated. */
  public ApprovalProgress escalated() {
    return current().isEmpty()
        ? this
        : with(
            current().getAsInt(),
            stage ->
                stage.with(
                    stage.approved,
                    stage.escalation.map(one -> new StageEscalation(one.after, one.to, true))));
  }

  /** The stages that were escalated, by their index. */
  public Set<Integer> escalatedStages() {
    return IntStream.range(0, stages.size())
        .filter(index -> stages.get(index).escalation.filter(StageEscalation::begun).isPresent())
        .boxed()
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The index of the stage that waits for approvals now; empty once all stages are complete. */
  public OptionalInt current() {
    return IntStream.range(0, stages.size())
        .filter(index -> stages.get(index).approved < stages.get(index).needed)
        .findFirst();
  }

  /**
   * Whether the request waits for other people than before: those of another stage, or those whom a
   * new version of the policy names.
   */
  public boolean waitsForOthers(ApprovalProgress before) {
    return !isComplete()
        && !(current().equals(before.current()) && deciders().equals(before.deciders()));
  }

  /** Who may approve the current stage now, in words. */
  private List<String> deciders() {
    Stage stage = stages.get(current().getAsInt());
    return Stream.concat(
            Stream.of(stage.approvers),
            stage.escalation.filter(StageEscalation::begun).map(StageEscalation::to).stream())
        .toList();
  }

  /** The index of the stage that the last approval was for; 0 before any. */
  public int lastApproved() {
    return IntStream.range(0, stages.size())
        .filter(index -> stages.get(index).approved > 0)
        .max()
        .orElse(0);
  }

  /** Whether all required approvals have been given. */
  public boolean isComplete() {
    return current().isEmpty();
  }

  /** How many approvals count, over all stages. */
  public int approved() {
    return stages.stream().mapToInt(Stage::approved).sum();
  }

  /** How many approvals are still needed, over all stages. */
  public int missing() {
    return stages.stream().mapToInt(Stage::missing).sum();
  }

  /** The progress with one more approval of the current stage; the same if it is complete. */
  ApprovalProgress withApproval() {
    if (isComplete()) {
      return this;
    }
    return with(current().getAsInt(), stage -> stage.with(stage.approved + 1, stage.escalation));
  }

  private ApprovalProgress with(int index, UnaryOperator<Stage> change) {
    List<Stage> after = new ArrayList<>(stages);
    after.set(index, change.apply(stages.get(index)));
    return new ApprovalProgress(after);
  }
}
