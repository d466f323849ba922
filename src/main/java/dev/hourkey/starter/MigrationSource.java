package dev.hourkey.starter;

import dev.hourkey.starter.Inventory.Manageable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rules of a tool that was used before, read from its configuration. */
public interface MigrationSource {
  /** The name of the source, for comments. */
  String name();

  /** What it says about everything that a group opens; empty if it says nothing. */
  Optional<Rules> rules(Manageable group, Inventory inventory);

  /** What could not become a rule of any group, one sentence each. */
  List<String> leftOver();

  /**
   * Its rules in Hourkey's terms.
   *
   * @param eligible principals; none if everybody may, or if that is unknown
   * @param approvers principals
   * @param approvals empty if that is unknown
   * @param notes what could not be converted, one sentence each
   */
  record Rules(
      List<String> eligible,
      List<String> approvers,
      Optional<Integer> approvals,
      boolean selfApproval,
      Optional<Duration> maxDuration,
      List<String> notes) {
    public Rules {
      eligible = List.copyOf(eligible);
      approvers = List.copyOf(approvers);
      notes = List.copyOf(notes);
    }

    /** Returns no rule, with the reason. */
    static Rules none(String why) {
      return new Rules(
          List.of(), List.of(), Optional.empty(), false, Optional.empty(), List.of(why));
    }
  }

  /** Its configuration cannot be read. The message is a sentence for the operator. */
  final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String sentence) {
      super(sentence);
    }
  }
}
