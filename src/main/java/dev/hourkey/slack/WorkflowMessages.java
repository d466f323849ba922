package dev.hourkey.slack;

import java.util.List;

/** What somebody reads for whom a workflow proposes a request. */
final class WorkflowMessages {
  private WorkflowMessages() {}

  /**
   * @param text what they would type after the command
   */
  static SlackMessage proposal(String person, String text) {
    Sentence what =
        Sentence.of(
            "A workflow proposes that you request AWS access. Nothing is requested until you"
                + " submit the form.");
    return new SlackMessage(
        person,
        what.plain() + " " + text,
        List.of(
            new Block.Section(what),
            new Block.Quote(text),
            new Block.Actions(
                "proposal",
                List.of(Button.of(ActionId.REQUEST_PROPOSED, "Open the form", text).primary()))));
  }
}
