package dev.hourkey.slack;

import dev.hourkey.request.DecisionCard.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws what somebody wrote about a request, for people who cannot read it where it was written.
 */
final class DiscussionMessages {
  private DiscussionMessages() {}

  /** Creates a reply for the requester, in the thread of their message. */
  static SlackMessage toRequester(String author, String text, boolean edited, Place thread) {
    return message(
        Sentence.of("*{}* wrote about your request:", author),
        text,
        edited,
        Optional.of(Sentence.of("Reply in this thread: the approvers read it.")),
        thread);
  }

  /** Creates a reply for the approvers, in the thread of the card. */
  static SlackMessage toApprovers(String author, String text, boolean edited, Place thread) {
    return message(Sentence.of("*{}* wrote:", author), text, edited, Optional.empty(), thread);
  }

  private static SlackMessage message(
      Sentence who, String text, boolean edited, Optional<Sentence> hint, Place thread) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(who));
    blocks.add(new Block.Quote(text));
    if (edited) {
      blocks.add(new Block.Context(Sentence.of("Edited")));
    }
    hint.ifPresent(sentence -> blocks.add(new Block.Context(sentence)));
    return new SlackMessage(
        thread.channel(),
        who.plain() + " " + SlackText.line(text),
        blocks,
        Optional.of(thread.message()));
  }
}
