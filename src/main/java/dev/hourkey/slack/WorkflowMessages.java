package dev.hourkey.slack;

import java.util.List;

/** What a person reads when a workflow proposes a request to them. */
final class WorkflowMessages {
  /** Longer than any request that the step proposes, and fits into a button. */
  private static final int LONGEST = 1000;

  private WorkflowMessages() {}

  /**
   * @param text what they would type after the command
   */
  static SlackMessage proposal(String person, String text) {
    String typed = SlackText.cut(SlackText.line(text), LONGEST);
    Sentence what =
        Sentence.of(
            "A workflow proposes that you request AWS access. Nothing is requested until you"
                + " submit the form.");
    return new SlackMessage(
        person,
        what.plain() + " " + typed,
        List.of(
            new Block.Section(what),
            new Block.Quote(typed),
            new Block.Actions(
                "proposal",
                List.of(Button.of(ActionId.REQUEST_PROPOSED, "Open the form", typed).primary()))));
  }
}
